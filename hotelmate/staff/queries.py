"""Reading staff, and turning them into actors."""

import hashlib

from hotelmate.core import clock
from hotelmate.core.actor import Actor
from hotelmate.staff.models import StaffMember, StaffToken
from hotelmate.staff.roles import CAPABILITIES


def actor_of(staff: StaffMember) -> Actor:
    """The member of staff as an actor in their hotel; `staff.hotel` must be loaded."""
    return Actor(
        kind="staff",
        hotel_id=staff.hotel_id,
        hotel=staff.hotel,
        id=staff.pk,
        name=staff.full_name,
        capabilities=CAPABILITIES[staff.role],
        role=staff.role,
    )


def hash_of(token: str) -> str:
    """The form in which a token is stored. Tokens are random, so one round of SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def staff_by_token(token: str) -> StaffMember | None:
    """Whose token this is: unexpired, unrevoked, of somebody who still works here. One query."""
    found = (
        StaffToken.objects.select_related("staff__hotel")
        .filter(token_hash=hash_of(token), revoked_at__isnull=True, expires_at__gt=clock.now(), staff__is_active=True)
        .first()
    )
    return found.staff if found is not None else None
