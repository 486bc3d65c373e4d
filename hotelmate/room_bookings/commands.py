"""`hotelmate sweep`: what the house does by itself, once. `hotelmate worker` does it all the time."""

import click

from hotelmate.room_bookings.jobs import sweep_all


@click.command()
@click.option("--hotel", "slug", help="One hotel only, by its slug.")
def sweep(slug: str | None) -> None:
    """Do once what is due: let unpaid and undecided bookings expire, begin and end out-of-order windows, make the
    day's stay-over tasks, remind of overdue stays and of guests who did not come, write to those who will, forget people
    whose time is over, finish payment decisions that a crash left open. Safe to run at any time, also twice."""
    done = sweep_all(slug)
    click.echo(", ".join(f"{what.replace('_', ' ')}: {count}" for what, count in sorted(done.items())) or "nothing due")
