"""What a race is: how it is staged, and what else may come of it than one order or another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hotelmate.simulation.bench.races.observation import Observation
from hotelmate.simulation.bench.races.scene import Call, Scene

Staging = Callable[[Scene], Sequence[Call]]


def nothing_else(observation: Observation) -> bool:
    """Only what an order of the changes explains is accepted."""
    return False


@dataclass(frozen=True, slots=True)
class Race:
    """A race by its name.

    `stage` prepares an attempt and returns its calls. `orders_of` lists other stagings whose orders explain a result,
    for a race against time. A call may be `turned_away` with one of these codes while another is half done, and then
    has no part in the result. `accepts` knows what else is true.
    """

    name: str
    stage: Staging
    orders_of: tuple[Staging, ...] = ()
    turned_away: frozenset[str] = frozenset()
    accepts: Callable[[Observation], bool] = nothing_else
