"""It is the afternoon of one day, and after each test every hotel that it made is verified."""

from ..room_bookings.conftest import afternoon, house, verified

__all__ = ["afternoon", "house", "verified"]
