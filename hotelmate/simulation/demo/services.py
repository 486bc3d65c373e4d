"""Making the demo hotel, and bringing it up to the present moment."""

from collections.abc import Callable
from datetime import date, timedelta

from hotelmate.core import clock
from hotelmate.events.models import Event
from hotelmate.hotel.models import Hotel
from hotelmate.notifications.relay import dispatch_hotel, skip_to_now
from hotelmate.simulation.demo.house import SLUG, build
from hotelmate.simulation.demo.life import DemoLife

DAYS_OF_HISTORY = 9
MOST_DAYS_TO_CATCH_UP = 30


def demo_hotel() -> Hotel | None:
    """The demo hotel, if it has been made."""
    return Hotel.objects.filter(slug=SLUG).first()


def make_demo(progress: Callable[[int, int], None]) -> Hotel:
    """Make the demo hotel and live it from about a week ago until now; `progress(done, all)` follows the days."""
    begins = clock.now() - timedelta(days=DAYS_OF_HISTORY)
    with clock.travel_to(begins):
        hotel = build(begins.date())
    live_until_now(hotel, begins.date() + timedelta(days=1), progress)
    return hotel


def catch_up(hotel: Hotel, progress: Callable[[int, int], None]) -> None:
    """Live the days that passed since anything last happened in the demo hotel, at most a month of them."""
    last = Event.objects.filter(hotel_id=hotel.pk).order_by("-seq").values_list("occurred_at", flat=True).first()
    today = hotel.business_date()
    since = hotel.business_date_at(last) + timedelta(days=1) if last else today
    live_until_now(hotel, max(since, today - timedelta(days=MOST_DAYS_TO_CATCH_UP)), progress)


def live_until_now(hotel: Hotel, first_day: date, progress: Callable[[int, int], None]) -> None:
    """Live each business date from `first_day` to today, the last one as far as it has gone.

    Nobody is written to about days that were made afterwards; what really happened before is told first.
    """
    dispatch_hotel(hotel)
    life = DemoLife(hotel, clock.now())
    days = (hotel.business_date() - first_day).days + 1
    for number in range(max(days, 0)):
        life.live_day(first_day + timedelta(days=number))
        progress(number + 1, days)
    skip_to_now(hotel)
