"""What managers look up, as the API and the desk read it."""

from typing import Any

from hotelmate.core.api.moments import moment
from hotelmate.core.money import text
from hotelmate.reports.figures import DayFigures
from hotelmate.reports.folding import BookingThen, RoomThen
from hotelmate.reports.house import HouseThen


def house_body(house: HouseThen) -> dict[str, Any]:
    """The house at a place in the log."""
    return {
        "seq": house.seq,
        "at": moment(house.at),
        "last_seq": house.last_seq,
        "business_date": house.business_date.isoformat(),
        "rooms_in_use": house.in_use,
        "occupied": house.occupied,
        "available": house.available,
        "occupancy_percent": str(house.occupancy_percent),
        "counts": house.counts,
        "rooms": [room_then_body(room) for room in house.rooms],
        "in_house": [booking_then_body(one) for one in house.in_house],
        "arrivals": [booking_then_body(one) for one in house.arrivals],
        "departures": [booking_then_body(one) for one in house.departures],
        "waiting": [booking_then_body(one) for one in house.waiting],
        "bookings_alive": sum(not one.is_over for one in house.bookings),
    }


def room_then_body(room: RoomThen) -> dict[str, Any]:
    """A room as it stood."""
    return {
        "room_number": room.number,
        "room_type_code": room.room_type_code,
        "floor": room.floor,
        "room_status": room.room_status,
        "booking_id": room.booking_id,
    }


def booking_then_body(booking: BookingThen) -> dict[str, Any]:
    """A booking as it stood."""
    return {
        "booking_id": booking.booking_id,
        "status": booking.status,
        "check_in": booking.check_in.isoformat(),
        "check_out": booking.check_out.isoformat(),
        "room_number": booking.room_number,
        "adults": booking.adults,
        "children": booking.children,
        "room_type_id": booking.room_type_id,
    }


def day_figures_body(figures: DayFigures) -> dict[str, Any]:
    """A day in figures; without money for those who may not see it."""
    money = (
        {}
        if figures.revenue is None
        else {"revenue": text(figures.revenue), "average_rate": text(figures.average_rate)}
    )
    return {
        "day": figures.day.isoformat(),
        "is_past": figures.is_past,
        "rooms": figures.rooms,
        "out_of_order": figures.out_of_order,
        "available": figures.available,
        "sold": figures.sold,
        "waiting": figures.waiting,
        "occupancy_percent": str(figures.occupancy_percent),
        "arrivals": figures.arrivals,
        "departures": figures.departures,
        **money,
    }
