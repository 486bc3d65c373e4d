"""What managers look up: the house as of any time, the audit, figures, CSV. Reads the log and the rows, writes nothing."""
