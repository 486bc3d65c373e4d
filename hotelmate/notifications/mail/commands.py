"""`hotelmate mail`: what mails look like."""

from pathlib import Path

import click

from hotelmate.hotel.models import Language
from hotelmate.notifications.mail.kinds import MailKind
from hotelmate.notifications.mail.letter import write_letter
from hotelmate.notifications.mail.samples import sample

ALL = "all"


@click.group()
def mail() -> None:
    """The mails that guests get."""


@mail.command()
@click.argument("kind", type=click.Choice([*(kind.value for kind in MailKind), ALL]))
@click.option("--language", type=click.Choice(Language.values), default="en", show_default=True, help="In which.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for an .html and a .txt file of each; the text goes to the terminal if not given.",
)
def preview(kind: str, language: str, out: Path | None) -> None:
    """Show a mail as a made-up guest would get it. KIND is one of those above, or all of them."""
    kinds = list(MailKind) if kind == ALL else [MailKind(kind)]
    for one in kinds:
        letter = write_letter(sample(one, language))
        if out is None:
            click.echo(f"Subject: {letter.subject}\n\n{letter.text}")
            continue
        out.mkdir(parents=True, exist_ok=True)
        for suffix, content in (("html", letter.html), ("txt", letter.text)):
            path = out / f"{one}.{language}.{suffix}"
            path.write_text(content, encoding="utf-8")
            click.echo(str(path))
