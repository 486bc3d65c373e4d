"""What the stand-in says no with, in Stripe's words and shape."""

from typing import Any


class ApiError(Exception):
    """An error as Stripe answers it."""

    def __init__(self, status: int, kind: str, message: str, code: str = "", **more: Any) -> None:
        super().__init__(message)
        self.http_status = status
        self.body = {"error": {"type": kind, "message": message, **({"code": code} if code else {}), **more}}


def invalid(message: str, code: str = "", **more: Any) -> ApiError:
    """A 400 for a request that cannot be."""
    return ApiError(400, "invalid_request_error", message, code, **more)


def missing(kind: str, name: str) -> ApiError:
    """A 404 for a thing that is not there."""
    return ApiError(404, "invalid_request_error", f"No such {kind}: '{name}'", "resource_missing")


def unexpected_state(what: str, status: str) -> ApiError:
    """A 400 for a PaymentIntent whose status does not allow this."""
    return invalid(
        f"You cannot {what} this PaymentIntent because it has a status of {status}.", "payment_intent_unexpected_state"
    )


def declined() -> ApiError:
    """A 402 for a card that says no."""
    return ApiError(402, "card_error", "Your card was declined.", "card_declined", decline_code="generic_decline")
