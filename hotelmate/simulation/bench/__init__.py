"""Measuring the house from outside: what a change costs, and what comes of two changes at once."""
