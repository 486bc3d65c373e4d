"""Secrets and signatures as Standard Webhooks has them (https://www.standardwebhooks.com)."""

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime

from standardwebhooks import Webhook

SECRET_BYTES = 32
PREFIX = "whsec_"


def new_secret() -> str:
    """A secret that nobody has seen: `whsec_` and 32 random bytes in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signed_headers(*, message_id: str, at: datetime, body: str, keys: Sequence[str]) -> dict[str, str]:
    """The three headers that let a receiver verify the body; one signature for each secret that is valid now."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(Webhook(key).sign(message_id, at, body) for key in keys),
    }
