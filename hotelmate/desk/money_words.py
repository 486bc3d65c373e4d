"""What is not settled about a booking's money, and what to do about it at the desk, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# By the code of `room_bookings/unsettled.py`: what is the matter, and what to do.
UNSETTLED: Mapping[str, tuple[Promise, Promise]] = {
    "GIVE_BACK_BY_HAND": (
        _("The guest is to get back %(amount)s that was taken by hand."),
        _("Hand it over, then say so with Give back."),
    ),
    "CAPTURE_NOT_THROUGH": (
        _("The card could not be charged %(amount)s yet."),
        _("It is tried again by itself. If it stays, look it up at the payment provider."),
    ),
    "RELEASE_NOT_THROUGH": (
        _("The hold of %(amount)s on the card could not be let go of yet."),
        _("It is tried again by itself. If it stays, look it up at the payment provider."),
    ),
    "REFUND_NOT_THROUGH": (
        _("%(amount)s could not be given back to the card yet."),
        _("It is tried again by itself. If it stays, look it up at the payment provider."),
    ),
    "AMOUNT_DIFFERS": (
        _("Another amount was paid than was asked for. Nothing was confirmed by it; it goes back to the card."),
        _("Ask the guest to pay again, or cancel the booking."),
    ),
    "CURRENCY_DIFFERS": (
        _("Another currency was paid than was asked for. Nothing was confirmed by it; it goes back to the card."),
        _("Ask the guest to pay again, or cancel the booking."),
    ),
    "DISPUTED": (
        _("The cardholder disputes %(amount)s; the bank has taken the money back for now."),
        _("Answer the dispute at the payment provider before its deadline. Do not give it back besides."),
    ),
    "REFUND_FAILED": (
        _("The bank sent a refund back: the guest has not got the money."),
        _("Ask the guest where it may go, and pay it by transfer or in cash; it is noted as given back already."),
    ),
    "UNKNOWN_AT_PROVIDER": (
        _("A payment of %(amount)s was begun, and it never became known what came of it."),
        _("Look for the booking's number at the payment provider. If a card is held there, let go of it."),
    ),
    "TAKEN_NOT_CONFIRMED": (
        _("%(amount)s was charged at the payment provider, and the booking still waits."),
        _("Approve the booking, or decline it: then the money goes back."),
    ),
    "HOLD_ENDED": (
        _("The card is no longer held, so nothing can be charged when the booking is approved."),
        _("Ask the guest to pay again, take a payment, or decline the booking."),
    ),
}
