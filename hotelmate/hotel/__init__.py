"""The tenant: a hotel, its settings and its business date."""
