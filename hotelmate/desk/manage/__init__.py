"""Managing the house: consistency, audit, deliveries, figures, settings."""
