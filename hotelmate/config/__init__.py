"""Settings, addresses, processes and the `hotelmate` command."""
