"""Turning rooms round: room status with its audit, tasks, faults and discrepancies."""
