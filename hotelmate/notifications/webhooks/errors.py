"""What the rules about webhooks mean; all of them are kept by the services alone."""

from hotelmate.core.constraints import fault, name_constraints

name_constraints(
    {
        "webhook_public_id_taken": fault("WEBHOOK_ID_TAKEN", "An id is given to one webhook."),
        "webhook_state_known": fault("WEBHOOK_STATE_UNKNOWN", "There is no such state of a webhook."),
        "webhook_disabled_reason_agrees": fault("WEBHOOK_REASON", "A disabled webhook has a reason, no other has."),
        "webhook_previous_secret_agrees": fault("WEBHOOK_OLD_SECRET", "An old secret is valid until some moment."),
        "webhook_failures_agree": fault("WEBHOOK_FAILURES", "A failing webhook has failed since some moment."),
        "webhook_rests_agree": fault("WEBHOOK_RESTS", "A resting webhook rests until some moment."),
        "webhook_due_only_active": fault("WEBHOOK_DUE", "Only an active webhook is due."),
        "webhook_without_secret": fault("WEBHOOK_SECRET", "A webhook has a secret."),
        "webhook_after_seq_negative": fault("WEBHOOK_AFTER_SEQ", "A log begins at 0."),
        "webhook_times_finite": fault("WEBHOOK_TIME_ENDLESS", "A webhook's times are moments."),
        "webhook_changes_identity": fault("WEBHOOK_CHANGES_ID", "A webhook keeps its hotel and its id."),
        "webhook_retired_for_good": fault("WEBHOOK_RETIRED", "A retired webhook does not come back."),
        "webhook_delivery_once": fault("DELIVERY_EXISTS", "An event is delivered to a webhook by one delivery."),
        "webhook_delivery_event_once": fault("DELIVERY_EXISTS", "An event is delivered to a webhook by one delivery."),
        "webhook_delivery_state_known": fault("DELIVERY_STATE_UNKNOWN", "There is no such state of a delivery."),
        "webhook_delivery_state_and_times_agree": fault("DELIVERY_TIMES", "A delivery is due, or it is over."),
        "webhook_delivery_attempts_agree": fault("DELIVERY_ATTEMPTS", "A delivery that was tried has times."),
        "webhook_delivered_without_attempt": fault("DELIVERED_UNTRIED", "What was delivered was tried."),
        "webhook_delivery_times_finite": fault("DELIVERY_TIME_ENDLESS", "A delivery's times are moments."),
        "webhook_delivery_of_same_hotel": fault("DELIVERY_OF_ANOTHER_HOTEL", "A delivery stays in its hotel."),
        "webhook_delivery_of_event": fault("DELIVERY_WITHOUT_EVENT", "A delivery is of an event of the log."),
        "webhook_delivery_changes_event": fault("DELIVERY_CHANGES_EVENT", "A delivery keeps its event."),
    }
)
