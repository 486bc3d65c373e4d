"""The letter to a hotel whose webhook was disabled: nobody looks at a webhook that is silent."""

from django.conf import settings
from django.utils.html import linebreaks
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from hotelmate.events.models import Event
from hotelmate.hotel.models import Hotel
from hotelmate.notifications.mail.letter import WrittenLetter
from hotelmate.notifications.mail.message import Label, build_message
from hotelmate.notifications.mail.outcomes import NotNow
from hotelmate.notifications.mail.transports import transport_for
from hotelmate.notifications.webhooks.note_words import NOTES

QUEUE = "mail"
KIND = "webhook_disabled"
# Every ten minutes for three days.
AGAIN = RetryStrategy(max_attempts=432, wait=600, retry_exceptions=[NotNow])


@app.task(queue=QUEUE, name="webhooks.tell_hotel", retry=AGAIN)
def tell_hotel(hotel_id: int, seq: int) -> None:
    """Write to the hotel's own address about this event, if it has one."""
    hotel = Hotel.objects.get(pk=hotel_id)
    event = Event.objects.get(hotel_id=hotel_id, seq=seq)
    if not hotel.email:
        return
    label = Label(str(event.event_id), KIND, 0, event.occurred_at)
    message = build_message(
        letter_about(hotel, event), label, hotel=hotel, sender=settings.MAIL_FROM, recipient=hotel.email
    )
    transport_for(hotel).send(message, f"{seq:08d}-{KIND}")


def letter_about(hotel: Hotel, event: Event) -> WrittenLetter:
    """What the hotel is told in its own language, and what it can do."""
    note = NOTES[hotel.language]
    names = {"webhook": event.subject_id, "hotel": hotel.name, "reason": note.reasons[event.after["reason"]]}
    address = f"/api/staff/hotel/{hotel.slug}/webhooks/{event.subject_id}"
    text = (
        f"{note.what.format(**names)}\n\n{note.nothing_lost}\n\n"
        f"{note.look} GET {address}/deliveries/\n"
        f"{note.resume} POST {address}/resume/\n"
    )
    return WrittenLetter(
        subject=note.subject.format(**names),
        html=linebreaks(text, autoescape=True),
        text=text,
        language=hotel.language,
    )
