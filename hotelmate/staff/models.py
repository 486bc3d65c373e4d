"""Staff and their tokens."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from hotelmate.core import clock
from hotelmate.hotel.models import Hotel, Language


class Role(models.TextChoices):
    """What somebody is employed as; `roles.py` says which capabilities that brings."""

    SUPER_STAFF_ADMIN = "super_staff_admin", "Administrator"
    STAFF_ADMIN = "staff_admin", "Manager"
    FRONT_DESK = "front_desk", "Front desk"
    HOUSEKEEPING = "housekeeping", "Housekeeping"
    MAINTENANCE = "maintenance", "Maintenance"


class Theme(models.TextChoices):
    """How somebody likes the desk to look."""

    SYSTEM = "", "As the device"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


class StaffMember(AbstractBaseUser):
    """Somebody who works in one hotel and signs in with a name that is unique in the whole installation."""

    hotel = models.ForeignKey(Hotel, on_delete=models.PROTECT, db_index=False, related_name="staff")
    username = models.CharField(max_length=80, unique=True)
    full_name = models.CharField(max_length=120)
    email = models.EmailField(blank=True, default="")
    role = models.CharField(max_length=20, choices=Role)
    # Empty: that of the hotel.
    language = models.CharField(max_length=8, choices=Language, blank=True, default="", db_default="")
    theme = models.CharField(max_length=8, choices=Theme, blank=True, default="", db_default="")
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    objects = BaseUserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hotel", "id"], name="staff_of_hotel"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="staff_role_known"),
            models.CheckConstraint(
                condition=models.Q(language="") | models.Q(language__in=Language.values), name="staff_language_known"
            ),
            models.CheckConstraint(condition=models.Q(theme__in=Theme.values), name="staff_theme_known"),
        ]

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        """The name that colleagues see."""
        return self.full_name


class StaffToken(models.Model):
    """A bearer token: stored as a hash, expiring, revocable."""

    staff = models.ForeignKey(StaffMember, on_delete=models.CASCADE, related_name="tokens")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
