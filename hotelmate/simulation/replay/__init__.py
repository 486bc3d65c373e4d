"""Live a real hotel's history again, day by day, through the services that staff use."""
