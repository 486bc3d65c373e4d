"""Filters of housekeeping's templates."""

from datetime import datetime

from django import template
from django.template import Context
from django.utils.functional import Promise

from hotelmate.desk import words
from hotelmate.desk.dates import day_and_time
from hotelmate.desk.frame import Desk

register = template.Library()


@register.simple_tag(takes_context=True)
def full_moment(context: Context, at: datetime) -> str:
    """A moment on the hotel's clocks with its day: what it is read from may be old."""
    desk: Desk = context["desk"]
    return day_and_time(desk.local(at))


@register.filter
def status_word(status: str) -> Promise:
    """What a room's status is called."""
    return words.ROOM_STATUS[status]
