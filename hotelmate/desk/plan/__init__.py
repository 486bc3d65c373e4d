"""The room plan: rooms by days, with the stays as bars."""
