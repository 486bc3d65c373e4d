"""`hotelmate createhotel`: a hotel with its first administrator and its rooms."""

import json
import sys
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import click
from django.utils.text import slugify

from hotelmate.core.actor import Actor
from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused, refuse_if
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import system_of
from hotelmate.hotel.services import create_hotel
from hotelmate.rooms.numbering import room_numbers_in
from hotelmate.rooms.rules import unusable_numbers
from hotelmate.rooms.services import bulk_create_rooms, create_room_type
from hotelmate.staff.models import Role
from hotelmate.staff.services import create_staff


@dataclass(frozen=True, slots=True)
class NewType:
    """A room type to make, with its rooms."""

    code: str
    name: str
    sleeps: int
    rate: Decimal
    numbers: tuple[str, ...]


class RoomNumbers(click.ParamType[tuple[str, ...]]):
    """`101-120,B01-B09,201`: ranges and single numbers."""

    name = "numbers"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """All the numbers, in order."""
        if isinstance(value, tuple):
            return value
        try:
            return room_numbers_in(value)
        except Refused as refused:
            self.fail(refused.refusal.message, param, ctx)


class RoomTypeWithRooms(click.ParamType[NewType]):
    """`CODE:NAME:SLEEPS:RATE:NUMBERS`."""

    name = "CODE:NAME:SLEEPS:RATE:NUMBERS"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> NewType:
        """The type to make."""
        parts = value.split(":")
        if len(parts) != 5:
            self.fail(f"{value!r} is not of the form {self.name}.", param, ctx)
        code, name, sleeps, rate, numbers = parts
        try:
            return NewType(code, name, int(sleeps), Decimal(rate), RoomNumbers().convert(numbers, param, ctx))
        except (ValueError, InvalidOperation):
            self.fail(f"{value!r}: SLEEPS is a number of guests, RATE an amount.", param, ctx)


@click.command()
@click.option("--name", prompt="Name of the hotel", help="What the hotel is called.")
@click.option("--slug", help="Its name in addresses; made from the name if not given.")
@click.option("--timezone", default="Europe/Dublin", show_default=True, help="Its time zone.")
@click.option("--currency", default="EUR", show_default=True, help="Its currency.")
@click.option("--admin", prompt="Username of the first administrator", help="Who administers it.")
@click.option("--admin-name", help="Their full name; the username if not given.")
@click.option(
    "--password",
    envvar="HOTELMATE_ADMIN_PASSWORD",
    prompt="Password (at least 10 characters)",
    hide_input=True,
    confirmation_prompt=True,
    help="Their password. Better typed, or given in the environment, than on the command line.",
)
@click.option(
    "--room-type", "types", type=RoomTypeWithRooms(), multiple=True, help="A type with its rooms; as often as needed."
)
@click.option("--json", "as_json", is_flag=True, help="Say what was made as one JSON object; ask for no room types.")
def createhotel(
    name: str,
    slug: str | None,
    timezone: str,
    currency: str,
    admin: str,
    admin_name: str | None,
    password: str,
    types: tuple[NewType, ...],
    as_json: bool,
) -> None:
    """Open a hotel with its first administrator and its rooms. Asks for what is not given."""
    if not types and not as_json and sys.stdin.isatty():
        types = tuple(_ask_for_types())
    try:
        hotel, rooms = open_hotel(
            slug=slug or slugify(name),
            name=name,
            settings={"timezone": timezone, "currency": currency},
            admin={"username": admin, "full_name": admin_name or admin, "password": password},
            types=types,
        )
    except Refused as refused:
        raise click.ClickException(refused.refusal.message) from refused
    if as_json:
        made = {"hotel_id": hotel.pk, "slug": hotel.slug, "username": admin.lower(), "rooms": rooms}
        click.echo(json.dumps(made))
    else:
        click.echo(f"{hotel.name} is open as {hotel.slug}, with {rooms} rooms. {admin.lower()} can sign in.")


def open_hotel(
    *, slug: str, name: str, settings: dict[str, Any], admin: dict[str, Any], types: tuple[NewType, ...]
) -> tuple[Hotel, int]:
    """Make the hotel, its administrator and its types in one change, then the rooms, type by type."""
    numbers = [number for new_type in types for number in new_type.numbers]
    if numbers:
        refuse_if(unusable_numbers(numbers))

    def begin() -> tuple[Hotel, Actor, list[tuple[int, NewType]]]:
        hotel = create_hotel(slug=slug, name=name, **settings)
        actor = system_of(hotel)
        create_staff(actor=actor, role=Role.SUPER_STAFF_ADMIN, **admin)
        return hotel, actor, [(_make_type(actor, new_type), new_type) for new_type in types]

    hotel, actor, made = run_change(begin)
    for room_type_id, new_type in made:
        if new_type.numbers:
            _make_rooms(actor, room_type_id, new_type.numbers)
    return hotel, len(numbers)


def _make_type(actor: Actor, new_type: NewType) -> int:
    outcome = create_room_type(
        actor=actor,
        code=new_type.code,
        name=new_type.name,
        max_occupancy=new_type.sleeps,
        base_rate=new_type.rate,
    )
    return outcome.subject.pk


def _make_rooms(actor: Actor, room_type_id: int, numbers: tuple[str, ...]) -> None:
    run_change(lambda: bulk_create_rooms(actor=actor, room_type_id=room_type_id, numbers=numbers))


def _ask_for_types() -> list[NewType]:
    types = []
    click.echo("Room types, one by one; an empty code ends the list.")
    while code := click.prompt("Code", default="", show_default=False):
        types.append(
            NewType(
                code=code,
                name=click.prompt("Name", default=code),
                sleeps=click.prompt("Sleeps", type=click.IntRange(1), default=2),
                rate=Decimal(str(click.prompt("Rate per night", type=click.FloatRange(0), default=100))),
                numbers=click.prompt("Rooms, for example 101-120,201", type=RoomNumbers()),
            )
        )
    return types
