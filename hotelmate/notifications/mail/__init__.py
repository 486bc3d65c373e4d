"""Mail to guests about their bookings."""
