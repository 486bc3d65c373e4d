"""A change that is asked for with a key is made once, however often it is asked for: the API and the desk share this.

The order is: replay of the key, natural no-op, If-Match, rules.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from hotelmate.core.begun import looked_up, note_of
from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused
from hotelmate.core.idempotency import (
    KeyedRequest,
    StoredAnswer,
    claim,
    claim_or_find,
    in_progress,
    note_begun,
    release,
    store,
)

T = TypeVar("T")
Render = Callable[[T], Mapping[str, Any]]

# A replayed answer never holds a raw token: whoever repeats a request has had it.
SECRET_FIELDS = frozenset({"guest_token", "secret", "token"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a caller is told of a change: a status of HTTP and a body; `replayed` when the key had been used before."""

    status: int
    body: dict[str, Any]
    replayed: bool = False


def change_once(
    work: Callable[[], T],
    render: Render[T],
    *,
    keyed: KeyedRequest | None,
    if_match: int | None = None,
    status: int = 200,
) -> Answer:
    """Run a service as one change, and answer with what `render` makes of its outcome; a key keeps the answer."""
    if keyed is None:
        return Answer(status, dict(render(run_change(work, if_match=if_match))))
    answered: dict[str, Any] = {}

    def keep(result: T) -> None:
        answered.update(render(result))
        store(keyed, status, without_secrets(answered))

    result = run_change(work, if_match=if_match, first=lambda: claim(keyed), before_commit=keep)
    return _replayed(result) if isinstance(result, StoredAnswer) else Answer(status, answered)


def saga_once(
    begin: Callable[[], T],
    finish: Callable[[T], T],
    render: Render[T],
    *,
    keyed: KeyedRequest | None,
    if_match: int | None = None,
    status: int = 200,
) -> Answer:
    """Run a step-by-step change: `begin` is one change, `finish` calls the provider and ends in another.

    The key is claimed with the first step, which notes what it began, and answered after the last. A step that is refused
    gives it up, unless what was begun is still open and goes on by itself. A repetition of a request whose process died
    gets the answer of what came of it; if nothing did, it is judged anew.
    """
    if keyed is None:
        begun = run_change(begin, if_match=if_match)
        return Answer(status, dict(render(finish(begun))))
    started = run_change(
        begin,
        if_match=if_match,
        first=lambda: _known(keyed),
        before_commit=lambda begun: note_begun(keyed, note_of(begun)),
    )
    if isinstance(started, _Known):
        if started.answer is not None:
            return _replayed(started.answer)
        body = dict(render(started.outcome))
    else:
        try:
            body = dict(render(finish(started)))
        except Refused:
            run_change(lambda: _give_up(keyed, note_of(started)))
            raise
    run_change(lambda: store(keyed, status, without_secrets(body)))
    return Answer(status, body, replayed=isinstance(started, _Known))


@dataclass(frozen=True, slots=True)
class _Known:
    """Of the first request with a key: its answer, or what came of it though nobody was answered."""

    answer: StoredAnswer | None = None
    outcome: Any = None


def _known(keyed: KeyedRequest) -> _Known | None:
    """What is known of the key; None for the first, and for one whose first came to nothing."""
    found = claim_or_find(keyed)
    if found is None:
        return None
    if isinstance(found, StoredAnswer):
        return _Known(found)
    if found.begun is None:
        raise in_progress()
    outcome = looked_up(found.begun)
    if outcome is not None and outcome.subject.is_open:
        raise in_progress()
    return None if outcome is None else _Known(outcome=outcome)


def _give_up(keyed: KeyedRequest, begun: dict[str, Any]) -> None:
    """Let the key be judged anew, unless what was begun under it is still open."""
    outcome = looked_up(begun)
    if outcome is None or not outcome.subject.is_open:
        release(keyed)


def without_secrets(body: Mapping[str, Any]) -> dict[str, Any]:
    """The body as it may be kept and replayed."""
    return {
        key: without_secrets(value) if isinstance(value, Mapping) else value
        for key, value in body.items()
        if key not in SECRET_FIELDS
    }


def _replayed(answer: StoredAnswer) -> Answer:
    return Answer(answer.status, dict(answer.body), replayed=True)
