"""People who work in a hotel, their roles, and the tokens that programs act with."""
