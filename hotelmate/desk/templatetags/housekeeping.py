"""Filters of housekeeping's templates."""

from datetime import datetime

from django import template
from django.template import Context
from django.utils.formats import date_format
from django.utils.functional import Promise

from hotelmate.desk import words
from hotelmate.desk.frame import Desk

register = template.Library()
DAY_AND_TIME = "D j M H:i"


@register.simple_tag(takes_context=True)
def full_moment(context: Context, at: datetime) -> str:
    """A moment on the hotel's clocks with its day: what it is read from may be old."""
    desk: Desk = context["desk"]
    return date_format(desk.local(at), DAY_AND_TIME)


@register.filter
def status_word(status: str) -> Promise:
    """What a room's status is called."""
    return words.ROOM_STATUS[status]
