"""The code that opens the first run: whoever can read what the server prints may take the house, nobody else.

It is made of the installation's secret, so every process and every machine prints and knows the same, and none is kept.
"""

import re

from django.utils.crypto import constant_time_compare, salted_hmac

# Without letters and digits that are taken for each other.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH, GROUP = 12, 4


def set_up_code() -> str:
    """The code as it is printed: three groups of four."""
    digest = salted_hmac("hotelmate.first-run", "set-up code", algorithm="sha256").digest()
    letters = "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:LENGTH])
    return "-".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def is_set_up_code(typed: str) -> bool:
    """Whether somebody typed the code, with or without hyphens, in small letters or capitals."""
    return constant_time_compare(_tidy(typed), _tidy(set_up_code()))


def _tidy(code: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", code.upper())
