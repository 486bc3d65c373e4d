"""What is read and said about staff."""

from typing import Any

from rest_framework import serializers

from hotelmate.core.api.parsing import Text
from hotelmate.hotel.models import Language
from hotelmate.staff.models import Role, Theme
from hotelmate.staff.rules import LONGEST_PASSWORD, LONGEST_USERNAME


class LoginSerializer(serializers.Serializer[Any]):
    """Who signs in."""

    username = Text(max_length=LONGEST_USERNAME)
    password = Text(max_length=LONGEST_PASSWORD, trim_whitespace=False)


class HotelNameSerializer(serializers.Serializer[Any]):
    """A hotel by its names."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    slug = serializers.CharField()


class NavigationSerializer(serializers.Serializer[Any]):
    """A part of a client's menu."""

    slug = serializers.CharField()
    name = serializers.CharField()


class SignedInSerializer(serializers.Serializer[Any]):
    """The answer to a login."""

    staff_id = serializers.IntegerField()
    username = serializers.CharField()
    token = serializers.CharField(help_text="For `Authorization: Token …`; lasts 30 days. It is said only here.")
    hotel_id = serializers.IntegerField()
    hotel_name = serializers.CharField()
    hotel = HotelNameSerializer()
    is_staff = serializers.BooleanField()
    is_superuser = serializers.BooleanField()
    hotel_slug = serializers.CharField()
    access_level = serializers.CharField()
    allowed_navs = serializers.ListField(child=serializers.CharField())
    navigation_items = NavigationSerializer(many=True)
    isAdmin = serializers.BooleanField()  # noqa: N815 - as clients read it
    profile_image_url = serializers.CharField(allow_null=True)
    role = serializers.CharField()
    department = serializers.CharField()


class SignedOutSerializer(serializers.Serializer[Any]):
    """The answer to a logout."""

    message = serializers.CharField()


class StaffEditSerializer(serializers.Serializer[Any]):
    """What to change; what is not given stays."""

    full_name = Text(max_length=120, required=False)
    email = serializers.EmailField(max_length=254, allow_blank=True, required=False)
    role = serializers.ChoiceField(Role.choices, required=False)


class OwnProfileSerializer(serializers.Serializer[Any]):
    """What to change about oneself; what is not given stays."""

    full_name = Text(max_length=120, required=False)
    email = serializers.EmailField(max_length=254, allow_blank=True, required=False)
    language = serializers.ChoiceField(
        Language.choices, allow_blank=True, required=False, help_text="Of the desk; empty: the hotel's."
    )
    theme = serializers.ChoiceField(
        [choice for choice in Theme.choices if choice[0]],
        allow_blank=True,
        required=False,
        help_text="Of the desk; empty: as the device has it.",
    )


class StaffCreateSerializer(serializers.Serializer[Any]):
    """Somebody new."""

    username = Text(max_length=LONGEST_USERNAME)
    full_name = Text(max_length=120)
    role = serializers.ChoiceField(Role.choices)
    email = serializers.EmailField(max_length=254, allow_blank=True, default="")
    password = Text(max_length=LONGEST_PASSWORD, trim_whitespace=False, required=False)


class PasswordSerializer(serializers.Serializer[Any]):
    """A new password."""

    password = Text(max_length=LONGEST_PASSWORD, trim_whitespace=False)


class StaffQuerySerializer(serializers.Serializer[Any]):
    """Whom to list."""

    role = serializers.ChoiceField(Role.choices, required=False)
    active = serializers.BooleanField(default=True, allow_null=True, help_text="Left out: those who work here now.")


class StaffSerializer(serializers.Serializer[Any]):
    """A member of staff."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    full_name = serializers.CharField()
    email = serializers.CharField()
    role = serializers.CharField()
    role_name = serializers.CharField()
    department = serializers.CharField()
    access_level = serializers.CharField()
    is_active = serializers.BooleanField()
    last_login = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class MeSerializer(StaffSerializer):
    """Oneself."""

    hotel = HotelNameSerializer()
    language = serializers.CharField(allow_blank=True)
    theme = serializers.CharField(allow_blank=True)
    capabilities = serializers.ListField(child=serializers.CharField())
    allowed_navs = serializers.ListField(child=serializers.CharField())


class RoleSerializer(serializers.Serializer[Any]):
    """A role and what it brings."""

    role = serializers.CharField()
    name = serializers.CharField()
    department = serializers.CharField()
    access_level = serializers.CharField()
    capabilities = serializers.ListField(child=serializers.CharField())


class RolesSerializer(serializers.Serializer[Any]):
    """All roles."""

    results = RoleSerializer(many=True)
