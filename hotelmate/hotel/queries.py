"""Reading hotels."""

from hotelmate.core.actor import Actor, system_actor
from hotelmate.core.errors import not_found
from hotelmate.core.rows import find_one
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.rules import LONGEST_SLUG, unusable_slug


def hotel_of(actor: Actor) -> Hotel:
    """The actor's hotel, as it was when the request began: settings and business date, no extra query."""
    if not isinstance(actor.hotel, Hotel):
        raise TypeError("An actor carries its hotel's row.")
    return actor.hotel


def get_hotel(slug: str) -> Hotel:
    """The hotel with the slug; HOTEL_NOT_FOUND if there is none."""
    hotel = find_one(Hotel, slug=slug) if unusable_slug(slug) is None else None
    if hotel is None:
        raise not_found("Hotel", slug=slug[:LONGEST_SLUG])
    return hotel


def system_of(hotel: Hotel) -> Actor:
    """The system as an actor in this hotel."""
    return system_actor(hotel.pk, hotel)


def visitor_of(hotel: Hotel) -> Actor:
    """Somebody who is not known, as an actor in this hotel: they may look at what is for sale, and book."""
    return Actor(kind="guest", hotel_id=hotel.pk, hotel=hotel, name="Visitor")
