"""Decisions about bookings at the desk: confirm, approve, decline, cancel, no-show."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotelmate.core.capabilities import OVERSELL
from hotelmate.core.change import Outcome
from hotelmate.core.money import ZERO
from hotelmate.desk.bookings.subject import BookingDeed, labelled
from hotelmate.desk.deeds import Done
from hotelmate.desk.forms import Amount, Choice, DeskForm, Note, Radio
from hotelmate.desk.words import DECLINE_REASON, GUARANTEE
from hotelmate.payments.models import PaymentState
from hotelmate.room_bookings import money_rules, services
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.policies import cancellation_fee
from hotelmate.room_bookings.request_rules import GIVEN_BY_STAFF
from hotelmate.room_bookings.services import Decision


class ConfirmForm(DeskForm):
    """What guarantees the booking."""

    guarantee = Radio(label=gettext_lazy("Guaranteed by"), choices=labelled(GUARANTEE, GIVEN_BY_STAFF))


class Confirm(BookingDeed):
    """Confirm a booking that is not paid, on somebody's word."""

    action = "confirm"
    title = gettext_lazy("Confirm booking")
    submit = gettext_lazy("Confirm")
    form_class = ConfirmForm

    def initial(self) -> dict[str, Any]:
        """A deposit, where money was taken."""
        return {"guarantee": "DEPOSIT"} if money_rules.kept(self.booking) > ZERO else {}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Confirm it."""
        return self.change(
            lambda: services.confirm_booking(actor=self.desk.actor, booking_id=self.booking_id, **values),
            lambda outcome: self.told(
                outcome,
                _("The booking of %(guest)s is confirmed.") % {"guest": self.guest},
                nothing=_("The booking is confirmed already."),
                nothing_by=_("%(name)s has confirmed the booking already."),
                types=["booking_confirmed"],
            ),
        )


class Approve(BookingDeed):
    """Say yes to a booking that waits; a card that is held is charged."""

    action = "approve"
    title = gettext_lazy("Approve booking")
    submit = gettext_lazy("Approve")

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Approve it, and charge the card."""
        return self.saga(
            lambda: services.begin_approval(actor=self.desk.actor, booking_id=self.booking_id),
            self.settled,
            self._approved,
        )

    def _approved(self, outcome: Outcome[Decision]) -> Done:
        held = any(one.state == PaymentState.AUTHORISED for one in self.reading.payments)
        said = _("The booking of %(guest)s is approved.")
        if held:
            said = _("The booking of %(guest)s is approved, and the card is charged.")
        return self.told(
            outcome,
            said % {"guest": self.guest},
            nothing=_("The booking is approved already."),
            nothing_by=_("%(name)s has approved the booking already."),
            types=["booking_confirmed"],
        )


class DeclineForm(DeskForm):
    """Why not."""

    reason_code = Choice(label=gettext_lazy("Reason"), choices=list(DECLINE_REASON.items()))
    reason_note = Note(label=gettext_lazy("Remark for the house"))


class Decline(BookingDeed):
    """Say no to a booking that waits; a card that is held is let go of."""

    action = "decline"
    title = gettext_lazy("Decline booking")
    submit = gettext_lazy("Decline")
    form_class = DeclineForm
    danger = True

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Decline it, and let go of the card."""
        return self.saga(
            lambda: services.begin_decline(actor=self.desk.actor, booking_id=self.booking_id, **values),
            self.settled,
            self._declined,
        )

    def _declined(self, outcome: Outcome[Decision]) -> Done:
        return self.told(
            outcome,
            _("The booking of %(guest)s is declined.") % {"guest": self.guest},
            nothing=_("The booking is declined already."),
            nothing_by=_("%(name)s has declined the booking already."),
            types=["booking_declined"],
        )


class ReasonForm(DeskForm):
    """Why."""

    reason = Note(label=gettext_lazy("Reason"))


class Ending(BookingDeed):
    """The end of a booking before it begins: what it costs, and what goes back, is shown before."""

    danger = True
    body = "desk/bookings/cancel.html"

    def context(self) -> dict[str, Any]:
        """What the policy asks now, what was taken, and what would go back; and where to go when it is refused."""
        return {"fee": self.fee, "kept": self.kept, "due": max(self.kept - self.fee, ZERO), "instead": self.instead()}

    @property
    def fee(self) -> Decimal:
        """What cancelling costs now."""
        return cancellation_fee(self.booking, self.desk.hotel, self.desk.hotel.now())

    @property
    def kept(self) -> Decimal:
        """What was taken for the booking and not given back."""
        return money_rules.kept(self.booking)

    def instead(self) -> list[tuple[str, str]]:
        """What to do instead, with its address, where the refusal says so."""
        refusal = self.refusal()
        code = refusal.code if refusal is not None else ""
        if code == "USE_DECLINE":
            return [(_("Decline…"), self.address("decline"))]
        if code in ("CARD_BOOKING", "REFUND_FIRST"):
            return [(_("Refund and cancel…"), self.address("refund_and_cancel"))]
        return [(_("Check out…"), self.address("check_out"))] if code == "BOOKING_IN_HOUSE" else []

    def ended(self, outcome: Outcome[Any]) -> Done:
        """What is said of it."""
        return self.told(
            outcome,
            _("The booking of %(guest)s is cancelled.") % {"guest": self.guest},
            nothing=_("The booking is cancelled already."),
            nothing_by=_("%(name)s has cancelled the booking already."),
            types=["booking_cancelled"],
        )


class Cancel(Ending):
    """Cancel a booking that no card is behind."""

    action = "cancel"
    title = gettext_lazy("Cancel booking")
    submit = gettext_lazy("Cancel the booking")
    form_class = ReasonForm

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Cancel it; its room and its nights are free."""
        return self.change(
            lambda: services.cancel_booking(actor=self.desk.actor, booking_id=self.booking_id, reason=values["reason"]),
            self.ended,
        )


