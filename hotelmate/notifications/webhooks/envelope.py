"""What is posted: an event of the log as CloudEvents 1.0 JSON."""

import json
from collections.abc import Sequence
from typing import Any

from hotelmate.core.api.moments import moment
from hotelmate.events.models import Event
from hotelmate.notifications.audiences import EVERYTHING
from hotelmate.notifications.rendering import Rendering, render

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"
# CloudEvents compares sequences as texts, so all have the length of the largest.
SEQUENCE_DIGITS = 19


def envelopes(events: Sequence[Event]) -> list[str]:
    """The body for each event, with a constant number of statements."""
    return [json.dumps(_envelope(rendering), ensure_ascii=False) for rendering in render(events)]


def _envelope(rendering: Rendering) -> dict[str, Any]:
    event = rendering.event
    return {
        "specversion": "1.0",
        "id": str(event.event_id),
        "source": f"/hotels/{rendering.hotel_slug}",
        "type": event.type,
        "subject": f"{event.subject_type}/{event.subject_id}",
        "time": moment(event.occurred_at),
        "datacontenttype": "application/json",
        "sequence": f"{event.seq:0{SEQUENCE_DIGITS}}",
        "data": rendering.body(EVERYTHING),
    }
