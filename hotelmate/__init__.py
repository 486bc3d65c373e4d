"""HotelMate runs the day at a hotel; its state cannot contradict itself."""

__version__ = "0.1.0"
