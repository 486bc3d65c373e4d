"""What the guest is written from the desk, and the guest's right to be forgotten."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotelmate.core.capabilities import EDIT_BOOKING
from hotelmate.core.change import Outcome
from hotelmate.core.errors import Refusal
from hotelmate.desk.bookings.subject import BookingDeed
from hotelmate.desk.deeds import Done
from hotelmate.desk.forms import DeskForm, Text
from hotelmate.notifications.mail.services import resend_mail
from hotelmate.room_bookings import services
from hotelmate.room_bookings.models import TokenPurpose
from hotelmate.room_bookings.services import SentLink, send_guest_link


class LinkForm(DeskForm):
    """Whether the links that are out end."""

    replace = forms.BooleanField(
        label=gettext_lazy("End the links that were sent before"),
        required=False,
        help_text=gettext_lazy("When a link has come into the wrong hands."),
    )


class SendLink(BookingDeed):
    """Mail a link to whoever may have it."""

    form_class = LinkForm
    submit = gettext_lazy("Send")
    purpose: ClassVar[str] = TokenPurpose.MANAGEMENT

    def refusal(self) -> Refusal | None:
        """Whoever may change bookings may send links; the rest is known when it is tried."""
        return self.desk.actor.lacks(EDIT_BOOKING)

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Record that the link is to be sent; the mail follows."""
        return self.change(
            lambda: send_guest_link(
                actor=self.desk.actor, booking_id=self.booking_id, purpose=self.purpose, replace=values["replace"]
            ),
            self._sent,
        )

    def _sent(self, outcome: Outcome[SentLink]) -> Done:
        if not self.desk.sees_contacts:
            return self.told(outcome, _("The link is on its way."))
        return self.told(outcome, _("The link is on its way to %(mail)s.") % {"mail": outcome.subject.sent_to})


class SendGuestLink(SendLink):
    """Mail the link to the whole booking."""

    action = "send_guest_link"
    title = gettext_lazy("Send the link to the booking")


class SendPrecheckinLink(SendLink):
    """Mail the link to the pre-check-in; it opens nothing else."""

    action = "send_precheckin_link"
    title = gettext_lazy("Send the link to the pre-check-in")
    purpose = TokenPurpose.PRECHECKIN


class ResendForm(DeskForm):
    """Which mail."""

    mail_id = Text(widget=forms.HiddenInput, max_length=20)


class ResendMail(BookingDeed):
    """Send a mail once more, to the address that the booking has now."""

    action = "resend_mail"
    title = gettext_lazy("Send the mail again")
    submit = gettext_lazy("Send again")
    form_class = ResendForm

    def refusal(self) -> Refusal | None:
        """Whoever may change bookings may send mails again."""
        return self.desk.actor.lacks(EDIT_BOOKING)

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Queue it once more."""
        return self.change(
            lambda: resend_mail(actor=self.desk.actor, booking_id=self.booking_id, **values),
            lambda outcome: self.told(outcome, _("The mail is sent once more.")),
        )


class EraseGuest(BookingDeed):
    """Blank everything personal on a booking that is over."""

    action = "erase_guest"
    title = gettext_lazy("Erase the guest's data")
    submit = gettext_lazy("Erase for good")
    body = "desk/bookings/erase.html"
    danger = True

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Erase it; this is not taken back."""
        return self.change(
            lambda: services.erase_guest(actor=self.desk.actor, booking_id=self.booking_id),
            lambda outcome: self.told(
                outcome, _("The guest's data is erased."), nothing=_("The guest's data was erased before.")
            ),
        )
