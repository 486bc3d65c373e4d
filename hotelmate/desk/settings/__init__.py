"""Settings: what a hotel is, sells and charges, who works there, and which programs listen."""
