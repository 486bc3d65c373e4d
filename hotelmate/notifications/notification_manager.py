"""The one table of who is told what: from each type of event to its names, channels, payloads, mails and webhooks.

Services record events and know nothing of this; every way out of the house reads it here. An event goes to exactly one
channel of its hotel, under its own name first and under those that HotelMate's clients listen to beside it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from hotelmate.events.models import Event
from hotelmate.hotel.models import Hotel
from hotelmate.notifications.channels import BOOKINGS, HOTEL, ROOMS, Kind
from hotelmate.notifications.payloads import bookings, guests, house, housekeeping, rooms
from hotelmate.notifications.payloads.payload import Payload

Told = Mapping[str, type[Payload]]
When = Callable[[Event, Hotel | None], bool]

BOOKING_RECEIVED = "booking_received"
BOOKING_CONFIRMED = "booking_confirmed"
BOOKING_DECLINED = "booking_declined"
BOOKING_CANCELLED = "booking_cancelled"
ROOM_MOVED = "room_moved"
CHECK_OUT_THANKS = "check_out_thanks"
BOOKING_LINK = "booking_link"
PRECHECKIN_LINK = "precheckin_link"
PRE_ARRIVAL = "pre_arrival"


def _always(event: Event, hotel: Hotel | None) -> bool:
    return True


def _status(event: Event) -> str:
    return str(event.after.get("status", ""))


def _unpaid(event: Event, hotel: Hotel | None) -> bool:
    return _status(event) == "PENDING_PAYMENT"


def _to_approve(event: Event, hotel: Hotel | None) -> bool:
    return _status(event) == "PENDING_APPROVAL"


def _born_confirmed(event: Event, hotel: Hotel | None) -> bool:
    """Made as confirmed; who stands at the desk needs no letter."""
    return _status(event) == "CONFIRMED" and str(event.after.get("channel")) != "WALK_IN"


def _whole_booking(event: Event, hotel: Hotel | None) -> bool:
    """A link to everything was asked for."""
    return str(event.after.get("purpose")) == "MANAGEMENT"


def _precheckin_only(event: Event, hotel: Hotel | None) -> bool:
    """A link to the pre-check-in was asked for."""
    return str(event.after.get("purpose")) == "PRECHECKIN"


def _moved(event: Event, hotel: Hotel | None) -> bool:
    """A guest in house who has another room now."""
    rooms_told = (event.before.get("room_number"), event.after.get("room_number"))
    return _status(event) == "IN_HOUSE" and None not in rooms_told and rooms_told[0] != rooms_told[1]


def _room_is_ready(event: Event, hotel: Hotel | None) -> bool:
    """The room has become ready, and the hotel tells its guest."""
    return str(event.after.get("room_status")) == "READY_FOR_GUEST" and _hotel_tells_rooms(event, hotel)


def _hotel_tells_rooms(event: Event, hotel: Hotel | None) -> bool:
    return hotel is not None and hotel.tell_guest_room_assigned


@dataclass(frozen=True, slots=True)
class GuestRow:
    """What the guest of the booking is told."""

    name: str
    payload: type[Payload]
    when: When = _always


@dataclass(frozen=True, slots=True)
class MailRow:
    """A mail that the guest is sent."""

    kind: str
    when: When = _always


@dataclass(frozen=True, slots=True)
class Row:
    """What becomes of one type of event.

    `told` are its names on the hotel's channel with their payloads, its own first. `personal` sends it to whoever it
    is about as well. `ends_access` says that somebody may have lost, or gained, the right to listen.
    """

    channel: Kind
    told: Told
    guest: tuple[GuestRow, ...] = ()
    mails: tuple[MailRow, ...] = ()
    webhook: bool = True
    personal: bool = False
    ends_access: bool = False
    needs: frozenset[str] = field(init=False)

    @property
    def own(self) -> tuple[str, type[Payload]]:
        """The type's own name, and its payload."""
        return next(iter(self.told.items()))

    def __post_init__(self) -> None:
        payloads: Iterable[type[Payload]] = [*self.told.values(), *(row.payload for row in self.guest)]
        kinds = frozenset({"task"}) if self.personal and self.own[1].category == "housekeeping" else frozenset()
        object.__setattr__(self, "needs", kinds.union(*(payload.needs for payload in payloads)))


def _booking(
    own: str, payload: type[Payload] = bookings.BookingUpdated, *, also_updated: bool = True, **kwargs: object
) -> Row:
    told = {own: payload, **({"booking_updated": bookings.BookingUpdated} if also_updated else {})}
    return Row(BOOKINGS, told, **kwargs)  # type: ignore[arg-type]


def _room(own: str, *guest: GuestRow) -> Row:
    return Row(ROOMS, {own: rooms.RoomUpdated, "room_updated": rooms.RoomUpdated}, guest=guest)


def _payment(own: str, *guest: GuestRow) -> Row:
    return Row(BOOKINGS, {own: bookings.PaymentTold}, guest=guest)


