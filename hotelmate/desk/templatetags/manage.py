"""Tags of Manage's templates."""

from collections.abc import Sequence

from django import template
from django.template import Context

from hotelmate.desk.manage.sections import Group, groups_of

register = template.Library()


@register.simple_tag(takes_context=True)
def manage_groups(context: Context) -> Sequence[Group]:
    """The side list of Manage for whoever is at the desk."""
    return groups_of(context["desk"].actor)
