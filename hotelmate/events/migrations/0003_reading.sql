-- Looking up in the log: by type, by actor, by time, and by what an event names beside its subject.

-- Which bookings were over by a place in the log is answered from the index alone.
CREATE INDEX event_by_type ON events_event (hotel_id, type, seq) INCLUDE (subject_id);
-- By actor, and by kind of actor: `staff:%`.
CREATE INDEX event_by_actor ON events_event (hotel_id, actor varchar_pattern_ops, seq);
CREATE INDEX event_by_source ON events_event (hotel_id, source, seq);
CREATE INDEX event_by_time ON events_event (hotel_id, occurred_at, seq);
CREATE INDEX event_by_cause ON events_event (hotel_id, cause, seq) WHERE cause <> '';
CREATE INDEX event_by_booking_named ON events_event (hotel_id, (after ->> 'booking_id'), seq)
    WHERE (after ->> 'booking_id') IS NOT NULL;
CREATE INDEX event_by_room_named ON events_event (hotel_id, (after ->> 'room_number'), seq)
    WHERE (after ->> 'room_number') IS NOT NULL;
CREATE INDEX event_by_room_left ON events_event (hotel_id, (before ->> 'room_number'), seq)
    WHERE (before ->> 'room_number') IS NOT NULL;
-- What makes and changes rooms, and not what goes on in them: a few rows of many.
CREATE INDEX event_of_room_register ON events_event (hotel_id, seq)
    WHERE subject_type = 'room' AND after ?| ARRAY['number', 'floor', 'room_type', 'active_until'];
