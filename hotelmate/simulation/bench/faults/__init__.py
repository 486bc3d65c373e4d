"""`hotelmate bench faults`: whether every event reaches every sink while the processes that carry it are killed."""
