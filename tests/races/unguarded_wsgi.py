"""The web process's entry, without guards."""

from hotelmate.config.wsgi import application

from .unguarded import unguarded_code

__all__ = ["application"]

# For as long as the process lives.
without_guards = unguarded_code()
without_guards.__enter__()
