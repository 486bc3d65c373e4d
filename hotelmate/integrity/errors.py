"""Refusals of the verification."""

from hotelmate.core.errors import Refusal

UNDER_WAY = Refusal(
    "VERIFICATION_UNDER_WAY", "This hotel is being verified at this moment. Look again when it has ended."
)
