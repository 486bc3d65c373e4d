"""Everything that changes bookings, stays and windows. One function for each change."""

from hotelmate.room_bookings import errors as errors
from hotelmate.room_bookings.services.blocks import begin_due_blocks, close_block, end_due_blocks, open_block
from hotelmate.room_bookings.services.cancellation import (
    begin_refund_and_cancel,
    cancel_booking,
    cancel_by_guest,
    expire_booking,
)
from hotelmate.room_bookings.services.changes import (
    DETAILS,
    change_dates,
    change_details,
    change_party,
    extend_stay,
)
from hotelmate.room_bookings.services.checkout import (
    Checkout,
    CheckoutStatus,
    begin_checkout,
    finish_checkout,
    payment_status,
    verify_checkout,
)
from hotelmate.room_bookings.services.contact import note_mail_accepted, note_mail_problem
from hotelmate.room_bookings.services.creation import Person, Request, create_booking
from hotelmate.room_bookings.services.decisions import begin_approval, begin_decline, confirm_booking
from hotelmate.room_bookings.services.desk_sale import book_with_room, priced_for_desk
from hotelmate.room_bookings.services.erasure import erase_guest
from hotelmate.room_bookings.services.giving_back import Decision
from hotelmate.room_bookings.services.guest_changes import (
    SentLink,
    begin_cancel_by_link,
    name_party,
    send_guest_link,
    submit_precheckin,
    tell_arrival,
)
from hotelmate.room_bookings.services.money import Receipt, begin_card_payment, begin_refund, record_payment
from hotelmate.room_bookings.services.no_show import mark_no_show, reinstate_no_show, settle_no_show
from hotelmate.room_bookings.services.online import OnlineBooking, Order, book_online, drop_old_quotes, make_quote
from hotelmate.room_bookings.services.reminders import end_expired_tokens, remind
from hotelmate.room_bookings.services.resuming import resume_payments, take_message
from hotelmate.room_bookings.services.room_assignment import AutoAssignment, assign_room, auto_assign, unassign_room
from hotelmate.room_bookings.services.room_exchange import exchange_rooms
from hotelmate.room_bookings.services.room_move import RoomMoveService, Swap
from hotelmate.room_bookings.services.saga import finish_payment, hold_and_settle, settle_intent
from hotelmate.room_bookings.services.stay import (
    Arrival,
    Departures,
    check_in,
    check_out,
    check_out_rooms,
    undo_check_in,
    undo_check_out,
)
from hotelmate.room_bookings.services.tokens import GuestLink, give_link
from hotelmate.room_bookings.services.walk_in import walk_in

__all__ = [
    "DETAILS",
    "Arrival",
    "AutoAssignment",
    "Checkout",
    "CheckoutStatus",
    "Decision",
    "Departures",
    "GuestLink",
    "OnlineBooking",
    "Order",
    "Person",
    "Receipt",
    "Request",
    "RoomMoveService",
    "SentLink",
    "Swap",
    "assign_room",
    "auto_assign",
    "begin_approval",
    "begin_cancel_by_link",
    "begin_card_payment",
    "begin_checkout",
    "begin_decline",
    "begin_due_blocks",
    "begin_refund",
    "begin_refund_and_cancel",
    "book_online",
    "book_with_room",
    "cancel_booking",
    "cancel_by_guest",
    "change_dates",
    "change_details",
    "change_party",
    "check_in",
    "check_out",
    "check_out_rooms",
    "close_block",
    "confirm_booking",
    "create_booking",
    "drop_old_quotes",
    "end_due_blocks",
    "end_expired_tokens",
    "erase_guest",
    "exchange_rooms",
    "expire_booking",
    "extend_stay",
    "finish_checkout",
    "finish_payment",
    "give_link",
    "hold_and_settle",
    "make_quote",
    "mark_no_show",
    "name_party",
    "note_mail_accepted",
    "note_mail_problem",
    "open_block",
    "payment_status",
    "priced_for_desk",
    "record_payment",
    "reinstate_no_show",
    "remind",
    "resume_payments",
    "send_guest_link",
    "settle_intent",
    "settle_no_show",
    "submit_precheckin",
    "take_message",
    "tell_arrival",
    "unassign_room",
    "undo_check_in",
    "undo_check_out",
    "verify_checkout",
    "walk_in",
]
