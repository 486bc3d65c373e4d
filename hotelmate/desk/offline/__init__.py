"""What opens without the server: the service worker that keeps it, and the downtime sheet."""
