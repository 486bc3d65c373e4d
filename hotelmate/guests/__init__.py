"""What guests see and do themselves: booking, their booking's page, pre-check-in, cancelling."""
