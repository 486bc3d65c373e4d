"""A process that brings up victims: it forks one for each plan that it is given, and says how it ended.

`python -m hotelmate.simulation.bench.sagas.nursery` reads plans from its input, one JSON object a line.
"""

import json
import os
import sys

import click
import django

django.setup()

from hotelmate.simulation.bench.sagas.death import Moment, die_at  # noqa: E402 - the models want Django set up
from hotelmate.simulation.bench.sagas.works import live  # noqa: E402


def raise_victims() -> None:
    """Fork a victim for each plan; its signal (0 for none) is the answer."""
    for line in sys.stdin:
        plan = json.loads(line)
        child = os.fork()
        if not child:
            if plan["moment"]:
                die_at(Moment(plan["moment"]))
            live(plan)
            # Without the end of an interpreter: this one is the nursery's.
            os._exit(0)
        _, status = os.waitpid(child, 0)
        click.echo(json.dumps({"signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0}))
        sys.stdout.flush()


if __name__ == "__main__":
    raise_victims()
