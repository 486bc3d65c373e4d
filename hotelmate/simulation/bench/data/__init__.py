"""A thousand hotels with two years of bookings, and how fast it can be told what is free in them."""
