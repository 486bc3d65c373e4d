"""`hotelmate asyncapi`: what is told live, as a document."""

import json
from pathlib import Path

import click

from hotelmate.notifications.asyncapi import document


@click.command()
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write; the terminal if not given."
)
def asyncapi(out: Path | None) -> None:
    """Write the AsyncAPI 3.0 document of channels and messages. Needs no database."""
    text = json.dumps(document(), indent=2, ensure_ascii=False) + "\n"
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
