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
from hotelmate.notifications.models import DisabledReason

QUEUE = "mail"
KIND = "webhook_disabled"
LANGUAGE = "en"
# Every ten minutes for three days.
AGAIN = RetryStrategy(max_attempts=432, wait=600, retry_exceptions=[NotNow])
REASONS = {
    DisabledReason.FAILING: "nothing that was sent to it in three days was taken",
    DisabledReason.GONE: "its address answered that it is gone for good (410)",
}


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
    """What the hotel is told, and what it can do."""
    webhook_id, slug = event.subject_id, hotel.slug
    reason = REASONS[DisabledReason(event.after["reason"])]
    subject = f"Webhook {webhook_id} of {hotel.name} was disabled"
    text = (
        f"The webhook {webhook_id} of {hotel.name} was disabled: {reason}.\n\n"
        "Nothing is lost. Its events wait in the hotel's log, and the oldest goes first when it is resumed.\n\n"
        f"See what happened: GET /api/staff/hotel/{slug}/webhooks/{webhook_id}/deliveries/\n"
        f"Resume it: POST /api/staff/hotel/{slug}/webhooks/{webhook_id}/resume/\n"
    )
    return WrittenLetter(subject=subject, html=linebreaks(text, autoescape=True), text=text, language=LANGUAGE)
