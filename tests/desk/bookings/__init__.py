"""Bookings at the desk."""
