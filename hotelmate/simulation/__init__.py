"""Houses that only pretend: the demo house, replays of real histories, benchmarks."""
