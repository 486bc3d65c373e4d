"""Public ids: short enough to read aloud, drawn at random, never counted."""

import secrets

# Crockford's base 32 without I, L, O, U: no letter is taken for a digit on the phone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 6
LARGEST_ID = 2**63 - 1


def new_code(length: int = CODE_LENGTH) -> str:
    """A random code; the unique index has the last word, and a collision is drawn anew by the boundary."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def booking_ids(slug: str, year: int) -> tuple[str, str]:
    """A booking id (`BK-2026-7K3M9Q`) and the confirmation number with the same code (`HAR-2026-7K3M9Q`)."""
    code = new_code()
    prefix = slug.replace("-", "")[:3].upper()
    return f"BK-{year}-{code}", f"{prefix}-{year}-{code}"


def id_in_path(text: str) -> int | None:
    """The row id that a path names, or None when no row can have it."""
    if not text.isascii() or not text.isdigit() or len(text) > 19 or not 0 < int(text) <= LARGEST_ID:
        return None
    return int(text)
