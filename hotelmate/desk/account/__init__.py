"""Signing in, oneself, help, the first run."""
