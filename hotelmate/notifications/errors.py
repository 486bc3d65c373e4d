"""What the rules about what is sent mean; all of them are kept by the relay and its jobs."""

from hotelmate.core.constraints import fault, name_constraints
from hotelmate.notifications.webhooks import errors as errors

name_constraints(
    {
        "sink_cursor_once": fault("CURSOR_EXISTS", "A way out has one place in a hotel's log."),
        "mail_once": fault("MAIL_EXISTS", "An event becomes a mail once."),
        "mail_state_known": fault("MAIL_STATE_UNKNOWN", "There is no such state of a mail."),
        "mail_state_and_times_agree": fault("MAIL_TIMES", "A mail is due, or it is over."),
        "mail_times_finite": fault("MAIL_TIME_ENDLESS", "A mail's times are moments."),
        "mail_booking_of_same_hotel": fault("MAIL_OF_ANOTHER_HOTEL", "A mail is about a booking of its own hotel."),
    }
)
