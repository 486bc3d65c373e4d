"""The settings for tools that read the code and never connect: mypy, `makemigrations --check`."""

from hotelmate.config.environment import prepare_offline

prepare_offline()

from hotelmate.config.settings import *  # noqa: E402,F403
