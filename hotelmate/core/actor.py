"""Who acts: a member of staff, a guest with a token, or the system itself."""

from dataclasses import dataclass, field
from typing import Literal, Protocol

from hotelmate.core.capabilities import ALL
from hotelmate.core.errors import Refusal, no_permission, refuse_if

Kind = Literal["staff", "guest", "system"]


class Reader(Protocol):
    """Somebody to whom something is shown: all that matters is what they may see."""

    def may(self, capability: str) -> bool:
        """Whether the reader has the capability."""


@dataclass(frozen=True, slots=True)
class Actor:
    """One who acts in one hotel.

    `hotel` is the hotel's row as it was when the request began (`hotel.queries.hotel_of` reads it with its type).
    `name` is shown to colleagues and never written to the log; the log has `ref`, for example `staff:12`. A guest acts
    for one booking, `booking_pk` and `booking_id`.
    """

    kind: Kind
    hotel_id: int
    hotel: object = field(repr=False, compare=False)
    id: int | None = None
    name: str = ""
    capabilities: frozenset[str] = frozenset()
    role: str = ""
    booking_pk: int | None = None
    booking_id: str = ""

    @property
    def ref(self) -> str:
        """The actor as the log names it."""
        return self.kind if self.id is None else f"{self.kind}:{self.id}"

    @property
    def staff_id(self) -> int | None:
        """The id of the member of staff, or None for a guest and the system."""
        return self.id if self.kind == "staff" else None

    def may(self, capability: str) -> bool:
        """Whether the actor has the capability."""
        return capability in self.capabilities

    def lacks(self, capability: str) -> Refusal | None:
        """The refusal for a missing capability, or None."""
        return None if self.may(capability) else no_permission(capability)

    def require(self, capability: str) -> None:
        """Refuse with PERMISSION_DENIED unless the actor has the capability."""
        refuse_if(self.lacks(capability))


def system_actor(hotel_id: int, hotel: object) -> Actor:
    """The house itself: sweeps, replays, consequences of other changes."""
    return Actor(kind="system", hotel_id=hotel_id, hotel=hotel, name="System", capabilities=ALL)
