"""Employing people, changing what they may do, and the tokens that programs act with."""

import secrets
from datetime import timedelta
from typing import Any

from hotelmate.core import clock
from hotelmate.core.actor import Actor
from hotelmate.core.capabilities import MANAGE_STAFF
from hotelmate.core.change import Outcome, require_version
from hotelmate.core.errors import StartOver, not_found, refuse, refuse_if
from hotelmate.core.locking import lock_one, lock_rows
from hotelmate.events.services import record
from hotelmate.hotel.queries import hotel_of
from hotelmate.staff import errors as errors
from hotelmate.staff.models import Role, StaffMember, StaffToken
from hotelmate.staff.queries import actor_of, get_staff, hash_of
from hotelmate.staff.roles import CAPABILITIES
from hotelmate.staff.rules import (
    above_the_actor,
    leaves_no_administrator,
    own_account,
    unusable_password,
    unusable_username,
)

TOKEN_BYTES = 20
TOKEN_LIFE = timedelta(days=30)
EDITABLE = ("full_name", "email", "role")
OWN = ("full_name", "email", "language", "theme")
PERSONAL = frozenset({"full_name", "email"})


def create_staff(
    *, actor: Actor, username: str, full_name: str, role: str, password: str | None = None, email: str = ""
) -> Outcome[StaffMember]:
    """Employ somebody. Without a password they cannot sign in until one is set."""
    actor.require(MANAGE_STAFF)
    username = username.lower()
    refuse_if(unusable_username(username), above_the_actor(_capabilities_of(role), actor.capabilities))
    staff = StaffMember(
        hotel_id=actor.hotel_id, username=username, full_name=full_name, email=email, role=role, created_at=clock.now()
    )
    _give_password(staff, password, actor)
    staff.save(force_insert=True)
    record(
        actor=actor,
        type="staff_created",
        subject=("staff", staff.pk),
        at=hotel_of(actor).now(),
        after={"role": role, "is_active": True},
        changed_fields=("username", "full_name", "email", "role", "is_active"),
    )
    return Outcome(staff)


def update_staff(*, actor: Actor, staff_id: int | str, **changes: Any) -> Outcome[StaffMember]:
    """Change somebody's name, e-mail or role. A new role takes effect with their next request."""
    actor.require(MANAGE_STAFF)
    return _update(actor, staff_id, EDITABLE, changes)


def update_own_profile(*, actor: Actor, **changes: Any) -> Outcome[StaffMember]:
    """Change the actor's own name, e-mail, language (empty: the hotel's) or look of the desk (empty: as the device)."""
    if actor.staff_id is None:
        raise not_found("Staff")
    return _update(actor, actor.staff_id, OWN, changes)


def _update(
    actor: Actor, staff_id: int | str, editable: tuple[str, ...], changes: dict[str, Any]
) -> Outcome[StaffMember]:
    unknown = changes.keys() - set(editable)
    if unknown:
        raise TypeError(f"Not editable: {', '.join(sorted(unknown))}.")
    staff = _lock_staff(actor, staff_id)
    changed = {field: value for field, value in changes.items() if getattr(staff, field) != value}
    if not changed:
        return Outcome(staff, changed=False)
    require_version(staff.version)
    if "role" in changed:
        refuse_if(above_the_actor(_capabilities_of(changed["role"]), actor.capabilities))
        _keep_an_administrator(staff)
    before = {field: getattr(staff, field) for field in changed}
    for field, value in changed.items():
        setattr(staff, field, value)
    _save(staff, *changed)
    record(
        actor=actor,
        type="staff_updated",
        subject=("staff", staff.pk),
        at=hotel_of(actor).now(),
        before={field: value for field, value in before.items() if field not in PERSONAL},
        after={field: value for field, value in changed.items() if field not in PERSONAL},
        changed_fields=changed,
    )
    return Outcome(staff)


def deactivate_staff(*, actor: Actor, staff_id: int | str) -> Outcome[StaffMember]:
    """End somebody's access at once: no signing in, all tokens revoked. Their past work stays under their name."""
    actor.require(MANAGE_STAFF)
    staff = _lock_staff(actor, staff_id)
    if not staff.is_active:
        return Outcome(staff, changed=False)
    require_version(staff.version)
    refuse_if(own_account(staff.pk, actor.staff_id))
    _keep_an_administrator(staff)
    return _set_active(actor, staff, False)


