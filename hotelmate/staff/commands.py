"""`hotelmate password`: for whoever cannot sign in any more."""

import click

from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused
from hotelmate.hotel.queries import system_of
from hotelmate.staff.queries import staff_by_username
from hotelmate.staff.services import set_password


@click.command()
@click.argument("username")
@click.option(
    "--password",
    envvar="HOTELMATE_PASSWORD",
    prompt="New password",
    hide_input=True,
    confirmation_prompt=True,
    help="Better typed, or given in the environment, than on the command line.",
)
def password(username: str, password: str) -> None:
    """Give somebody a new password. Their tokens and sessions end."""
    try:
        staff = staff_by_username(username)
        run_change(lambda: set_password(actor=system_of(staff.hotel), staff_id=staff.pk, password=password))
    except Refused as refused:
        raise click.ClickException(refused.refusal.message) from refused
    click.echo(f"{staff.username} of {staff.hotel.slug} has a new password.")
