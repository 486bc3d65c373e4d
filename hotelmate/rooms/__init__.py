"""Room types, rooms, who holds which room for which nights, and what may be sold of each type."""
