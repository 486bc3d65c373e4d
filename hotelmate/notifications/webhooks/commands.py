"""`hotelmate webhooks`: what goes where, and a receiver to see it arrive."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from django.db import connection

from hotelmate.core.actor import Actor
from hotelmate.core.api.moments import moment
from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import get_hotel, system_of
from hotelmate.notifications.models import DeliveryState
from hotelmate.notifications.webhooks import services
from hotelmate.notifications.webhooks.queries import counts_of, deliveries_of, endpoints_of, get_endpoint
from hotelmate.notifications.webhooks.receiver import Receiver
from hotelmate.notifications.webhooks.representations import NOTHING_WAITS, delivery_body, webhook_body

HOTEL = click.option("--hotel", "slug", required=True, help="Slug of the hotel.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")


@click.group()
def webhooks() -> None:
    """Webhooks: a hotel's events, posted to addresses of its choice."""


@webhooks.command("list")
@click.option("--hotel", "slug", help="Slug of the hotel; all hotels if not given.")
@AS_JSON
def list_webhooks(slug: str | None, as_json: bool) -> None:
    """Show the webhooks, how they are doing, and what waits."""
    with _refusals_told():
        hotels = [get_hotel(slug)] if slug else list(Hotel.objects.order_by("slug"))
    for hotel in hotels:
        found = list(endpoints_of(hotel.pk))
        counts = counts_of(found)
        for endpoint in found:
            body = webhook_body(endpoint, counts.get(endpoint.pk, NOTHING_WAITS))
            if as_json:
                click.echo(json.dumps({"hotel": hotel.slug, **body}, ensure_ascii=False))
            else:
                types = ", ".join(endpoint.event_types) or "all events"
                how = f"{endpoint.state} {endpoint.disabled_reason}".strip()
                resting = f", rests until {moment(endpoint.rest_until)}" if endpoint.rest_until else ""
                click.echo(
                    f"{hotel.slug}  {endpoint.webhook_id}  {how}  waiting {body['pending']}, dead {body['dead']}{resting}"
                    f"  {endpoint.url}  ({types})"
                )


@webhooks.command()
@HOTEL
@click.argument("webhook_id")
@click.option("--state", type=click.Choice(DeliveryState.values), help="Only these.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="At most so many.")
@AS_JSON
def deliveries(slug: str, webhook_id: str, state: str | None, limit: int, as_json: bool) -> None:
    """Show what was and is to be delivered, the newest event first."""
    with _refusals_told():
        endpoint = get_endpoint(hotel_id=get_hotel(slug).pk, webhook_id=webhook_id)
    for delivery in deliveries_of(endpoint, state=state)[:limit]:
        if as_json:
            click.echo(json.dumps(delivery_body(delivery), ensure_ascii=False))
        else:
            came = " ".join(str(part) for part in (delivery.last_status, delivery.last_error) if part)
            again = f", next {moment(delivery.next_attempt_at)}" if delivery.next_attempt_at else ""
            click.echo(
                f"{delivery.seq:>8}  {delivery.state:<9}  {delivery.event_type:<24}  attempts {delivery.attempts}"
                f"{again}  {came}"
            )


@webhooks.command()
@HOTEL
@click.argument("webhook_id")
@click.argument("seq", required=False)
@click.option("--dead", is_flag=True, help="All that was given up.")
def resend(slug: str, webhook_id: str, seq: str | None, dead: bool) -> None:
    """Deliver an event again, by its number, or with --dead everything that was given up."""
    if (seq is None) != dead:
        raise click.UsageError("Give the number of an event, or --dead.")
    with _refusals_told():
        actor = system_of(get_hotel(slug))
        if seq is None:
            outcome = run_change(lambda: services.resend_dead(actor=actor, webhook_id=webhook_id))
            click.echo(f"Queued again: {outcome.subject}")
        else:
            delivery = run_change(lambda: services.resend_delivery(actor=actor, webhook_id=webhook_id, seq=seq)).subject
            click.echo(f"Queued again: {delivery.event_type} {delivery.seq}")


@webhooks.command()
@click.option("--port", type=click.IntRange(0, 65535), default=9000, show_default=True, help="Port to listen on.")
@click.option("--hotel", "slug", help="Make a webhook for this hotel that posts here, and retire it at the end.")
@click.option("--secret", envvar="WEBHOOK_SECRET", help="The secret of a webhook that posts here already.")
@click.option("--after", type=click.IntRange(0), help="With --hotel: begin behind this number of the log.")
@AS_JSON
def receive(port: int, slug: str | None, secret: str | None, after: int | None, as_json: bool) -> None:
    """Listen on this machine, verify what comes, and show it, until Ctrl-C.

    `hotelmate webhooks receive --hotel harbour-house` shows the demo hotel's webhooks as they come.
    """
    if (slug is None) == (secret is None):
        raise click.UsageError("Give --hotel, or the --secret of a webhook that you made.")

    def show(event: dict[str, Any]) -> None:
        click.echo(json.dumps(event, ensure_ascii=False) if as_json else _line(event))

    with Receiver("127.0.0.1", port, show, lambda text: click.echo(text, err=True)) as receiver:
        address = f"http://127.0.0.1:{receiver.server_address[1]}/"
        with _refusals_told(), _endpoint_here(slug, address, after) as made:
            receiver.trust(made or secret or "")
            click.echo(f"Listening at {address} until Ctrl-C", err=True)
            try:
                receiver.serve_forever()
            except KeyboardInterrupt:
                return


@contextmanager
def _endpoint_here(slug: str | None, address: str, after: int | None) -> Iterator[str | None]:
    """A webhook of the hotel for as long as the block runs; its secret."""
    if slug is None:
        yield None
        return
    actor: Actor = system_of(get_hotel(slug))
    made = run_change(
        lambda: services.create_webhook(actor=actor, url=address, description="hotelmate webhooks receive", after=after)
    ).subject
    # Listening needs no database, which may well be started anew meanwhile.
    connection.close()
    try:
        yield made.secret
    finally:
        run_change(lambda: services.retire_webhook(actor=actor, webhook_id=made.webhook_id))


@contextmanager
def _refusals_told() -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        raise click.ClickException(refused.refusal.message) from refused


def _line(event: dict[str, Any]) -> str:
    data = event.get("data", {})
    fields = ", ".join(
        f"{field} {data.get('after', {}).get(field, '')}".strip() for field in data.get("changed_fields", [])
    )
    return f"{data.get('seq', ''):>6}  {event.get('time')}  {event.get('type'):<24} {event.get('subject'):<26} {fields}"
