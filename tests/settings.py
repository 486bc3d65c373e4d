"""The product's settings, with passwords that hash in no time, and files looked up when they are asked for."""

from hotelmate.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["tests.hashers.QuickPasswordHasher"]
# Otherwise each client of a test lists all files first.
WHITENOISE_AUTOREFRESH = True
# All tests come from one address.
ANONYMOUS_READS = ANONYMOUS_CHANGES = "1000000/s"
OPEN_HOLDS = 1000

# The order in which they lock the nights of the ledger is checked: nights_in_order.sql.
DATABASES["default"] = with_server_settings(DATABASES["default"], {"hotelmate.watched": "on"})  # noqa: F405
