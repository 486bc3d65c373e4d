"""Promotions: codes that take something off."""

from typing import Any

from hotelmate.core.actor import Actor
from hotelmate.core.capabilities import MANAGE_RATES
from hotelmate.core.change import Outcome, require_version
from hotelmate.core.errors import refuse_if
from hotelmate.core.locking import lock_one
from hotelmate.core.money import ZERO
from hotelmate.events.services import record
from hotelmate.hotel.queries import hotel_of
from hotelmate.rooms.models import Promotion
from hotelmate.rooms.queries import get_room_type
from hotelmate.rooms.rate_queries import get_promotion, get_rate_plan
from hotelmate.rooms.rate_rules import unusable_promotion

UNSAID: dict[str, Any] = {
    "percent_off": ZERO,
    "amount_off": ZERO,
    "book_from": None,
    "book_until": None,
    "stay_from": None,
    "stay_until": None,
    "min_nights": 1,
    "max_nights": None,
    "room_type_id": None,
    "rate_plan_id": None,
}
FIELDS = ("code", "name", *UNSAID)


def create_promotion(*, actor: Actor, code: str, name: str, **values: Any) -> Outcome[Promotion]:
    """A new promotion. It is booked with its code, in capitals or not."""
    actor.require(MANAGE_RATES)
    values = {"code": code.upper(), "name": name, **UNSAID, **values}
    _check(actor, values)
    now = hotel_of(actor).now()
    promotion = Promotion.objects.create(hotel_id=actor.hotel_id, created_at=now, **values)
    record(
        actor=actor,
        type="promotion_created",
        subject=("promotion", promotion.pk),
        at=now,
        after={**values, "is_active": True},
    )
    return Outcome(promotion)


def update_promotion(*, actor: Actor, promotion_id: int | str, **changes: Any) -> Outcome[Promotion]:
    """Change a promotion for what is booked from now on; quotes that are out keep their price."""
    actor.require(MANAGE_RATES)
    if "code" in changes:
        changes["code"] = changes["code"].upper()
    promotion = _lock(actor, promotion_id)
    _check(actor, {**{field: getattr(promotion, field) for field in FIELDS}, **changes})
    return _write(actor, promotion, changes, "promotion_updated")


def retire_promotion(*, actor: Actor, promotion_id: int | str) -> Outcome[Promotion]:
    """Take a promotion back."""
    actor.require(MANAGE_RATES)
    return _write(actor, _lock(actor, promotion_id), {"is_active": False}, "promotion_retired")


def reinstate_promotion(*, actor: Actor, promotion_id: int | str) -> Outcome[Promotion]:
    """Let a promotion be booked again."""
    actor.require(MANAGE_RATES)
    return _write(actor, _lock(actor, promotion_id), {"is_active": True}, "promotion_reinstated")


def _check(actor: Actor, values: dict[str, Any]) -> None:
    unknown = values.keys() - set(FIELDS)
    if unknown:
        raise TypeError(f"A promotion has no {', '.join(sorted(unknown))}.")
    refuse_if(unusable_promotion(values))
    if values["room_type_id"] is not None:
        get_room_type(hotel_id=actor.hotel_id, room_type_id=values["room_type_id"])
    if values["rate_plan_id"] is not None:
        get_rate_plan(hotel_id=actor.hotel_id, rate_plan_id=values["rate_plan_id"])


def _lock(actor: Actor, promotion_id: int | str) -> Promotion:
    found = get_promotion(hotel_id=actor.hotel_id, promotion_id=promotion_id)
    locked = lock_one(Promotion, pk=found.pk)
    assert locked is not None
    return locked


def _write(actor: Actor, promotion: Promotion, changes: dict[str, Any], event: str) -> Outcome[Promotion]:
    changed = {field: value for field, value in changes.items() if getattr(promotion, field) != value}
    if not changed:
        return Outcome(promotion, changed=False)
    require_version(promotion.version)
    before = {field: getattr(promotion, field) for field in changed}
    for field, value in changed.items():
        setattr(promotion, field, value)
    promotion.version += 1
    promotion.save(update_fields=[*changed, "version"])
    record(
        actor=actor,
        type=event,
        subject=("promotion", promotion.pk),
        at=hotel_of(actor).now(),
        before=before,
        after={"code": promotion.code, **changed},
        changed_fields=changed,
    )
    return Outcome(promotion)
