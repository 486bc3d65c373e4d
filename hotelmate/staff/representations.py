"""Staff and roles as colleagues and clients see them."""

from typing import Any

from hotelmate.core.api.moments import moment
from hotelmate.hotel.models import Hotel
from hotelmate.staff.models import Role, StaffMember
from hotelmate.staff.roles import CAPABILITIES

ADMINISTRATORS = frozenset({Role.SUPER_STAFF_ADMIN, Role.STAFF_ADMIN})
DEPARTMENTS: dict[str, str] = {
    Role.SUPER_STAFF_ADMIN: "management",
    Role.STAFF_ADMIN: "management",
    Role.FRONT_DESK: "front_desk",
    Role.HOUSEKEEPING: "housekeeping",
    Role.MAINTENANCE: "maintenance",
}
# Parts of a client's menu, and who has them: HotelMate's clients read them from the login's answer.
NAVIGATION: dict[str, tuple[str, frozenset[str]]] = {
    "home": ("Home", frozenset(Role.values)),
    "room_bookings": ("Bookings", ADMINISTRATORS | {Role.FRONT_DESK}),
    "rooms": ("Rooms", frozenset(Role.values)),
    "housekeeping": ("Housekeeping", ADMINISTRATORS | {Role.FRONT_DESK, Role.HOUSEKEEPING}),
    "maintenance": ("Maintenance", ADMINISTRATORS | {Role.MAINTENANCE}),
    "staff": ("Staff", ADMINISTRATORS),
    "admin_settings": ("Settings", frozenset({Role.SUPER_STAFF_ADMIN})),
}


def staff_body(staff: StaffMember) -> dict[str, Any]:
    """A member of staff, for those who manage them and for themselves."""
    return {
        "id": staff.pk,
        "username": staff.username,
        "full_name": staff.full_name,
        "email": staff.email,
        "role": staff.role,
        "role_name": Role(staff.role).label,
        "department": DEPARTMENTS[staff.role],
        "access_level": access_level(staff.role),
        "is_active": staff.is_active,
        "last_login": moment(staff.last_login),
        "created_at": moment(staff.created_at),
        "version": staff.version,
    }


def own_body(staff: StaffMember) -> dict[str, Any]:
    """A member of staff as they see themselves: with all that they may do."""
    return {
        **staff_body(staff),
        "hotel": hotel_name(staff.hotel),
        "language": staff.language,
        "theme": staff.theme,
        "capabilities": sorted(CAPABILITIES[staff.role]),
        "allowed_navs": allowed_navs(staff.role),
    }


def login_body(staff: StaffMember, token: str) -> dict[str, Any]:
    """The answer to a login, as HotelMate's clients read it."""
    hotel = staff.hotel
    navigation = allowed_navs(staff.role)
    return {
        "staff_id": staff.pk,
        "username": staff.username,
        "token": token,
        "hotel_id": hotel.pk,
        "hotel_name": hotel.name,
        "hotel": hotel_name(hotel),
        "is_staff": staff.role in ADMINISTRATORS,
        "is_superuser": staff.role == Role.SUPER_STAFF_ADMIN,
        "hotel_slug": hotel.slug,
        "access_level": access_level(staff.role),
        "allowed_navs": navigation,
        "navigation_items": [{"slug": slug, "name": NAVIGATION[slug][0]} for slug in navigation],
        "isAdmin": staff.role in ADMINISTRATORS,
        "profile_image_url": None,
        "role": staff.role,
        "department": DEPARTMENTS[staff.role],
    }


def role_body(role: str) -> dict[str, Any]:
    """A role and what it brings."""
    return {
        "role": role,
        "name": Role(role).label,
        "department": DEPARTMENTS[role],
        "access_level": access_level(role),
        "capabilities": sorted(CAPABILITIES[role]),
    }


def hotel_name(hotel: Hotel) -> dict[str, Any]:
    """The hotel by its names."""
    return {"id": hotel.pk, "name": hotel.name, "slug": hotel.slug}


def access_level(role: str) -> str:
    """HotelMate's three levels: administrator, manager, everybody else."""
    return role if role in ADMINISTRATORS else "regular_staff"


def allowed_navs(role: str) -> list[str]:
    """The parts of the menu that a role has."""
    return [slug for slug, (_, roles) in NAVIGATION.items() if role in roles]