class RefundAndCancelForm(ReasonForm):
    """How much goes back, and why."""

    refund = Radio(label=gettext_lazy("Give back"))
    amount = Amount(label=gettext_lazy("Amount"), required=False)
    field_order = ("refund", "amount", "reason")

    def __init__(self, *args: Any, ways: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["refund"].choices = ways  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An amount of one's own is named."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("refund") == "amount" and values.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", _("Say how much."))
        return values


class RefundAndCancel(Ending):
    """Cancel a booking that was paid for, and give money back."""

    action = "refund_and_cancel"
    title = gettext_lazy("Refund and cancel")
    submit = gettext_lazy("Refund and cancel")
    form_class = RefundAndCancelForm

    def form_options(self) -> dict[str, Any]:
        """What each way gives back."""
        money = self.desk.wording.money
        currency = self.booking.currency
        due = money(max(self.kept - self.fee, ZERO), currency)
        return {
            "ways": [
                ("policy", _("What the policy says: %(amount)s") % {"amount": due}),
                ("full", _("Everything: %(amount)s") % {"amount": money(self.kept, currency)}),
                ("none", _("Nothing")),
                ("amount", _("Another amount")),
            ]
        }

    def initial(self) -> dict[str, Any]:
        """What the policy says."""
        return {"refund": "policy"}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Cancel it and give back what was chosen."""
        refund = values["amount"] if values["refund"] == "amount" else values["refund"]
        return self.saga(
            lambda: services.begin_refund_and_cancel(
                actor=self.desk.actor, booking_id=self.booking_id, reason=values["reason"], refund=refund
            ),
            self.settled,
            self.ended,
        )


class NoShow(BookingDeed):
    """Give up a booking whose guest did not come."""

    action = "no_show"
    title = gettext_lazy("Mark as no-show")
    submit = gettext_lazy("Mark as no-show")
    danger = True

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Give it up; its room and its nights are free."""
        return self.change(
            lambda: services.mark_no_show(actor=self.desk.actor, booking_id=self.booking_id),
            lambda outcome: self.told(
                outcome,
                _("%(guest)s is marked as a no-show. The room is free.") % {"guest": self.guest},
                undo=self.address("reinstate"),
                nothing=_("The booking is a no-show already."),
                nothing_by=_("%(name)s has marked the no-show already."),
                types=["booking_no_show"],
            ),
        )


class OversellForm(DeskForm):
    """Why a full house takes one more; only for those who may decide that."""

    oversell_note = Note(
        label=gettext_lazy("Reason for overselling"),
        help_text=gettext_lazy("Only if the house is full: one more is sold than there are rooms."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.desk.may(OVERSELL):
            self.fields["oversell_note"].widget = forms.HiddenInput()


class Reinstate(BookingDeed):
    """Take a no-show back."""

    action = "reinstate"
    title = gettext_lazy("Take the no-show back")
    submit = gettext_lazy("Take it back")
    form_class = OversellForm

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Take it back, if its nights can still be had."""
        return self.change(
            lambda: services.reinstate_no_show(actor=self.desk.actor, booking_id=self.booking_id, **values),
            self._reinstated,
        )

    def _reinstated(self, outcome: Outcome[RoomBooking]) -> Done:
        return self.told(
            outcome,
            _("The no-show of %(guest)s is taken back.") % {"guest": self.guest},
            nothing=_("The booking is confirmed already."),
            nothing_by=_("%(name)s has taken the no-show back already."),
            types=["booking_reinstated"],
        )
