"""Housekeeping: rooms to clean and to inspect, on a phone first."""
