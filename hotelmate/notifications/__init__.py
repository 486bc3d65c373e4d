"""Who is told what, and how: rendering for streams, e-mail and webhooks, all of it read from the log."""
