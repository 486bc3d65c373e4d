-- A reminder is of its hotel's booking.
ALTER TABLE room_bookings_bookingreminder
    ADD CONSTRAINT reminder_booking_of_same_hotel
        FOREIGN KEY (hotel_id, booking_id) REFERENCES room_bookings_roombooking (hotel_id, id);
-- Tokens that were given before this are of a stay; a link can be made from a seed only.
ALTER TABLE room_bookings_guesttoken
    ADD CONSTRAINT guest_token_seed_agrees CHECK ((purpose = 'STAY') = (seed = ''));
