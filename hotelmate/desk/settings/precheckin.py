"""What guests are asked before they arrive: for each question whether it is asked, and whether it must be answered."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotelmate.desk.forms import DeskForm, Radio, Version
from hotelmate.hotel.precheckin import QUESTIONS, precheckin_config

NOT_ASKED, OPTIONAL, REQUIRED = "no", "optional", "required"
ANSWERS: Mapping[str, Promise] = {
    NOT_ASKED: _("Not asked"),
    OPTIONAL: _("May answer"),
    REQUIRED: _("Must answer"),
}
QUESTION: Mapping[str, Promise] = {
    "eta": _("Expected time of arrival"),
    "special_requests": _("Special requests"),
    "consent_checkbox": _("Consent to storing what is entered"),
    "nationality": _("Nationality"),
    "country_of_residence": _("Country of residence"),
    "date_of_birth": _("Date of birth"),
    "id_document_type": _("Kind of identity document"),
    "id_document_number": _("Number of the document"),
    "address_line_1": _("Street and number"),
    "city": _("City"),
    "postcode": _("Postcode"),
}


class PrecheckinForm(DeskForm):
    """A choice for each question."""

    template_name = "desk/manage/settings/precheckin_fields.html"
    version = Version()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in QUESTION.items():
            self.fields[name] = Radio(label=str(words), choices=list(ANSWERS.items()))

    @property
    def answers(self) -> list[Promise]:
        """The heads of the columns."""
        return list(ANSWERS.values())


def as_picked(stored: Mapping[str, Any]) -> dict[str, str]:
    """What the form shows of the hotel's configuration."""
    config = precheckin_config(stored)
    return {
        name: REQUIRED if config["required"][name] else OPTIONAL if config["enabled"][name] else NOT_ASKED
        for name in QUESTIONS
    }


def as_config(values: Mapping[str, Any]) -> dict[str, dict[str, bool]]:
    """The configuration that the form means."""
    return {
        "enabled": {name: values[name] != NOT_ASKED for name in QUESTIONS},
        "required": {name: values[name] == REQUIRED for name in QUESTIONS},
    }


def asked_for(stored: Mapping[str, Any]) -> list[str]:
    """What guests must, and may answer, in two sentences."""
    picked = as_picked(stored)
    texts = {
        REQUIRED: gettext("Guests must answer: %(questions)s."),
        OPTIONAL: gettext("They may answer: %(questions)s."),
    }
    sentences = [
        text % {"questions": ", ".join(str(QUESTION[name]) for name in QUESTIONS if picked[name] == answer)}
        for answer, text in texts.items()
        if answer in picked.values()
    ]
    return sentences or [gettext("Guests are asked nothing.")]
