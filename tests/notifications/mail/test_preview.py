"""`hotelmate mail preview`."""

import pytest
from click.testing import CliRunner

from hotelmate.notifications.mail.commands import mail
from hotelmate.notifications.mail.kinds import MailKind


def run(*arguments: str):
    return CliRunner().invoke(mail, ["preview", *arguments])


def test_a_mail_is_shown_on_the_terminal():
    shown = run("booking_confirmed", "--language", "de")
    assert shown.exit_code == 0
    assert "Subject: ✅ Buchung bestätigt" in shown.output
    assert "Gesamtpreis: 1.234,50" in shown.output


def test_all_mails_are_written_into_a_folder(tmp_path):
    shown = run("all", "--language", "fr", "--out", str(tmp_path / "mails"))
    assert shown.exit_code == 0
    written = {path.name for path in (tmp_path / "mails").iterdir()}
    assert written == {f"{kind}.fr.{suffix}" for kind in MailKind for suffix in ("html", "txt")}


@pytest.mark.parametrize("arguments", [["nonsense"], ["booking_confirmed", "--language", "tlh"], []])
def test_what_is_not_there_is_said(arguments):
    shown = run(*arguments)
    assert shown.exit_code == 2
    assert "Usage:" in shown.output
