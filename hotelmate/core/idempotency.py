"""Idempotency keys: a success is stored in its own transaction and replayed, a refusal is judged anew.

A second request with the same key waits for the first by the unique index and then gets its answer. The same key with
another body is refused. Step-by-step changes (payments) claim their key in their first transaction, note there what they
began, and answer it in their last; in between a repetition is told that the first is still under way, unless what it
began has been settled by somebody else.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils.crypto import salted_hmac

from hotelmate.core import clock
from hotelmate.core.errors import Refused, refuse
from hotelmate.core.locking import take_rank
from hotelmate.core.models import IdempotencyKey

KEPT_FOR = timedelta(hours=24)
LONGEST_KEY = 255
FORGOTTEN_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class KeyedRequest:
    """A request with an Idempotency-Key: who, which change, which key, and a hash of what was asked for."""

    actor: str
    path: str
    key: str
    request_hash: str


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """The answer that the first request with the key got."""

    status: int
    body: Any


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The first request with the key has no answer yet; `begun` notes what it began, if that is known."""

    begun: dict[str, Any] | None


def keyed_request(*, actor: str, path: str, key: str, body: object) -> KeyedRequest:
    """The keyed request for these; INVALID_IDEMPOTENCY_KEY when the key is too long or not printable."""
    if not key.isprintable() or not 1 <= len(key) <= LONGEST_KEY:
        raise refuse(
            "INVALID_IDEMPOTENCY_KEY", f"Idempotency-Key takes 1 to {LONGEST_KEY} printable characters.", status=400
        )
    text = json.dumps(body, sort_keys=True, default=str)
    # With the site's secret in it: a body may hold a password, and nobody shall guess it from the row.
    digest = salted_hmac("hotelmate.idempotency", text, algorithm="sha256").hexdigest()
    return KeyedRequest(actor[:80], path[:400], key, digest)


def claim(request: KeyedRequest) -> StoredAnswer | None:
    """Claim the key in the change under way: None for the first, the stored answer for a repetition.

    Waits while another transaction holds the key. Refuses with IDEMPOTENCY_KEY_REUSED (422) for another body and with
    IN_PROGRESS (409) for a step-by-step change that is still open.
    """
    found = claim_or_find(request)
    if isinstance(found, Unanswered):
        raise in_progress()
    return found


def claim_or_find(request: KeyedRequest) -> StoredAnswer | Unanswered | None:
    """The same for a step-by-step change, which may go on from where the first was left. Its key stays locked."""
    take_rank("core.idempotencykey")
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO core_idempotencykey (actor, path, key, request_hash, created_at)
            VALUES (%s, %s, %s, %s, %s)
            ON CONFLICT (actor, path, key) DO UPDATE
                SET request_hash = excluded.request_hash, created_at = excluded.created_at,
                    answer_status = NULL, answer_body = NULL, begun = NULL
                WHERE core_idempotencykey.created_at < %s
            RETURNING id
            """,
            [request.actor, request.path, request.key, request.request_hash, now, now - KEPT_FOR],
        )
        if cursor.fetchone():
            return None
    first = IdempotencyKey.objects.select_for_update().get(actor=request.actor, path=request.path, key=request.key)
    if first.request_hash != request.request_hash:
        raise refuse(
            "IDEMPOTENCY_KEY_REUSED",
            "This Idempotency-Key was used with another body. Take a new key for a new request.",
            status=422,
        )
    if first.answer_status is None:
        return Unanswered(first.begun)
    return StoredAnswer(first.answer_status, first.answer_body)


def in_progress() -> Refused:
    """What a repetition is told while nobody knows what comes of the first."""
    return refuse("IN_PROGRESS", "The first request with this key is still under way. Ask again in a moment.")


def note_begun(request: KeyedRequest, begun: dict[str, Any]) -> None:
    """Note with the key what its request began, in the transaction of that."""
    IdempotencyKey.objects.filter(actor=request.actor, path=request.path, key=request.key).update(begun=begun)


def store(request: KeyedRequest, status: int, body: object) -> None:
    """Keep the answer with the key, in the transaction of the change."""
    IdempotencyKey.objects.filter(actor=request.actor, path=request.path, key=request.key).update(
        answer_status=status, answer_body=json.loads(json.dumps(body, default=str))
    )


def release(request: KeyedRequest) -> None:
    """Give the key up: the step-by-step change that claimed it was refused."""
    IdempotencyKey.objects.filter(
        actor=request.actor, path=request.path, key=request.key, answer_status__isnull=True
    ).delete()


def forget_expired(at_once: int = FORGOTTEN_AT_ONCE) -> int:
    """Delete the keys that are kept no longer; how many there were. In batches, each on its own, none waits."""
    forgotten: int = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                DELETE FROM core_idempotencykey WHERE id IN (
                    SELECT id FROM core_idempotencykey WHERE created_at < %s
                    ORDER BY created_at LIMIT %s FOR UPDATE SKIP LOCKED
                )
                """,
                [clock.now() - KEPT_FOR, at_once],
            )
            forgotten += cursor.rowcount
            if cursor.rowcount < at_once:
                return forgotten
