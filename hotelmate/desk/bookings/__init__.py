"""Bookings: the drawer and the page of one, everything that is done with it, new ones, the search."""
