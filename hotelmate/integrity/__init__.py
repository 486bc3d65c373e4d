"""Verify: every invariant recomputed from the rows, whatever constraints, triggers and rolled-up columns say."""
