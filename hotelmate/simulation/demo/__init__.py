"""The demo hotel: about sixty rooms, made and lived by the same services that everybody uses."""
