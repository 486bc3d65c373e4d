"""`hotelmate bench stream`: how fast a change reaches every screen."""
