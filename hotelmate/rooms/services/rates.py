"""Rate plans, what types cost in them, and what holds for single nights."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from hotelmate.core.actor import Actor
from hotelmate.core.capabilities import MANAGE_RATES
from hotelmate.core.change import Outcome, require_version
from hotelmate.core.errors import refuse_if
from hotelmate.core.locking import lock_rows
from hotelmate.events.services import record
from hotelmate.hotel.queries import hotel_of
from hotelmate.hotel.rules import tidy_policy
from hotelmate.rooms.models import NightlyRate, PlanPrice, RatePlan, RoomType
from hotelmate.rooms.rate_queries import get_rate_plan
from hotelmate.rooms.rate_rules import default_retired, plan_not_sold, unusable_nightly, unusable_plan, unusable_price
from hotelmate.rooms.rules import unusable_nights
from hotelmate.rooms.services.room_types import lock_room_type, lock_room_types

EDITABLE = ("code", "name", "description", "percent", "cancellation_policy", "is_default")
UNTOLD = frozenset({"description"})
NIGHTLY = ("price", "stop_sell", "min_stay")
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


def create_rate_plan(
    *,
    actor: Actor,
    code: str,
    name: str,
    description: str = "",
    percent: Decimal = Decimal(0),
    cancellation_policy: Mapping[str, Any] | None = None,
    is_default: bool = False,
) -> Outcome[RatePlan]:
    """A new rate plan; as the default it takes the place of the one before."""
    actor.require(MANAGE_RATES)
    values = {"code": code, "name": name, "percent": percent, "cancellation_policy": cancellation_policy}
    refuse_if(unusable_plan(values))
    plans = lock_rows(RatePlan.objects.filter(hotel_id=actor.hotel_id))
    now = hotel_of(actor).now()
    if is_default:
        _end_default(actor, plans)
    plan = RatePlan.objects.create(
        hotel_id=actor.hotel_id,
        description=description,
        is_default=is_default,
        created_at=now,
        **_tidy(values),
    )
    record(
        actor=actor,
        type="rate_plan_created",
        subject=("rate_plan", plan.pk),
        at=now,
        after={**_tidy(values), "is_default": is_default, "is_active": True},
    )
    return Outcome(plan)


def update_rate_plan(*, actor: Actor, rate_plan_id: int | str, **changes: Any) -> Outcome[RatePlan]:
    """Change a plan's name, terms or percentage, for what is sold from now on; or make it the default."""
    actor.require(MANAGE_RATES)
    unknown = changes.keys() - set(EDITABLE)
    if unknown:
        raise TypeError(f"A rate plan has no {', '.join(sorted(unknown))} to edit.")
    refuse_if(unusable_plan(changes))
    plan, plans = _lock_plan(actor, rate_plan_id)
    changes = _tidy(changes)
    changed = {field: value for field, value in changes.items() if getattr(plan, field) != value}
    if not changed:
        return Outcome(plan, changed=False)
    require_version(plan.version)
    if changed.get("is_default"):
        refuse_if(plan_not_sold(plan.code, is_active=plan.is_active))
        _end_default(actor, plans)
    return _write(actor, plan, changed, "rate_plan_updated")


def retire_rate_plan(*, actor: Actor, rate_plan_id: int | str) -> Outcome[RatePlan]:
    """Sell a plan no more. Bookings that were made by it keep its terms."""
    actor.require(MANAGE_RATES)
    plan, _ = _lock_plan(actor, rate_plan_id)
    if not plan.is_active:
        return Outcome(plan, changed=False)
    require_version(plan.version)
    refuse_if(default_retired(is_default=plan.is_default))
    return _write(actor, plan, {"is_active": False}, "rate_plan_retired")


def reinstate_rate_plan(*, actor: Actor, rate_plan_id: int | str) -> Outcome[RatePlan]:
    """Sell a retired plan again."""
    actor.require(MANAGE_RATES)
    plan, _ = _lock_plan(actor, rate_plan_id)
    if plan.is_active:
        return Outcome(plan, changed=False)
    require_version(plan.version)
    return _write(actor, plan, {"is_active": True}, "rate_plan_reinstated")