def _work(own: str, payload: type[Payload], **kwargs: object) -> Row:
    return Row(ROOMS, {own: payload}, **kwargs)  # type: ignore[arg-type]


def _fault(own: str) -> Row:
    return Row(ROOMS, {own: housekeeping.FaultTold, "room_updated": rooms.RoomUpdated})


def _type(own: str, payload: type[Payload] = rooms.RoomTypeTold) -> Row:
    return Row(ROOMS, {own: payload})


def _rates(own: str) -> Row:
    return Row(ROOMS, {own: house.RatesTold})


def _staff(own: str, *, ends_access: bool = False) -> Row:
    told = {own: house.StaffTold}
    return Row(HOTEL, told, webhook=False, personal=True, ends_access=ends_access)


def _webhook(own: str, *, webhook: bool = True, personal: bool = False) -> Row:
    return Row(HOTEL, {own: house.WebhookTold}, webhook=webhook, personal=personal)


CONFIRMED_GUEST = GuestRow("booking_confirmed", guests.GuestConfirmed)
PAYMENT_GUEST = "booking_payment_required"

ROWS: dict[str, Row] = {
    "booking_created": _booking(
        "booking_created",
        bookings.BookingCreated,
        also_updated=False,
        guest=(
            GuestRow(PAYMENT_GUEST, guests.GuestPaymentRequired, _unpaid),
            GuestRow("booking_confirmed", guests.GuestConfirmed, _born_confirmed),
        ),
        mails=(MailRow(BOOKING_RECEIVED, _to_approve), MailRow(BOOKING_CONFIRMED, _born_confirmed)),
    ),
    "booking_updated": _booking(
        "booking_updated",
        guest=(GuestRow("booking_room_moved", guests.GuestRoomMoved, _moved),),
        mails=(MailRow(BOOKING_RECEIVED, _to_approve), MailRow(ROOM_MOVED, _moved)),
    ),
    "booking_confirmed": _booking(
        "booking_confirmed", bookings.BookingConfirmed, guest=(CONFIRMED_GUEST,), mails=(MailRow(BOOKING_CONFIRMED),)
    ),
    "booking_declined": _booking(
        "booking_declined",
        guest=(GuestRow("booking_declined", guests.GuestDeclined),),
        mails=(MailRow(BOOKING_DECLINED),),
        ends_access=True,
    ),
    "booking_expired": _booking(
        "booking_expired", guest=(GuestRow("booking_expired", guests.GuestExpired),), ends_access=True
    ),
    "booking_cancelled": _booking(
        "booking_cancelled",
        bookings.BookingCancelled,
        also_updated=False,
        guest=(GuestRow("booking_cancelled", guests.GuestCancelled),),
        mails=(MailRow(BOOKING_CANCELLED),),
        ends_access=True,
    ),
    "booking_no_show": _booking("booking_no_show"),
    "booking_reinstated": _booking("booking_reinstated"),
    "booking_room_assigned": _booking(
        "booking_room_assigned",
        guest=(GuestRow("booking_room_assigned", guests.GuestRoomAssigned, _hotel_tells_rooms),),
    ),
    "booking_room_unassigned": _booking("booking_room_unassigned"),
    "booking_checked_in": _booking(
        "booking_checked_in",
        bookings.BookingCheckedIn,
        also_updated=False,
        guest=(GuestRow("booking_checked_in", guests.GuestCheckedIn),),
        ends_access=True,
    ),
    "booking_check_in_undone": _booking("booking_check_in_undone", ends_access=True),
    "booking_checked_out": _booking(
        "booking_checked_out",
        bookings.BookingCheckedOut,
        also_updated=False,
        guest=(GuestRow("booking_checked_out", guests.GuestCheckedOut),),
        mails=(MailRow(CHECK_OUT_THANKS),),
        ends_access=True,
    ),
    "booking_check_out_undone": _booking("booking_check_out_undone"),
    "booking_party_updated": _booking("booking_party_updated", bookings.BookingPartyUpdated, also_updated=False),
    "booking_guest_erased": _booking("booking_guest_erased", ends_access=True),
    "booking_precheckin_submitted": _booking("booking_precheckin_submitted"),
    "booking_link_requested": _booking(
        "booking_link_requested",
        also_updated=False,
        mails=(MailRow(BOOKING_LINK, _whole_booking), MailRow(PRECHECKIN_LINK, _precheckin_only)),
    ),
    "booking_due_out": _booking("booking_due_out", also_updated=False),
    "booking_overstay": _booking("booking_overstay", also_updated=False),
    "booking_no_show_proposed": _booking("booking_no_show_proposed", also_updated=False),
    "booking_pre_arrival": _booking("booking_pre_arrival", also_updated=False, mails=(MailRow(PRE_ARRIVAL),)),
    "booking_mail_refused": _booking("booking_mail_refused"),
    "booking_mail_accepted": _booking("booking_mail_accepted"),
    "booking_mail_resent": _booking("booking_mail_resent", also_updated=False),
    "payment_created": _payment("payment_created"),
    "payment_authorised": _payment("payment_authorised"),
    "payment_captured": _payment("payment_captured"),
    "payment_released": _payment("payment_released"),
    "payment_failed": _payment("payment_failed", GuestRow(PAYMENT_GUEST, guests.GuestPaymentRequired)),
    "payment_recorded": _payment("payment_recorded"),
    "payment_refunded": _payment("payment_refunded"),
    "payment_decided": _payment("payment_decided"),
    "payment_refused": _payment("payment_refused"),
    "payment_disputed": _payment("payment_disputed"),
    "payment_updated": _payment("payment_updated"),
    "room_occupancy_updated": Row(ROOMS, {"room_occupancy_updated": rooms.RoomOccupancyUpdated}),
    "room_updated": _room("room_updated", GuestRow("booking_room_ready", guests.GuestRoomReady, _room_is_ready)),
    "room_created": _room("room_created"),
    "room_retired": _room("room_retired"),
    "room_reinstated": _room("room_reinstated"),
    "room_type_created": _type("room_type_created"),
    "room_type_updated": _type("room_type_updated"),
    "room_type_retired": _type("room_type_retired"),
    "room_type_reinstated": _type("room_type_reinstated"),
    "allowance_raised": _type("allowance_raised", rooms.AllowanceTold),
    "allowance_lowered": _type("allowance_lowered", rooms.AllowanceTold),
    "rate_plan_created": _rates("rate_plan_created"),
    "rate_plan_updated": _rates("rate_plan_updated"),
    "rate_plan_retired": _rates("rate_plan_retired"),
    "rate_plan_reinstated": _rates("rate_plan_reinstated"),
    "plan_price_changed": _rates("plan_price_changed"),
    "nightly_rates_changed": _rates("nightly_rates_changed"),
    "nightly_rates_cleared": _rates("nightly_rates_cleared"),
    "promotion_created": _rates("promotion_created"),
    "promotion_updated": _rates("promotion_updated"),
    "promotion_retired": _rates("promotion_retired"),
    "promotion_reinstated": _rates("promotion_reinstated"),
    "block_opened": Row(ROOMS, {"block_opened": rooms.BlockTold}),
    "block_closed": Row(ROOMS, {"block_closed": rooms.BlockTold}),
    "task_created": _work("task_created", housekeeping.TaskTold, personal=True),
    "task_updated": _work("task_updated", housekeeping.TaskTold, personal=True),
    "fault_reported": _fault("fault_reported"),
    "fault_resolved": _fault("fault_resolved"),
    "discrepancy_reported": _work("discrepancy_reported", housekeeping.DiscrepancyTold),
    "discrepancy_resolved": _work("discrepancy_resolved", housekeeping.DiscrepancyTold),
    "hotel_created": Row(HOTEL, {"hotel_created": house.HotelTold}),
    "hotel_updated": Row(HOTEL, {"hotel_updated": house.HotelTold}),
    "staff_created": _staff("staff_created"),
    "staff_updated": _staff("staff_updated", ends_access=True),
    "staff_password_set": _staff("staff_password_set", ends_access=True),
    "staff_signed_in": _staff("staff_signed_in"),
    "staff_signed_out": _staff("staff_signed_out", ends_access=True),
    "staff_deactivated": _staff("staff_deactivated", ends_access=True),
    "staff_reactivated": _staff("staff_reactivated", ends_access=True),
    "webhook_created": _webhook("webhook_created"),
    "webhook_updated": _webhook("webhook_updated"),
    "webhook_secret_rotated": _webhook("webhook_secret_rotated"),
    "webhook_paused": _webhook("webhook_paused"),
    "webhook_resumed": _webhook("webhook_resumed"),
    "webhook_disabled": _webhook("webhook_disabled", personal=True),
    "webhook_retired": _webhook("webhook_retired"),
    "webhook_resent": _webhook("webhook_resent"),
    # Goes to the endpoint that is tested, whatever it asked for.
    "webhook_tested": _webhook("webhook_tested", webhook=False),
}

# After one of these of its hotel, whoever listens is asked again whether they may: their own last event comes first.
ACCESS_TYPES = frozenset(name for name, row in ROWS.items() if row.ends_access)
# What an endpoint may ask for.
WEBHOOK_TYPES = tuple(name for name, row in ROWS.items() if row.webhook)


def row_of(event_type: str) -> Row:
    """The row of a type; one that is not in the table is told to the hotel as it is."""
    return ROWS.get(event_type) or Row(HOTEL, {event_type: house.AfterTold}, webhook=False)


def mails_of(event: Event, hotel: Hotel | None = None) -> tuple[str, ...]:
    """The mails that the guest is sent because of an event."""
    return tuple(mail.kind for mail in row_of(event.type).mails if mail.when(event, hotel))
