-- Why a type was oversold: of this hotel, and written once.
ALTER TABLE rooms_allowancechange
    ADD CONSTRAINT allowance_change_of_same_hotel
        FOREIGN KEY (hotel_id, room_type_id) REFERENCES rooms_roomtype (hotel_id, id);

CREATE TRIGGER allowance_change_append_only BEFORE UPDATE OR DELETE ON rooms_allowancechange
    FOR EACH ROW EXECUTE FUNCTION hotelmate_append_only();
CREATE TRIGGER allowance_change_no_truncate BEFORE TRUNCATE ON rooms_allowancechange
    FOR EACH STATEMENT EXECUTE FUNCTION hotelmate_append_only();
