"""What the rules of the log mean; all of them are kept by `record` alone."""

from hotelmate.core.constraints import fault, name_constraints

name_constraints(
    {
        "event_beyond_stream": fault("EVENT_BEYOND_STREAM", "An event takes a number that its stream has reached."),
        "event_gap": fault("EVENT_GAP", "An event follows the one before it without a gap."),
        "event_missing": fault("EVENT_MISSING", "A stream moves on with its event."),
        "event_stream_backward": fault("STREAM_BACKWARD", "A stream begins at 0 and moves forward."),
        "event_stream_exists": fault("STREAM_MISSING", "A hotel has its stream before its first event."),
        "event_time_finite": fault("EVENT_TIME", "An event has a moment."),
        "events_event_pkey": fault("EVENT_NUMBER_TAKEN", "A number is given to one event of a hotel."),
        "events_event_event_id_key": fault("EVENT_ID_TAKEN", "An id is given to one event."),
        "events_eventstream_pkey": fault("STREAM_EXISTS", "A hotel has one stream."),
    }
)
