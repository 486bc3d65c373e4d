"""`hotelmate bench desk`: what the desk's pages cost, on the server and in a browser."""
