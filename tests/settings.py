"""The product's settings, with passwords that hash in no time."""

from hotelmate.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["tests.hashers.QuickPasswordHasher"]
