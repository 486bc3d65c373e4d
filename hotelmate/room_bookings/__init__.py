"""Bookings and everything done with them: decisions, rooms, arrival, moves, departure, cancellation."""
