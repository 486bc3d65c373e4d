"""A hotel as its staff see it."""

from typing import Any

from hotelmate.core.actor import Reader
from hotelmate.core.capabilities import VIEW_MONEY
from hotelmate.hotel.models import Hotel


def hotel_body(hotel: Hotel, reader: Reader) -> dict[str, Any]:
    """The hotel's settings, without policies and fees for those who see no money."""
    money = {
        "vat_percent": f"{hotel.vat_percent:.2f}",
        "prices_include_vat": hotel.prices_include_vat,
        "cancellation_policy": hotel.cancellation_policy,
        "no_show_fee_percent": f"{hotel.no_show_fee_percent:.2f}",
    }
    return {
        "id": hotel.pk,
        "slug": hotel.slug,
        "name": hotel.name,
        "phone": hotel.phone,
        "email": hotel.email,
        "timezone": hotel.timezone,
        "currency": hotel.currency,
        "language": hotel.language,
        "business_date": hotel.business_date().isoformat(),
        "check_in_from": hotel.check_in_from.isoformat(),
        "early_check_in_from": hotel.early_check_in_from.isoformat(),
        "late_arrival_cutoff": hotel.late_arrival_cutoff.isoformat(),
        "check_out_by": hotel.check_out_by.isoformat(),
        "day_rollover": hotel.day_rollover.isoformat(),
        "unpaid_hold_minutes": hotel.unpaid_hold_minutes,
        "approval_window_minutes": hotel.approval_window_minutes,
        "requires_approval": hotel.requires_approval,
        "tell_guest_room_assigned": hotel.tell_guest_room_assigned,
        "inspection": hotel.inspection,
        "retention_days": hotel.retention_days,
        "pre_arrival_mail_days": hotel.pre_arrival_mail_days,
        "is_simulated": hotel.is_simulated,
        "version": hotel.version,
        **(money if reader.may(VIEW_MONEY) else {}),
    }
