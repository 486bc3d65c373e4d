"""Reading staff, and turning them into actors."""

import hashlib
from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet

from hotelmate.core import clock
from hotelmate.core.actor import Actor
from hotelmate.core.errors import not_found
from hotelmate.core.ids import id_in_path
from hotelmate.core.rows import RowReader, find_one
from hotelmate.hotel.models import Hotel
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


STAFF, HOTELS = RowReader(StaffMember), RowReader(Hotel)
# Every request of the API begins with this one.
BY_TOKEN = f"""
    SELECT {STAFF.columns("staff")}, {HOTELS.columns("hotel")}
    FROM {StaffToken._meta.db_table} token
    JOIN {STAFF.table} staff ON staff.id = token.staff_id JOIN {HOTELS.table} hotel ON hotel.id = staff.hotel_id
    WHERE token.token_hash = %s AND token.revoked_at IS NULL AND token.expires_at > %s AND staff.is_active
"""


def staff_by_token(token: str) -> StaffMember | None:
    """Whose token this is: unexpired, unrevoked, of somebody who still works here. One query."""
    with connection.cursor() as cursor:
        cursor.execute(BY_TOKEN, [hash_of(token), clock.now()])
        found = cursor.fetchone()
    if found is None:
        return None
    staff = STAFF.read(found[: STAFF.width])
    staff.hotel = HOTELS.read(found[STAFF.width :])
    return staff


TOKEN_PROOF, DESK_PROOF = "token:", "desk:"


def proof_of(staff: StaffMember, token: str | None) -> str:
    """By what somebody who listens was recognised: their token, otherwise their session at the desk."""
    if token is None:
        return DESK_PROOF + hash_of(staff.get_session_auth_hash())[:24]
    row = StaffToken.objects.filter(token_hash=hash_of(token)).values_list("pk", flat=True).first()
    return f"{TOKEN_PROOF}{row}"


def listening_staff(staff_id: int, *, proof: str) -> StaffMember | None:
    """Somebody who still works here and whose proof still holds, with their hotel."""
    staff = StaffMember.objects.select_related("hotel").filter(pk=staff_id, is_active=True).first()
    if staff is None:
        return None
    if not proof.startswith(TOKEN_PROOF):
        return staff if proof == proof_of(staff, None) else None
    tokens = StaffToken.objects.filter(staff_id=staff_id, revoked_at__isnull=True, expires_at__gt=clock.now())
    token_id = id_in_path(proof.removeprefix(TOKEN_PROOF))
    return staff if token_id and tokens.filter(pk=token_id).exists() else None


def staff_of(hotel_id: int, *, role: str | None = None, active: bool | None = True) -> QuerySet[StaffMember]:
    """Who works in the hotel, by name."""
    staff = StaffMember.objects.filter(hotel_id=hotel_id)
    if role is not None:
        staff = staff.filter(role=role)
    if active is not None:
        staff = staff.filter(is_active=active)
    return staff.order_by("full_name", "pk")


def names_of(hotel_id: int, refs: Iterable[str]) -> dict[str, str]:
    """The names of those of these actors, as the log names them ("staff:12"), who work or worked in the hotel. One query."""
    ids = {key for ref in refs if ref.startswith("staff:") and (key := id_in_path(ref.removeprefix("staff:")))}
    found = StaffMember.objects.filter(hotel_id=hotel_id, pk__in=ids).values_list("pk", "full_name")
    return {f"staff:{key}": name for key, name in found}


def people_who_may(hotel_id: int, capability: str) -> list[int]:
    """The ids of those who work here now and have the capability."""
    roles = [role for role, brings in CAPABILITIES.items() if capability in brings]
    found = staff_of(hotel_id).filter(role__in=roles).order_by("pk")
    return list(found.values_list("pk", flat=True))


def get_staff(*, hotel_id: int, staff_id: str | int | None) -> StaffMember:
    """The hotel's member of staff with this id; STAFF_NOT_FOUND if there is none."""
    key = id_in_path(str(staff_id))
    found = find_one(StaffMember, parents=("hotel",), hotel_id=hotel_id, pk=key) if key else None
    if found is None:
        raise not_found("Staff", staff_id=str(staff_id)[:40])
    return found


def staff_by_username(username: str) -> StaffMember:
    """Who signs in with this name, with their hotel; STAFF_NOT_FOUND if nobody does."""
    found = StaffMember.objects.select_related("hotel").filter(username=username.lower()).first()
    if found is None:
        raise not_found("Staff", username=username[:80])
    return found
