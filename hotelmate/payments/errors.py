"""What the database's refusals about payments mean, and what can go wrong with a provider."""

from hotelmate.core.constraints import fault, name_constraints
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
        "payment_amount_a_number": Refusal("INVALID_AMOUNT", "An amount is a number.", 400),
        "payment_intent_amount_a_number": Refusal("INVALID_AMOUNT", "An amount is a number.", 400),
        "payment_currency_of_booking": Refusal(
            "OTHER_CURRENCY", "A booking is paid in its own currency. Take the amount in that.", 400
        ),
        "payment_method_known": Refusal("UNKNOWN_METHOD", "There is no such method. See the choices in the API.", 400),
        "payment_state_known": fault("PAYMENT_STATE_UNKNOWN", "There is no such state of a payment."),
        "payment_captured_in_range": fault("CAPTURE_OUT_OF_RANGE", "A capture lies between nothing and the amount."),
        "payment_captured_iff_amount": fault("CAPTURE_OF_NOTHING", "A payment is captured if it has an amount taken."),
        "payment_changes_booking": fault("PAYMENT_CHANGES_BOOKING", "A payment stays with its booking."),
        "payment_intent_action_known": fault("DECISION_UNKNOWN", "There is no such decision about a payment."),
        "payment_intent_state_and_time_agree": fault("DECISION_TIMES", "A decision has a time once it has an outcome."),
        "payment_intent_lifecycle": fault("DECISION_FINAL", "A decision about a payment keeps its outcome."),
        "payments_paymentintent_idempotency_key_key": fault("DECISION_KEY_TAKEN", "Each decision has its own key."),
        "payment_session_once": Refusal("PAYMENT_KNOWN", "This checkout is recorded already."),
        "payment_key_once": fault("PAYMENT_KEY_TAKEN", "Each payment has its own key."),
        "payment_disputed_in_range": fault("DISPUTE_OUT_OF_RANGE", "No more is disputed than was taken."),
        "payment_disputed_a_number": fault("DISPUTE_OUT_OF_RANGE", "What is disputed is a number."),
        "payment_problem_known": fault("PROBLEM_UNKNOWN", "There is no such problem of a payment."),
        "provider_event_once": Refusal("PROVIDER_EVENT_KNOWN", "This message of the provider was processed already."),
        "payments_demosession_reference_key": fault("CHECKOUT_KNOWN", "The demo provider knows this checkout already."),
        "payments_demosession_charge_id_key": fault(
            "CHARGE_KNOWN", "The demo provider pays a checkout with one charge."
        ),
        "payments_demosession_idempotency_key_key": Refusal(
            "IN_PROGRESS", "The demo provider is still at this checkout. Ask again in a moment."
        ),
        "payments_democharge_reference_key": fault("CHARGE_KNOWN", "The demo provider knows this charge already."),
        "payments_democall_idempotency_key_key": Refusal(
            "IN_PROGRESS", "The demo provider is still at this call. Ask again in a moment."
        ),
    }
)


class ProviderDeclined(Exception):
    """The provider answered, and the answer is no; asking again changes nothing."""


class ProviderUnreachable(Exception):
    """Nobody knows whether the provider acted: it did not answer, or not understandably."""
