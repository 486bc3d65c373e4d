"""What the views of a hotel share: the actor, and the way a service becomes a response.

The order is: replay of an Idempotency-Key, natural no-op, If-Match, rules. A dry run stops before the log.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.db import DatabaseError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hotelmate.core.actor import Actor
from hotelmate.core.api.parsing import read_dry_run, read_if_match
from hotelmate.core.change import Outcome, Rehearsal, rehearse_change
from hotelmate.core.errors import Refused, not_found
from hotelmate.core.idempotency import KeyedRequest, keyed_request
from hotelmate.core.once import Answer, Render, change_once, saga_once

T = TypeVar("T")
VERSION_FIELD = "version"


class HotelView(APIView):
    """A view below `/hotel/{hotel_slug}/`: `self.actor` acts in that hotel, and any other hotel is not found."""

    actor: Actor

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse other hotels before anything is looked up."""
        super().initial(request, *args, **kwargs)
        self.actor = request.user  # type: ignore[assignment]
        slug = kwargs.get("hotel_slug")
        if slug is not None and slug != getattr(self.actor.hotel, "slug", None):
            raise not_found("Hotel", slug=slug)

    def current(self) -> Mapping[str, Any] | None:
        """The resource that the path names, as a GET gives it to this actor now; None where it names none."""
        return None

    def handle_exception(self, exc: Exception) -> Response:
        """A 412 carries the current state, read after the transaction ended, for those who may read it."""
        response: Response = super().handle_exception(exc)
        if isinstance(exc, Refused) and response.status_code == 412:
            current = self._current_if_readable()
            if current is not None:
                response.data["details"]["current"] = current
                response["ETag"] = etag_of(current)
        return response

    def _current_if_readable(self) -> Mapping[str, Any] | None:
        try:
            return self.current()
        except (Refused, DatabaseError):
            # They may change it and not read it, or it cannot be read now: the version alone tells enough.
            return None

    def change(self, work: Callable[[], T], render: Render[T], *, status: int = 200) -> Response:
        """Run a service as one change and answer with what `render` makes of its outcome."""
        if_match = read_if_match(self.request)
        keyed = self._keyed_request()
        if read_dry_run(self.request):
            return Response(rehearsed(rehearse_change(work, if_match=if_match)))
        return _response(change_once(work, render, keyed=keyed, if_match=if_match, status=status))

    def saga(
        self, begin: Callable[[], T], finish: Callable[[T], T], render: Render[T], *, status: int = 200
    ) -> Response:
        """Run a step-by-step change: `begin` is one change, `finish` calls the provider and ends in another."""
        if_match = read_if_match(self.request)
        keyed = self._keyed_request()
        if read_dry_run(self.request):
            return Response(rehearsed(rehearse_change(begin, if_match=if_match)))
        return _response(saga_once(begin, finish, render, keyed=keyed, if_match=if_match, status=status))

    def key_owner(self) -> str:
        """Whose the Idempotency-Keys are: nobody meets a key of somebody else's."""
        return self.actor.ref

    def _keyed_request(self) -> KeyedRequest | None:
        # What cannot be read is refused also where no body is wanted: the caller meant something by it.
        body = self.request.data
        key = self.request.headers.get("Idempotency-Key")
        if key is None:
            return None
        actor = f"{self.actor.hotel_id}:{self.key_owner()}"
        path = f"{self.request.method} {self.request.path}"
        return keyed_request(actor=actor, path=path, key=key, body=body)


def _response(answer: Answer) -> Response:
    response = Response(answer.body, status=answer.status)
    if answer.replayed:
        response["Idempotency-Replayed"] = "true"
    return with_etag(response)


def etag_of(resource: Mapping[str, Any]) -> str:
    """The version of a resource as it stands in ETag and If-Match."""
    return f'"{resource[VERSION_FIELD]}"'


def with_etag(response: Response) -> Response:
    """The response with the version of its resource as ETag, where it carries one."""
    data = response.data
    if isinstance(data, Mapping):
        for part in (data, data.get("booking"), data.get("room"), data.get("task"), data.get("block")):
            if isinstance(part, Mapping) and isinstance(part.get(VERSION_FIELD), int):
                response["ETag"] = etag_of(part)
                break
    return response


def without_body(response: Response) -> Response:
    """The response to a DELETE: a 204 says nothing more. A dry run's answer stays as it is."""
    if response.status_code == 204:
        response.data = None
    return response


def rehearsed(rehearsal: Rehearsal[Any]) -> dict[str, Any]:
    """The answer to a dry run: whether anything would change, with which events and warnings."""
    result = rehearsal.result
    warnings = result.warnings if isinstance(result, Outcome) else ()
    return {
        "dry_run": True,
        "allowed": True,
        "changed": result.changed if isinstance(result, Outcome) else bool(rehearsal.events),
        "warnings": [{"code": warning.code, "message": warning.message} for warning in warnings],
        "events": [
            {
                "type": event.type,
                "subject": {"type": event.subject_type, "id": event.subject_id},
                "before": event.before,
                "after": event.after,
                "changed_fields": list(event.changed_fields),
            }
            for event in rehearsal.events
        ],
    }
