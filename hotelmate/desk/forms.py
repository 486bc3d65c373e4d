"""What forms at the desk are made of: Django's, with texts that a database can hold and fields that people recognise."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.choices import flatten_choices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotelmate.core.api.parsing import EARLIEST, LATEST, UNPRINTABLE
from hotelmate.desk.frame import Desk

LONGEST_NOTE = 1000
LONGEST_TEXT = 200


class DeskForm(forms.Form):
    """A form of the desk; `desk` says for whom."""

    template_name = "desk/parts/fields.html"
    error_css_class = "wrong"

    def __init__(self, desk: Desk, *args: Any, **kwargs: Any) -> None:
        self.desk = desk
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


def saved(field: forms.BoundField) -> str:
    """What a form began with in one of its fields, as people read it: the label of a choice, yes or no."""
    begun = field.initial
    if isinstance(begun, bool):
        return gettext("yes") if begun else gettext("no")
    parts = [part for part in (begun if isinstance(begun, list | tuple) else [begun]) if part not in (None, "")]
    if isinstance(field.field, forms.ChoiceField):
        choices: Iterable[Any] = list(field.field.choices)  # type: ignore[arg-type]
        labels = dict(flatten_choices(choices))
        texts = [str(labels.get(part, labels.get(str(part), part))) for part in parts]
    else:
        texts = [str(field.field.widget.format_value(part)) for part in parts]
    return ", ".join(texts) or gettext("nothing")


class Text(forms.CharField):
    """A line of text without control characters."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_TEXT)
        super().__init__(**kwargs)
        self.validators.append(
            RegexValidator(UNPRINTABLE, _("Control characters are not allowed."), inverse_match=True)
        )


class Note(Text):
    """Several lines of text, or none."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", LONGEST_NOTE)
        super().__init__(**kwargs)


class Day(forms.DateField):
    """A calendar day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%d"], widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs
        )

    def clean(self, value: Any) -> Any:
        """The day, within two centuries."""
        day = super().clean(value)
        if day is not None and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(_("The date is out of range."))
        return day


class Clock(forms.TimeField):
    """A time of the day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=["%H:%M", "%H:%M:%S"],
            widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            **kwargs,
        )


class Amount(forms.DecimalField):
    """An amount of the hotel's currency."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", 0)
        super().__init__(max_digits=12, decimal_places=2, **kwargs)
        self.widget.attrs["step"] = "0.01"
        self.widget.attrs["inputmode"] = "decimal"


class Choice(forms.ChoiceField):
    """One of several, from a list."""


class Several(forms.MultipleChoiceField):
    """Some of a few, all of them in sight."""

    widget = forms.CheckboxSelectMultiple


class Version(forms.IntegerField):
    """The version that a form shows: whoever saves after somebody else is told what that was."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)


class Radio(forms.ChoiceField):
    """One of a few, all of them in sight."""

    widget = forms.RadioSelect
