"""The first run: from an empty installation to a hotel that is ready, in four steps."""
