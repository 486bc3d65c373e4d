"""Why a mail or a webhook did not arrive, in plain words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

ERROR: Mapping[str, Promise] = {
    "NAME_NOT_FOUND": _("The address has no server: its name is not known."),
    "ADDRESS_FORBIDDEN": _("The address lies in a network that nothing is sent to."),
    "CANNOT_CONNECT": _("Nobody answers at the address."),
    "TLS_FAILED": _("The receiver's certificate is not valid."),
    "TIMED_OUT": _("The receiver took too long to answer."),
    "CLOSED_EARLY": _("The receiver hung up before it answered."),
    "REDIRECTED": _("The receiver sends on to another address; enter that one."),
    "HTTP_ERROR": _("The receiver answered with an error."),
    "GONE": _("The receiver wants nothing any more."),
    "RETIRED": _("The webhook was retired."),
    "SKIPPED": _("Skipped: the webhook was resumed at a later event."),
    "INVALID_ADDRESS": _("The guest's mail address is not one."),
    "ADDRESS_NOT_SUPPORTED": _("The mail server cannot write to such an address."),
    "RECIPIENT_REFUSED": _("The mail server does not take mail for this address."),
    "RECIPIENT_DEFERRED": _("The mail server does not take mail for this address for now."),
    "MESSAGE_REFUSED": _("The mail server refused the mail."),
    "MESSAGE_DEFERRED": _("The mail server took nothing for now."),
    "SERVER_LOGIN_FAILED": _("The mail server does not accept the hotel's login."),
    "SERVER_UNREACHABLE": _("The mail server cannot be reached."),
    "SERVER_WITHOUT_TLS": _("The mail server offers no encryption."),
    "FOLDER_NOT_WRITABLE": _("The folder for mails cannot be written to."),
    "NOBODY_TO_WRITE_TO": _("The booking has no mail address."),
    "NOT_DELIVERED": _("It could not be delivered for three days."),
}
ANSWERED = "SERVER_ANSWERED_"


def error_words(code: str, status: int | None = None) -> str:
    """Why the newest attempt failed; with the number that the receiver answered with, if it did."""
    if code.startswith(ANSWERED):
        return gettext("The mail server answered %(number)s.") % {"number": code.removeprefix(ANSWERED)}
    if code == "HTTP_ERROR" and status is not None:
        return gettext("The receiver answered with the error %(number)d.") % {"number": status}
    return str(ERROR.get(code, code))
