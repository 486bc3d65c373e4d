"""The table of `hotelmate bench stream`, with figures and targets."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.table import Column, Table

from hotelmate.simulation.bench.stream.marks import PUSHER, SSE
from hotelmate.simulation.bench.stream.storm import Figures, Scene

P50_MILLISECONDS = 10.0
P99_MILLISECONDS = 50.0
DELIVERIES_A_SECOND = 50_000.0
SCREEN = "a change to the screen"
CROWDED = "one hotel"
FLOOD = "one hotel, a flood"


def scenes(*, seconds: float, rounds: int) -> list[Scene]:
    """What is measured, by each protocol."""
    return [
        scene
        for protocol in (SSE, PUSHER)
        for scene in (
            Scene(SCREEN, protocol, clients=500, hotels=20, events_a_second=100, seconds=seconds, rounds=rounds),
            Scene(CROWDED, protocol, clients=2000, hotels=1, events_a_second=5, seconds=seconds, rounds=rounds),
            Scene(
                FLOOD, protocol, clients=2000, hotels=1, events_a_second=50, seconds=seconds, rounds=rounds, at_once=2
            ),
        )
    ]


def targets(figures: Figures) -> dict[str, bool]:
    """By the words of each target whether it was met."""
    complete = {"all delivered, once": figures.deliveries == figures.expected}
    if figures.scene == SCREEN:
        return complete | {
            f"p50 < {P50_MILLISECONDS:.0f} ms": figures.p50 < P50_MILLISECONDS,
            f"p99 < {P99_MILLISECONDS:.0f} ms": figures.p99 < P99_MILLISECONDS,
        }
    if figures.scene == FLOOD:
        return complete | {
            f">= {DELIVERIES_A_SECOND:,.0f} deliveries/s": figures.deliveries_a_second >= DELIVERIES_A_SECOND
        }
    return complete


def stream_table(measured: Sequence[Figures]) -> Table:
    """From the commit to the client."""
    names = ("clients", "hotels", "events/s", "deliveries/s", "p50 ms", "p99 ms", "max ms", "µs each")
    table = Table("stream", "protocol", *(Column(name, justify="right") for name in names), "targets")
    for one in measured:
        table.add_row(
            one.scene,
            one.protocol,
            str(one.clients),
            str(one.hotels),
            f"{one.events_a_second:.0f}",
            f"{one.deliveries_a_second:,.0f}",
            f"{one.p50:.1f}",
            f"{one.p99:.1f}",
            f"{one.most:.1f}",
            f"{one.microseconds_each:.1f}",
            ", ".join(f"{words} {'yes' if met else 'NO'}" for words, met in targets(one).items()),
        )
    return table


def all_met(measured: Sequence[Figures]) -> bool:
    """Whether every target was met."""
    return all(met for one in measured for met in targets(one).values())


def as_json(measured: Sequence[Figures]) -> list[dict[str, Any]]:
    """All figures as plain values."""
    return [asdict(one) | {"targets": targets(one)} for one in measured]
