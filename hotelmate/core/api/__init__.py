"""The plumbing of the HTTP API: error shape, parsing, pagination, idempotency, If-Match and dry run."""
