"""Tags of the guests' templates."""
