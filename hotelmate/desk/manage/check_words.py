"""What each check of the verification makes sure of, in plain words; the checks themselves are `integrity/checks`."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CHECK: Mapping[str, Promise] = {
    "room_double_booked": _("No room is given to two at once, neither to bookings nor to repairs."),
    "booking_two_rooms": _("No booking has two rooms in one night."),
    "claim_without_one_holder": _("Whatever holds a room is one booking or one repair."),
    "live_claim_empty": _("Whatever holds a room holds at least one night."),
    "claim_of_booking_that_is_over": _("No booking that is over holds a room."),
    "history_of_booking_that_never_stayed": _("Only guests who stayed are in the history of a room."),
    "completed_stay_without_room": _("Each stay that is over has left its room in the history."),
    "claim_outside_booking": _("Rooms are held for the dates of their bookings, no longer."),
    "claim_outside_room_life": _("No room is held before it was in use or after it was retired."),
    "window_and_claim_differ": _("A room that is taken out of use is kept free for just those dates."),
    "two_stays_in_a_room": _("No two parties are in one room."),
    "stay_in_two_rooms": _("No party is in two rooms."),
    "stay_without_its_room": _("Every guest in house is in a room that knows it."),
    "room_without_its_stay": _("A room is occupied if and only if a guest in house is in it."),
    "stay_without_claim": _("A guest's room is held for them while they are in it."),
    "claim_of_departed_stay": _("No guest who has left still holds a room."),
    "status_and_times_disagree": _("The status of a booking and its times tell the same."),
    "status_unknown": _("Each booking has a status that there is."),
    "times_out_of_order": _("What happened to a booking happened in order."),
    "dates_reversed": _("No booking ends before it begins."),
    "booking_sums_wrong": _("What a booking says was paid is what its payments add up to."),
    "confirmed_without_guarantee": _("Every confirmed booking is paid for or guaranteed."),
    "money_kept_beyond_fee": _("Of a booking that fell through no more is kept than its fee."),
    "money_held_though_over": _("For a booking that fell through no card is held."),
    "two_open_intents": _("No two decisions about a booking's money are under way at once."),
    "payment_contradicts_itself": _("No payment gives back more than was taken."),
    "ledger_wrong": _("The count of free rooms by type and night is what the rooms and bookings give."),
    "claim_share_wrong": _("Guests who sleep in another type than they booked are counted right."),
    "night_oversold": _("No night is sold beyond its rooms and what may be oversold."),
    "audit_number_gap": _("The history of each room's status has no gap."),
    "audit_chain_broken": _("Each step in a room's history begins where the one before ended."),
    "room_status_differs_from_audit": _("Each room has the status that its history says."),
    "room_change_not_in_lifecycle": _("Each change of a room's status was one that is allowed."),
    "room_times_backwards": _("The history of each room is in order of time."),
    "event_gap": _("The log has no gap."),
    "stream_differs_from_log": _("What screens are told is what the log says."),
    "event_id_twice": _("No event of the log is there twice."),
    "room_change_without_event": _("Each change of a room's status is in the log."),
    "room_event_without_change": _("What the log says of a room's status happened."),
    "booking_without_event": _("Each booking is in the log."),
    "booking_status_differs_from_log": _("Each booking has the status that the log says."),
    "booking_change_not_in_lifecycle": _("Each change of a booking's status was one that is allowed."),
    "booking_event_skips_a_status": _("No step of a booking is missing from the log."),
    "party_larger_than_room": _("Every party fits its room."),
    "arrival_in_unready_room": _("No guest was given a room that was not ready."),
    "out_of_order_without_window": _("A room is out of order if and only if somebody took it out of use."),
    "fault_count_wrong": _("Each room knows how many faults keep guests out of it."),
    "ready_despite_fault": _("No room with such a fault is called ready."),
}

# The invariants by what they are about, in the order of the page.
AREAS: tuple[tuple[Promise, frozenset[int]], ...] = (
    (_("Rooms and nights"), frozenset({1, 5, 12})),
    (_("Guests in house"), frozenset({2, 3, 4})),
    (_("Bookings and their times"), frozenset({6})),
    (_("Money"), frozenset({7})),
    (_("What is free to sell"), frozenset({8})),
    (_("History of rooms and bookings"), frozenset({9, 10})),
    (_("The log"), frozenset({11})),
    (_("Rooms fit for guests"), frozenset({13})),
)
