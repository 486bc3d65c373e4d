"""Money: what was authorised, taken, released and given back, and the calls to providers. Never touches a booking."""
