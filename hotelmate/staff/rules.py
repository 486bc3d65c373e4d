"""Who may employ whom, and what a username and a password may be."""

import re
from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator, MinimumLengthValidator
from django.core.exceptions import ValidationError

from hotelmate.core.errors import Refusal

USERNAME = re.compile(r"[a-z0-9][a-z0-9._@+-]*")
LONGEST_USERNAME = 80
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200


def unusable_username(username: str) -> Refusal | None:
    """A username is typed often, so it has one spelling: small letters."""
    if len(username) <= LONGEST_USERNAME and USERNAME.fullmatch(username):
        return None
    return _invalid(
        "INVALID_USERNAME", "username", "A username has small letters, digits and . _ @ + -, at most 80 of them."
    )


def unusable_password(password: str, *, username: str, is_simulated: bool) -> Refusal | None:
    """A password is long and not everybody's; a simulated hotel guards nothing and takes any."""
    if not 1 <= len(password) <= LONGEST_PASSWORD:
        return _invalid("UNUSABLE_PASSWORD", "password", f"A password has at most {LONGEST_PASSWORD} characters.")
    if is_simulated:
        return None
    if username.casefold() in password.casefold():
        return _invalid("UNUSABLE_PASSWORD", "password", "The password contains the username. Take another.")
    try:
        for validator in _password_validators():
            validator.validate(password)
    except ValidationError as error:
        return _invalid("UNUSABLE_PASSWORD", "password", " ".join(error.messages))
    return None


def above_the_actor(role_brings: frozenset[str], actor_has: frozenset[str]) -> Refusal | None:
    """Nobody gives, takes or touches what they do not have themselves."""
    beyond = role_brings - actor_has
    if not beyond:
        return None
    return Refusal(
        "ROLE_ABOVE_YOURS",
        "This role may do more than yours. Ask an administrator.",
        403,
        {"capabilities": sorted(beyond)},
    )


def leaves_no_administrator(other_administrators: int) -> Refusal | None:
    """A hotel always has somebody who may do everything."""
    if other_administrators:
        return None
    return Refusal(
        "LAST_ADMINISTRATOR", "This is the only active administrator of the hotel. Name another one first.", 409
    )


def own_account(staff_id: int, actor_staff_id: int | None) -> Refusal | None:
    """Nobody locks themselves out."""
    if staff_id != actor_staff_id:
        return None
    return Refusal("OWN_ACCOUNT", "You cannot deactivate yourself. Ask a colleague.", 409)


@cache
def _password_validators() -> tuple[MinimumLengthValidator, CommonPasswordValidator]:
    """Made once: the list of common passwords is long."""
    return MinimumLengthValidator(SHORTEST_PASSWORD), CommonPasswordValidator()


def _invalid(code: str, field: str, message: str) -> Refusal:
    return Refusal(code, message, 400, {"fields": {field: [message]}})
