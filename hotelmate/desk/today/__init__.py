"""Today: who arrives, who leaves, what waits."""
