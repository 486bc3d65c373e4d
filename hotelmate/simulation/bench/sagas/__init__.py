"""Killing a process at every step of every move of money, and looking whether the worker ends it right."""
