"""What an event's payload holds, by subject: the fields of the contract, made from rows and event."""
