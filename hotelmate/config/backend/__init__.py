"""Django's PostgreSQL backend, with connections that keep what they prepared: named by `ENGINE` in the settings."""
