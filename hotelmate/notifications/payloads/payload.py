"""What every payload is: fields that are described, and a way to make them."""

from typing import Any

from rest_framework import serializers

from hotelmate.notifications.telling import Telling


class Payload(serializers.Serializer[Any]):
    """A payload. Its fields describe it in the AsyncAPI document; `of` makes it, for readers who may see everything.

    `needs` says which rows it is made from, `always` which fields are there also when they are not, for every reader.
    """

    category: str = "other"
    needs: frozenset[str] = frozenset()
    always: tuple[str, ...] = ()

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload of an event; what its rows no longer say is left out."""
        raise NotImplementedError


def text(**kwargs: Any) -> Any:
    """A text."""
    return serializers.CharField(allow_blank=True, **kwargs)


def maybe_text(**kwargs: Any) -> Any:
    """A text or null."""
    return serializers.CharField(allow_blank=True, allow_null=True, **kwargs)


def number(**kwargs: Any) -> Any:
    """A whole number."""
    return serializers.IntegerField(**kwargs)


def maybe_number(**kwargs: Any) -> Any:
    """A whole number or null."""
    return serializers.IntegerField(allow_null=True, **kwargs)


def yes_no(**kwargs: Any) -> Any:
    """True or false."""
    return serializers.BooleanField(**kwargs)


def day(**kwargs: Any) -> Any:
    """A calendar day."""
    return serializers.DateField(**kwargs)


def at(**kwargs: Any) -> Any:
    """A moment."""
    return serializers.DateTimeField(**kwargs)


def maybe_at(**kwargs: Any) -> Any:
    """A moment or null."""
    return serializers.DateTimeField(allow_null=True, **kwargs)