def set_plan_price(
    *, actor: Actor, rate_plan_id: int | str, room_type_id: int | str, price: Decimal | None
) -> Outcome[RatePlan]:
    """Say what a night of a type costs in a plan; without a price it follows from the type's base rate again."""
    actor.require(MANAGE_RATES)
    refuse_if(unusable_price(price))
    found = get_rate_plan(hotel_id=actor.hotel_id, rate_plan_id=rate_plan_id)
    room_type = lock_room_type(actor, room_type_id)
    plan, _ = _lock_plan(actor, found.pk)
    before = PlanPrice.objects.filter(rate_plan=plan, room_type=room_type).values_list("price", flat=True).first()
    if before == price:
        return Outcome(plan, changed=False)
    require_version(plan.version)
    if price is None:
        PlanPrice.objects.filter(rate_plan=plan, room_type=room_type).delete()
    else:
        PlanPrice.objects.update_or_create(
            rate_plan=plan, room_type=room_type, defaults={"hotel_id": actor.hotel_id, "price": price}
        )
    plan.version += 1
    plan.save(update_fields=["version"])
    record(
        actor=actor,
        type="plan_price_changed",
        subject=("rate_plan", plan.pk),
        at=hotel_of(actor).now(),
        before={"code": plan.code, "room_type": room_type.code, "price": before},
        after={"code": plan.code, "room_type": room_type.code, "price": price},
    )
    return Outcome(plan)


def set_nightly_rates(*, actor: Actor, room_type_id: int | str, **values: Any) -> Outcome[RoomType]:
    """The same as `set_nightly_rates_of_types` for one type."""
    outcome = set_nightly_rates_of_types(actor=actor, room_type_ids=[room_type_id], **values)
    return Outcome(outcome.subject[0], outcome.changed)


def set_nightly_rates_of_types(
    *,
    actor: Actor,
    room_type_ids: Collection[int | str],
    from_date: date,
    to_date: date,
    rate_plan_id: int | str | None = None,
    weekdays: Collection[int] = EVERY_DAY,
    **values: Any,
) -> Outcome[list[RoomType]]:
    """Say what holds for the nights of `[from_date, to_date)`, on these weekdays: `price`, `stop_sell`, `min_stay`.

    In one plan, or in all where none is named. What is not given stays as it is. A price of None takes the night's own
    price away.
    """
    actor.require(MANAGE_RATES)
    unknown = values.keys() - set(NIGHTLY)
    if unknown:
        raise TypeError(f"A night has no {', '.join(sorted(unknown))}.")
    refuse_if(unusable_nightly(from_date=from_date, to_date=to_date, weekdays=weekdays, values=values))
    plan = get_rate_plan(hotel_id=actor.hotel_id, rate_plan_id=rate_plan_id) if rate_plan_id is not None else None
    room_types = lock_room_types(actor, room_type_ids)
    changed = [
        room_type
        for room_type in room_types
        if _upsert(room_type, plan, from_date, to_date, sorted(set(weekdays)), values)
    ]
    for room_type in changed:
        _record_nights(actor, "nightly_rates_changed", room_type, plan, from_date, to_date, weekdays, values)
    return Outcome(room_types, bool(changed))


def clear_nightly_rates(*, actor: Actor, room_type_id: int | str, **nights: Any) -> Outcome[RoomType]:
    """The same as `clear_nightly_rates_of_types` for one type."""
    outcome = clear_nightly_rates_of_types(actor=actor, room_type_ids=[room_type_id], **nights)
    return Outcome(outcome.subject[0], outcome.changed)


def clear_nightly_rates_of_types(
    *,
    actor: Actor,
    room_type_ids: Collection[int | str],
    from_date: date,
    to_date: date,
    rate_plan_id: int | str | None = None,
) -> Outcome[list[RoomType]]:
    """Let the nights of `[from_date, to_date)` be as any other again, in one plan or in all of them."""
    actor.require(MANAGE_RATES)
    refuse_if(unusable_nights(from_date, to_date))
    plan = get_rate_plan(hotel_id=actor.hotel_id, rate_plan_id=rate_plan_id) if rate_plan_id is not None else None
    room_types = lock_room_types(actor, room_type_ids)
    rates = NightlyRate.objects.filter(rate_plan=plan, night__gte=from_date, night__lt=to_date)
    changed = [room_type for room_type in room_types if rates.filter(room_type=room_type).delete()[0]]
    for room_type in changed:
        _record_nights(actor, "nightly_rates_cleared", room_type, plan, from_date, to_date, EVERY_DAY, {})
    return Outcome(room_types, bool(changed))


