"""What changes cost over HTTP, against the database alone running the same statements."""
