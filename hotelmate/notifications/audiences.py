"""Who reads: the few capabilities that change how an event is told.

An audience is hashable, so that what is told is made and encoded once for each, however many people listen.
"""

from dataclasses import dataclass

from hotelmate.core.actor import Actor
from hotelmate.core.capabilities import MANAGE_STAFF, VIEW_BOOKINGS, VIEW_CONTACTS, VIEW_MONEY

CHANGE_THE_TELLING = frozenset({VIEW_BOOKINGS, VIEW_CONTACTS, VIEW_MONEY, MANAGE_STAFF})


@dataclass(frozen=True, slots=True)
class Audience:
    """Readers who may see the same. A guest is told of one booking in words of its own, and of nothing else."""

    capabilities: frozenset[str]
    guest: bool = False

    def may(self, capability: str) -> bool:
        """Whether these readers have the capability."""
        return capability in self.capabilities


EVERYTHING = Audience(CHANGE_THE_TELLING)
LEAST = Audience(frozenset())
GUEST = Audience(frozenset(), guest=True)


def audience_of(actor: Actor) -> Audience:
    """The audience that somebody belongs to."""
    return GUEST if actor.kind == "guest" else Audience(actor.capabilities & CHANGE_THE_TELLING)
