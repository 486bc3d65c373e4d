"""Where mail goes, as the environment says it."""

import pytest

from hotelmate.config.mail_url import UnusableMailSettings, mail_settings


def test_without_a_server_there_is_none():
    assert mail_settings({})["EMAIL_HOST"] == ""


@pytest.mark.parametrize(
    ("url", "port", "starttls", "tls"),
    [
        ("smtp://mail.example", 587, True, False),
        ("smtp://mail.example:25?tls=off", 25, False, False),
        ("smtps://mail.example", 465, False, True),
    ],
)
def test_an_address_says_how_it_is_encrypted(url, port, starttls, tls):
    found = mail_settings({"SMTP_URL": url})
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example", port)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (starttls, tls)


def test_user_and_password_may_hold_anything():
    found = mail_settings({"SMTP_URL": "smtp://me%40mail.example:p%2Fs%3As@mail.example"})
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("me@mail.example", "p/s:s")


def test_the_single_variables_say_the_same():
    found = mail_settings({"EMAIL_HOST": "mail.example", "EMAIL_HOST_USER": "me", "EMAIL_HOST_PASSWORD": "secret"})
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (587, True, False)
    found = mail_settings({"EMAIL_HOST": "mail.example", "EMAIL_USE_SSL": "on"})
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (465, False, True)


@pytest.mark.parametrize(
    "environment",
    [
        {"SMTP_URL": "http://secret@mail.example"},
        {"SMTP_URL": "smtp://"},
        {"SMTP_URL": "smtp://secret@mail.example:port"},
        {"SMTP_URL": "smtp://secret@mail.example?tls=perhaps"},
        {"EMAIL_HOST": "mail.example", "EMAIL_PORT": "many"},
        {"EMAIL_HOST": "mail.example", "EMAIL_USE_TLS": "perhaps"},
    ],
)
def test_what_cannot_be_used_stops_the_start_without_telling_the_password(environment):
    with pytest.raises(UnusableMailSettings) as error:
        mail_settings(environment)
    assert "secret" not in str(error.value)
