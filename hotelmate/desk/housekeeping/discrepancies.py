"""Rooms that are not as the front desk's books have them."""

from dataclasses import dataclass

from django.utils.functional import Promise

from hotelmate.desk.frame import Desk
from hotelmate.desk.housekeeping.findings import FOUND
from hotelmate.housekeeping.models import RoomDiscrepancy
from hotelmate.housekeeping.queries import discrepancies_of
from hotelmate.staff.queries import names_of


@dataclass(frozen=True, slots=True)
class Found:
    """A discrepancy, in words, and who found it."""

    row: RoomDiscrepancy
    text: Promise
    by: str

    @property
    def button_id(self) -> str:
        """What its button is called in the page."""
        return f"resolve-{self.row.pk}"


def open_discrepancies(desk: Desk) -> list[Found]:
    """Those that nobody has cleared up yet, the newest first. Two queries."""
    rows = list(discrepancies_of(desk.hotel.pk, is_open=True))
    names = names_of(desk.hotel.pk, [row.reported_by for row in rows])
    return [Found(row, FOUND[row.kind], names.get(row.reported_by, "")) for row in rows]  # type: ignore[index]
