"""Payments, the decisions about them, what providers told, and the demo provider's own books."""

from hotelmate.payments.models.demo import DemoCall, DemoCharge, DemoSession
from hotelmate.payments.models.payment import (
    BOOKING,
    UNDER_WAY,
    ZERO,
    Action,
    IntentState,
    Method,
    Payment,
    PaymentIntent,
    PaymentState,
    Problem,
)
from hotelmate.payments.models.provider_event import ProviderEvent

__all__ = [
    "BOOKING",
    "UNDER_WAY",
    "ZERO",
    "Action",
    "DemoCall",
    "DemoCharge",
    "DemoSession",
    "IntentState",
    "Method",
    "Payment",
    "PaymentIntent",
    "PaymentState",
    "Problem",
    "ProviderEvent",
]
