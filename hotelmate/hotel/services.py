"""Opening a hotel and changing its settings."""

from datetime import datetime
from typing import Any

from django.db import connection

from hotelmate.core import clock
from hotelmate.core.actor import Actor
from hotelmate.core.capabilities import MANAGE_HOTEL
from hotelmate.core.change import Outcome, require_version
from hotelmate.core.errors import not_found, refuse_if
from hotelmate.core.locking import lock_one
from hotelmate.events.services import record
from hotelmate.hotel import errors as errors
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.precheckin import tidy_precheckin
from hotelmate.hotel.queries import system_of
from hotelmate.hotel.rules import not_the_first, tidy_policy, unusable_settings, unusable_slug

SETTINGS = (
    "name",
    "phone",
    "email",
    "timezone",
    "currency",
    "language",
    "check_in_from",
    "early_check_in_from",
    "late_arrival_cutoff",
    "check_out_by",
    "day_rollover",
    "unpaid_hold_minutes",
    "approval_window_minutes",
    "requires_approval",
    "tell_guest_room_assigned",
    "inspection",
    "vat_percent",
    "prices_include_vat",
    "cancellation_policy",
    "no_show_fee_percent",
    "retention_days",
    "precheckin_config",
    "pre_arrival_mail_days",
)
AT_BIRTH = (*SETTINGS, "is_simulated", "clock_offset")
# The name of the lock that the first hotel is opened under.
FIRST_HOTEL = "hotel.first"
# Named in the log, but not told.
CONTACTS = frozenset({"phone", "email"})


def create_hotel(*, slug: str, name: str, **settings: Any) -> Hotel:
    """Open a hotel: by the command line or a simulation, so there is nobody yet who acts."""
    settings = _checked({"name": name, **settings}, AT_BIRTH)
    refuse_if(unusable_slug(slug))
    hotel = Hotel.objects.create(slug=slug, **settings)
    record(
        actor=system_of(hotel),
        type="hotel_created",
        subject=("hotel", slug),
        at=hotel.now(),
        after={"timezone": hotel.timezone, "currency": hotel.currency, "is_simulated": hotel.is_simulated},
    )
    return hotel


def create_first_hotel(*, slug: str, name: str, **settings: Any) -> Hotel:
    """Open the installation's first hotel; HOTEL_EXISTS when it has one, also when two people begin at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [FIRST_HOTEL])
    refuse_if(not_the_first(hotels=Hotel.objects.count()))
    return create_hotel(slug=slug, name=name, **settings)


def update_settings(*, actor: Actor, **settings: Any) -> Outcome[Hotel]:
    """Change some of the hotel's settings."""
    actor.require(MANAGE_HOTEL)
    settings = _checked(settings, SETTINGS)
    hotel = lock_one(Hotel, pk=actor.hotel_id)
    if hotel is None:
        raise not_found("Hotel")
    changed = {field: value for field, value in settings.items() if getattr(hotel, field) != value}
    if not changed:
        return Outcome(hotel, changed=False)
    require_version(hotel.version)
    before = {field: getattr(hotel, field) for field in changed}
    for field, value in changed.items():
        setattr(hotel, field, value)
    hotel.version += 1
    hotel.save(update_fields=[*changed, "version"])
    record(
        actor=actor,
        type="hotel_updated",
        subject=("hotel", hotel.slug),
        at=hotel.now(),
        before={field: value for field, value in before.items() if field not in CONTACTS},
        after={field: value for field, value in changed.items() if field not in CONTACTS},
        changed_fields=changed,
    )
    return Outcome(hotel)


def set_clock(*, actor: Actor, moment: datetime) -> Outcome[Hotel]:
    """Let a simulated hotel's clock show `moment` now, and go on from there. NOT_SIMULATED for a real one."""
    actor.require(MANAGE_HOTEL)
    hotel = lock_one(Hotel, pk=actor.hotel_id)
    if hotel is None:
        raise not_found("Hotel")
    hotel.clock_offset = moment - clock.now()
    hotel.version += 1
    hotel.save(update_fields=["clock_offset", "version"])
    record(
        actor=actor,
        type="hotel_updated",
        subject=("hotel", hotel.slug),
        at=hotel.now(),
        changed_fields=("clock_offset",),
    )
    return Outcome(hotel)


def _checked(settings: dict[str, Any], known: tuple[str, ...]) -> dict[str, Any]:
    unknown = settings.keys() - set(known)
    if unknown:
        raise TypeError(f"A hotel has no setting {', '.join(sorted(unknown))}.")
    refuse_if(unusable_settings(settings))
    if "cancellation_policy" in settings:
        settings = {**settings, "cancellation_policy": tidy_policy(settings["cancellation_policy"])}
    if "precheckin_config" in settings:
        settings = {**settings, "precheckin_config": tidy_precheckin(settings["precheckin_config"])}
    return settings
