-- A mail is about a booking of its own hotel.
ALTER TABLE notifications_mail
    ADD CONSTRAINT mail_booking_of_same_hotel
        FOREIGN KEY (hotel_id, booking_id) REFERENCES room_bookings_roombooking (hotel_id, id),
    ADD CONSTRAINT mail_times_finite CHECK (
        isfinite(queued_at) AND isfinite(coalesce(due_at, 'epoch')) AND isfinite(coalesce(finished_at, 'epoch'))
    );

-- What happened before there was a way out of the house is not told now.
INSERT INTO notifications_sinkcursor (sink, hotel_id, seq)
SELECT sink.name, stream.hotel_id, stream.last_seq
FROM unnest('{mail,webhooks}'::text[]) AS sink (name) CROSS JOIN events_eventstream stream;
