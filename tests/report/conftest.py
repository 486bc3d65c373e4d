"""The hotel of the tests of bookings, with its clock, verified after each test."""

from ..room_bookings.conftest import afternoon, house, verified

__all__ = ["afternoon", "house", "verified"]