def reactivate_staff(*, actor: Actor, staff_id: int | str) -> Outcome[StaffMember]:
    """Let somebody work here again, with the password they had; their old tokens stay revoked."""
    actor.require(MANAGE_STAFF)
    staff = _lock_staff(actor, staff_id)
    if staff.is_active:
        return Outcome(staff, changed=False)
    require_version(staff.version)
    return _set_active(actor, staff, True)


def set_password(*, actor: Actor, staff_id: int | str, password: str) -> Outcome[StaffMember]:
    """Give somebody a new password and revoke their tokens. Everybody may do so for themselves."""
    if str(staff_id) != str(actor.staff_id):
        actor.require(MANAGE_STAFF)
    staff = _lock_staff(actor, staff_id)
    require_version(staff.version)
    _give_password(staff, password, actor)
    _save(staff, "password")
    _revoke_tokens(staff)
    record(
        actor=actor,
        type="staff_password_set",
        subject=("staff", staff.pk),
        at=hotel_of(actor).now(),
        changed_fields=("password",),
    )
    return Outcome(staff)


def issue_token(*, staff: StaffMember) -> str:
    """A new bearer token for somebody who has just shown who they are. Only its hash is kept."""
    token = secrets.token_hex(TOKEN_BYTES)
    now = clock.now()
    StaffToken.objects.create(staff=staff, token_hash=hash_of(token), created_at=now, expires_at=now + TOKEN_LIFE)
    record(actor=actor_of(staff), type="staff_signed_in", subject=("staff", staff.pk), at=staff.hotel.now())
    return token


def revoke_token(*, actor: Actor, token: str) -> Outcome[None]:
    """Let a token of the actor's own end now."""
    revoked = StaffToken.objects.filter(
        staff_id=actor.staff_id, token_hash=hash_of(token), revoked_at__isnull=True
    ).update(revoked_at=clock.now())
    if revoked:
        record(actor=actor, type="staff_signed_out", subject=("staff", actor.staff_id), at=hotel_of(actor).now())
    return Outcome(None, changed=bool(revoked))


def _lock_staff(actor: Actor, staff_id: int | str) -> StaffMember:
    """Lock somebody of the actor's hotel, and with an administrator all of them, so that one is left."""
    found = get_staff(hotel_id=actor.hotel_id, staff_id=staff_id)
    role = found.role
    colleagues = StaffMember.objects.filter(hotel_id=actor.hotel_id)
    if role == Role.SUPER_STAFF_ADMIN:
        locked = lock_rows(colleagues.filter(role=role))
        staff = next((one for one in locked if one.pk == found.pk), None)
    else:
        staff = lock_one(StaffMember, hotel_id=actor.hotel_id, pk=found.pk)
    if staff is None or staff.role != role:
        raise StartOver
    if staff.pk != actor.staff_id:
        refuse_if(above_the_actor(CAPABILITIES[staff.role], actor.capabilities))
    return staff


def _keep_an_administrator(staff: StaffMember) -> None:
    if staff.role == Role.SUPER_STAFF_ADMIN and staff.is_active:
        others = StaffMember.objects.filter(hotel_id=staff.hotel_id, role=staff.role, is_active=True)
        refuse_if(leaves_no_administrator(others.exclude(pk=staff.pk).count()))


def _set_active(actor: Actor, staff: StaffMember, is_active: bool) -> Outcome[StaffMember]:
    staff.is_active = is_active
    _save(staff, "is_active")
    if not is_active:
        _revoke_tokens(staff)
    record(
        actor=actor,
        type="staff_reactivated" if is_active else "staff_deactivated",
        subject=("staff", staff.pk),
        at=hotel_of(actor).now(),
        before={"is_active": not is_active},
        after={"is_active": is_active},
    )
    return Outcome(staff)


def _give_password(staff: StaffMember, password: str | None, actor: Actor) -> None:
    if password is None:
        staff.set_unusable_password()
        return
    refuse_if(unusable_password(password, username=staff.username, is_simulated=hotel_of(actor).is_simulated))
    staff.set_password(password)


def _revoke_tokens(staff: StaffMember) -> None:
    StaffToken.objects.filter(staff=staff, revoked_at__isnull=True).update(revoked_at=clock.now())


def _save(staff: StaffMember, *fields: str) -> None:
    staff.version += 1
    staff.save(update_fields=[*fields, "version"])


def _capabilities_of(role: str) -> frozenset[str]:
    if role not in CAPABILITIES:
        raise refuse("UNKNOWN_ROLE", "There is no such role. See the list of roles.", status=400, role=str(role)[:40])
    return CAPABILITIES[role]
