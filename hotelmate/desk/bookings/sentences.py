"""What happened to a booking, in plain sentences: a title and what to know besides, for each event of the log.

The words for types, fields and values are those of the audit (`event_words.py`, `field_words.py`); here they become
sentences with rooms, dates and amounts in them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotelmate.desk.event_words import event_words
from hotelmate.desk.field_words import Values
from hotelmate.events.models import Event
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import RoomBooking

BOOKED: Mapping[str, Promise] = {
    "ONLINE": gettext_lazy("Booked online"),
    "STAFF": gettext_lazy("Booked at the front desk"),
    "WALK_IN": gettext_lazy("Walked in"),
    "AGENCY": gettext_lazy("Booked by an agency"),
    "GROUP": gettext_lazy("Booked for a group"),
    "CORPORATE": gettext_lazy("Booked by a company"),
}
# With the room in them; without one, the type's own words do.
WITH_ROOM: Mapping[str, Promise] = {
    "booking_room_assigned": gettext_lazy("Room %(room)s assigned"),
    "booking_room_unassigned": gettext_lazy("Room %(was)s taken back"),
    "booking_checked_in": gettext_lazy("Checked in to room %(room)s"),
    "booking_checked_out": gettext_lazy("Checked out of room %(room)s"),
    "booking_no_show": gettext_lazy("No-show; room %(was)s is free"),
}
PAID: Mapping[str, Promise] = {
    "payment_created": gettext_lazy("%(amount)s asked of a card"),
    "payment_authorised": gettext_lazy("%(amount)s held on the card"),
    "payment_captured": gettext_lazy("%(amount)s charged to the card"),
    "payment_released": gettext_lazy("The hold of %(amount)s on the card let go"),
    "payment_failed": gettext_lazy("The card was not accepted for %(amount)s"),
    "payment_recorded": gettext_lazy("%(amount)s taken: %(method)s"),
    "payment_refunded": gettext_lazy("%(amount)s given back"),
    "payment_refused": gettext_lazy("The payment provider refused %(amount)s"),
    "payment_disputed": gettext_lazy("The cardholder disputes %(amount)s"),
}
DECIDED: Mapping[str, Promise] = {
    "CAPTURE": gettext_lazy("%(amount)s to be charged to the card"),
    "RELEASE": gettext_lazy("The hold of %(amount)s on the card to be let go"),
    "REFUND": gettext_lazy("%(amount)s to be given back"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What happened: a title, and what to know besides."""

    title: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells the events of one booking. `notes` are the remarks with which it got its rooms, by the room's number."""

    values: Values
    booking: RoomBooking
    notes: Mapping[str, str]

    def tell(self, event: Event, given_back: Decimal = Decimal(0)) -> Told:
        """The event in words; `given_back` is what had been given back of the payment before."""
        if event.type.startswith("payment_"):
            return self._payment(event, given_back)
        tell = TELL.get(event.type)
        if tell is not None:
            return tell(self, event)
        return Told(self._title(event), self._room_lines(event))

    def _title(self, event: Event) -> str:
        with_room = WITH_ROOM.get(event.type)
        rooms = {"room": event.after.get("room_number"), "was": event.before.get("room_number")}
        named = rooms["was"] if event.type in ("booking_room_unassigned", "booking_no_show") else rooms["room"]
        return str(with_room) % rooms if with_room and named else event_words(event.type, event.changed_fields)

    def _room_lines(self, event: Event) -> tuple[str, ...]:
        """Which room it was before, and the remark with which it was given."""
        if event.type != "booking_room_assigned":
            return ()
        was, note = event.before.get("room_number"), self.notes.get(event.after.get("room_number", ""), "")
        return tuple(line for line in (_("was %(room)s") % {"room": was} if was else "", note) if line)

    def created(self, event: Event) -> Told:
        """How it came in, for which nights, and what it waits for."""
        after = event.after
        lines = [self._stay(after)]
        if self._sees_money and "total_amount" in after:
            lines.append(self._say("total_amount", after))
        if after.get("status") != "CONFIRMED":
            lines.append(self._say("status", after))
        return Told(str(BOOKED.get(after.get("channel", ""), event_words(event.type))), tuple(lines))

    def updated(self, event: Event) -> Told:
        """Other dates, another room, another price; otherwise the fields that changed."""
        before, after = event.before, event.after
        if {"check_in", "check_out"} & set(event.changed_fields):
            old = {**self._dates(), **after, **before}
            lines = [_("was %(stay)s") % {"stay": self._stay(old)}, self._stay({**old, **after})]
            return Told(_("Dates changed"), (*lines, *self._price(event)))
        if "room_number" in event.changed_fields and after.get("room_number"):
            room = after["room_number"]
            lines = [_("was %(room)s") % {"room": before.get("room_number")}, self.notes.get(room, "")]
            return Told(_("Moved to room %(room)s") % {"room": room}, tuple(line for line in lines if line))
        if "expected_arrival" in event.changed_fields and after.get("expected_arrival"):
            return Told(_("Arrival expected at %(time)s") % {"time": after["expected_arrival"]})
        if "no_show_settled_at" in event.changed_fields:
            fee = self._say("cancellation_fee", after) if self._sees_money and "cancellation_fee" in after else ""
            return Told(_("No-show settled"), (_("%(amount)s is kept") % {"amount": fee},) if fee else ())
        if after.get("status") == BookingStatus.PENDING_APPROVAL and "status" in event.changed_fields:
            return Told(_("Waits for approval"))
        return Told(event_words(event.type, event.changed_fields), self._price(event))

    def confirmed(self, event: Event) -> Told:
        """Confirmed, by which guarantee."""
        guarantee = event.after.get("guarantee")
        line = _("Guaranteed by: %(guarantee)s") % {"guarantee": self._say("guarantee", event.after)}
        return Told(_("Confirmed"), (line,) if guarantee else ())

    def cancelled(self, event: Event) -> Told:
        """Cancelled: why, and at what fee."""
        lines = [self.booking.cancellation_reason if self.values.desk.sees_contacts else ""]
        if self._sees_money and Decimal(str(event.after.get("cancellation_fee") or 0)):
            lines.append(_("Fee: %(amount)s") % {"amount": self._say("cancellation_fee", event.after)})
        return Told(_("Cancelled"), tuple(line for line in lines if line))

    def declined(self, event: Event) -> Told:
        """Declined: why."""
        note = self.booking.decline_reason_note if self.values.desk.sees_contacts else ""
        code = self._say("decline_reason_code", event.after) if event.after.get("decline_reason_code") else ""
        return Told(_("Declined"), tuple(line for line in (code, note) if line))

    def mail(self, event: Event) -> Told:
        """A mail that was sent again, and which."""
        kind = self._say("kind", event.after) if event.after.get("kind") else ""
        return Told(event_words(event.type), (kind,) if kind else ())

    def link(self, event: Event) -> Told:
        """A link that was asked for."""
        told = _("Link to the booking sent")
        if event.after.get("purpose") == "PRECHECKIN":
            told = _("Link to the pre-check-in sent")
        return Told(told, (_("The links before it ended."),) if event.after.get("replaced") else ())

    def _payment(self, event: Event, given_back: Decimal) -> Told:
        after = event.after
        amount: Any = after.get("amount")
        if event.type == "payment_decided":
            sentence, amount = DECIDED.get(after.get("action", "")), after.get("decided_amount")
        else:
            sentence = PAID.get(event.type)
        if event.type == "payment_captured":
            amount = after.get("captured_amount")
        elif event.type == "payment_refunded":
            amount = Decimal(str(after.get("refunded_amount"))) - given_back
        elif event.type == "payment_disputed":
            amount = after.get("disputed_amount")
        if sentence is None or amount is None:
            return Told(event_words(event.type, event.changed_fields), self._problem(event))
        names = {"amount": self._amount(amount, after), "method": self._say("method", after)}
        return Told(str(sentence) % names, self._problem(event))

    def _problem(self, event: Event) -> tuple[str, ...]:
        return (self._say("problem", event.after),) if event.after.get("problem") else ()

    def _price(self, event: Event) -> tuple[str, ...]:
        if not self._sees_money or "total_amount" not in event.after:
            return ()
        names = {"old": self._say("total_amount", event.before), "new": self._say("total_amount", event.after)}
        return (_("%(old)s → %(new)s") % names,)

    def _stay(self, facts: Mapping[str, Any]) -> str:
        names = {"arrival": self._say("check_in", facts), "departure": self._say("check_out", facts)}
        return _("%(arrival)s → %(departure)s") % names

    def _dates(self) -> dict[str, str]:
        return {"check_in": self.booking.check_in.isoformat(), "check_out": self.booking.check_out.isoformat()}

    def _say(self, name: str, facts: Mapping[str, Any]) -> str:
        return self.values.say(name, facts.get(name), about="booking", currency=self.booking.currency)

    def _amount(self, amount: Any, facts: Mapping[str, Any]) -> str:
        return self.values.say("amount", amount, currency=facts.get("currency", self.booking.currency))

    @property
    def _sees_money(self) -> bool:
        return self.values.desk.sees_money


TELL: Mapping[str, Callable[[Teller, Event], Told]] = {
    "booking_created": Teller.created,
    "booking_updated": Teller.updated,
    "booking_confirmed": Teller.confirmed,
    "booking_cancelled": Teller.cancelled,
    "booking_declined": Teller.declined,
    "booking_mail_resent": Teller.mail,
    "booking_link_requested": Teller.link,
}