def _upsert(
    room_type: RoomType,
    plan: RatePlan | None,
    from_date: date,
    to_date: date,
    weekdays: list[int],
    values: Mapping[str, Any],
) -> int:
    """Write the values into each night, whether it has a row or not; how many nights differ from before."""
    columns = list(values)
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns)
    differs = ", ".join(f"rooms_nightlyrate.{column}" for column in columns)
    excluded = ", ".join(f"excluded.{column}" for column in columns)
    given = {"price": None, "stop_sell": False, "min_stay": None, **values}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO rooms_nightlyrate (hotel_id, room_type_id, night, rate_plan_id, price, stop_sell, min_stay)
            SELECT %s, %s, %s::date + k, %s::bigint, %s::numeric, %s::boolean, %s::smallint
            FROM generate_series(0, %s::date - %s::date - 1) k
            WHERE extract(isodow FROM %s::date + k) = ANY (%s)
            ON CONFLICT (room_type_id, night, rate_plan_id) DO UPDATE SET {changes}
            WHERE ({differs}) IS DISTINCT FROM ({excluded})
            """,
            [
                *(room_type.hotel_id, room_type.pk, from_date, plan.pk if plan is not None else None),
                *(given[column] for column in NIGHTLY),
                *(to_date, from_date, from_date, weekdays),
            ],
        )
        return int(cursor.rowcount)


def _record_nights(
    actor: Actor,
    event: str,
    room_type: RoomType,
    plan: RatePlan | None,
    from_date: date,
    to_date: date,
    weekdays: Collection[int],
    values: Mapping[str, Any],
) -> None:
    record(
        actor=actor,
        type=event,
        subject=("room_type", room_type.pk),
        at=hotel_of(actor).now(),
        after={
            "room_type": room_type.code,
            "rate_plan": plan.code if plan is not None else None,
            "rate_plan_id": plan.pk if plan is not None else None,
            "from_date": from_date,
            "to_date": to_date,
            "weekdays": sorted(set(weekdays)),
            **values,
        },
        changed_fields=tuple(values) or NIGHTLY,
    )


def _lock_plan(actor: Actor, rate_plan_id: int | str) -> tuple[RatePlan, list[RatePlan]]:
    """The plan, and all of the hotel's, locked: which one is the default is a matter of all of them."""
    found = get_rate_plan(hotel_id=actor.hotel_id, rate_plan_id=rate_plan_id)
    plans = lock_rows(RatePlan.objects.filter(hotel_id=actor.hotel_id))
    return next(plan for plan in plans if plan.pk == found.pk), plans


def _end_default(actor: Actor, plans: list[RatePlan]) -> None:
    for plan in plans:
        if plan.is_default:
            _write(actor, plan, {"is_default": False}, "rate_plan_updated")


def _tidy(values: Mapping[str, Any]) -> dict[str, Any]:
    policy = values.get("cancellation_policy")
    return {**values, "cancellation_policy": tidy_policy(policy)} if policy is not None else dict(values)


def _write(actor: Actor, plan: RatePlan, changed: dict[str, Any], event: str) -> Outcome[RatePlan]:
    before = {field: getattr(plan, field) for field in changed}
    for field, value in changed.items():
        setattr(plan, field, value)
    plan.version += 1
    plan.save(update_fields=[*changed, "version"])
    record(
        actor=actor,
        type=event,
        subject=("rate_plan", plan.pk),
        at=hotel_of(actor).now(),
        before={field: value for field, value in before.items() if field not in UNTOLD},
        after={"code": plan.code, **{field: value for field, value in changed.items() if field not in UNTOLD}},
        changed_fields=changed,
    )
    return Outcome(plan)
