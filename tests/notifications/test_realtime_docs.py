"""docs/realtime.md: its table is the table of the program, its words are those that programs use."""

from hotelmate.notifications.asyncapi import ADDRESSES
from hotelmate.notifications.notification_manager import ROWS
from tests.house.source import ROOT

TEXT = (ROOT / "docs" / "realtime.md").read_text(encoding="utf-8")


def lines_of_the_table():
    """What the document's table must say, a line for each type."""
    for name, row in ROWS.items():
        also = ", ".join(f"`{other}`" for other in row.told if other != name)
        guest = ", ".join(f"`{guest.name}`" for guest in row.guest)
        mails = ", ".join(mail.kind for mail in row.mails)
        webhook = "yes" if row.webhook else ""
        cells = [f"`{name}`", row.channel, row.own[1].category, also, guest, mails, webhook]
        yield f"| {' | '.join(cells)} |".replace("|  |", "| |").replace("|  |", "| |")


def test_the_table_of_events_is_the_one_that_the_program_goes_by():
    told = [line for line in TEXT.splitlines() if line.startswith("| `") and line.count("|") == 8]
    assert told == list(lines_of_the_table())


def test_every_channel_is_told():
    for address, _, _ in ADDRESSES.values():
        assert f"`{address.replace('hotel_slug', 'slug').replace('staff_id', 'id')}`" in TEXT
