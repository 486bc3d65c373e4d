"""What the database's refusals about payments mean, and what can go wrong with a provider."""

from hotelmate.core.constraints import name_constraints
from hotelmate.core.errors import Refusal

name_constraints(
    {
        "payment_refunded_beyond_capture": Refusal(
            "REFUND_TOO_LARGE", "More cannot be given back than was taken with this payment."
        ),
        "payment_lifecycle": Refusal("PAYMENT_FINAL", "The payment has reached a state that it does not leave."),
        "payment_reference_once": Refusal("PAYMENT_KNOWN", "This payment is recorded already."),
        "payment_amount_positive": Refusal("INVALID_AMOUNT", "An amount is larger than zero.", 400),
        "payment_intent_amount_positive": Refusal("INVALID_AMOUNT", "An amount is larger than zero.", 400),
    }
)


class ProviderDeclined(Exception):
    """The provider answered, and the answer is no; asking again changes nothing."""


class ProviderUnreachable(Exception):
    """Nobody knows whether the provider acted: it did not answer, or not understandably."""
