"""Faults, and windows out of order or out of service."""
