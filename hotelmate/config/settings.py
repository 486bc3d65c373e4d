"""Django's settings, read from the environment; what is missing or wrong stops the start.

| variable | what it sets |
|---|---|
| `HOTELMATE_HOME` | folder of data, key and embedded database (`./var`) |
| `HOST`, `PORT` | address of the web process (`127.0.0.1`, `8000`) |
| `SITE_URL` | public address of the site, for links in mails (this machine and `PORT`, else the first of `ALLOWED_HOSTS`) |
| `STREAM_URL` | public address of the stream process (same host, `PORT` + 1) |
| `STREAM_CONNECTIONS`, `…_PER_ACTOR`, `…_PER_ADDRESS` | most clients of one stream process (10000, 50, 100) |
| `DATABASE_URL` | PostgreSQL >= 15, as the role that the application works with |
| `DATABASE_OWNER_URL` | the same database, as the role that owns the tables (`DATABASE_URL`) |
| `SECRET_KEY` | required with `DATABASE_URL`; otherwise made in `HOTELMATE_HOME` |
| `ALLOWED_HOSTS` | names the site answers to, by commas (this machine only) |
| `HOTELMATE_HTTPS` | cookies over https only (on as soon as `ALLOWED_HOSTS` is set) |
| `CORS_ALLOWED_ORIGINS` | origins of browser clients elsewhere, by commas (none) |
| `HOTELMATE_PROXIES` | how many proxies of yours stand before the site and add to X-Forwarded-For (0) |
| `HOTELMATE_ANONYMOUS_READS`, `…_CHANGES` | what one address may ask without a login, of each process (`300/min`, `30/min`) |
| `HOTELMATE_OPEN_HOLDS` | unpaid bookings that one address, or one mailbox, may hold in a hotel at a time (5) |
| `PUSHER_APP_KEY` | the key that Pusher clients connect with (`hotelmate`) |
| `PUSHER_APP_SECRET` | what subscriptions are signed with (made from `SECRET_KEY`) |
| `SMTP_URL` | the mail server: `smtp://USER:PASSWORD@HOST:587`, `smtps://…:465` (mail goes to `HOTELMATE_HOME/mail`) |
| `EMAIL_HOST`, `EMAIL_PORT`, `EMAIL_HOST_USER`, `EMAIL_HOST_PASSWORD`, `EMAIL_USE_TLS`, `EMAIL_USE_SSL` | the same in parts |
| `MAIL_FROM` | the address that mail comes from; required with a mail server |
| `WEBHOOK_ALLOWED_NETWORKS` | networks of your own that webhooks may go to, by commas: `10.1.0.0/16` (none) |
| `STRIPE_SECRET_KEY`, `STRIPE_WEBHOOK_SECRET` | the Stripe account that cards are charged with (none) |
| `STRIPE_API_BASE` | address of a stand-in for Stripe's API (Stripe's own) |
| `HOTELMATE_DEMO_PAYMENTS` | pretended cards are money (on unless Stripe is configured) |
| `HOTELMATE_LOG_LEVEL` | `DEBUG`, `INFO`, `WARNING`, `ERROR` (`INFO`) |
| `HOTELMATE_DEBUG` | Django's debug pages: for development only (off) |
"""

import hmac
import os
import re
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from hotelmate import __version__
from hotelmate.config.database_url import UnusableDatabaseUrl, parse_database_url, with_server_settings
from hotelmate.config.logs import configure_structlog, logging_config
from hotelmate.config.mail_url import UnusableMailSettings, mail_settings

SWITCHES = {"1": True, "true": True, "on": True, "yes": True, "0": False, "false": False, "off": False, "no": False}


def required(name: str) -> str:
    """Return a variable of the environment that nothing works without."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. Start through the `hotelmate` command, which brings its own database, "
            "or set DATABASE_URL and SECRET_KEY."
        )
    return value


def switch(name: str, *, default: bool) -> bool:
    """Return a variable that is on or off; anything else stops the start."""
    value = os.environ.get(name, "").strip().lower()
    if value and value not in SWITCHES:
        raise ImproperlyConfigured(f"{name} must be on or off, not {value!r}.")
    return SWITCHES[value] if value else default


def number(name: str, *, default: int) -> int:
    """Return a variable that is a number from 1; anything else stops the start."""
    value = os.environ.get(name, "").strip()
    if value and not (value.isascii() and value.isdecimal() and 0 < int(value) < 2**31):
        raise ImproperlyConfigured(f"{name} must be a number from 1, not {value!r}.")
    return int(value) if value else default


def rate(name: str, *, default: str) -> str:
    """Return a variable that is so many in a stretch of time, such as 30/min."""
    value = os.environ.get(name, "").strip() or default
    if not re.fullmatch(r"[1-9][0-9]{0,8}/(s|min|h|d)", value):
        raise ImproperlyConfigured(f"{name} must be a number by s, min, h or d, such as 30/min, not {value!r}.")
    return value


def listed(name: str) -> list[str]:
    """Return the parts of a variable that are separated by commas."""
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


# The installation

HOTELMATE_HOME = Path(os.environ.get("HOTELMATE_HOME") or "var").expanduser().absolute()
DEBUG = switch("HOTELMATE_DEBUG", default=False)
SECRET_KEY = required("SECRET_KEY")
ALLOWED_HOSTS = listed("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
HTTPS = switch("HOTELMATE_HTTPS", default=bool(listed("ALLOWED_HOSTS")))
ROOT_URLCONF = "hotelmate.config.urls"
WSGI_APPLICATION = "hotelmate.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en"
USE_I18N = True
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("fr", "Français"), ("es", "Español")]
USE_TZ = True
TIME_ZONE = "UTC"
APPEND_SLASH = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# The stream process

PORT = number("PORT", default=8000)
SITE_URL = os.environ.get("SITE_URL", "").rstrip("/") or (
    f"{'https' if HTTPS else 'http'}://{ALLOWED_HOSTS[0].lstrip('*.')}"
    if listed("ALLOWED_HOSTS")
    else f"http://127.0.0.1:{PORT}"
)
STREAM_URL = os.environ.get("STREAM_URL", "").rstrip("/")
STREAM_CONNECTIONS = number("STREAM_CONNECTIONS", default=10_000)
STREAM_CONNECTIONS_PER_ACTOR = number("STREAM_CONNECTIONS_PER_ACTOR", default=50)
# Of those that have not signed in.
STREAM_CONNECTIONS_PER_ADDRESS = number("STREAM_CONNECTIONS_PER_ADDRESS", default=100)
# The stream's own /healthz where `hotelmate run` started both: the site is up once both are.
STREAM_HEALTH_URL = os.environ.get("HOTELMATE_STREAM_HEALTH_URL", "")

configure_structlog()
LOGGING = logging_config(os.environ.get("HOTELMATE_LOG_LEVEL", "INFO").upper())

# The database: one, under two roles

# A statement that a connection has run this often is prepared: the same few are run all day.
PREPARED = {"server_side_binding": True, "prepare_threshold": 3}

try:
    APPLICATION_DATABASE = parse_database_url(required("DATABASE_URL"))
    OWNER_DATABASE = parse_database_url(
        os.environ.get("DATABASE_OWNER_URL") or required("DATABASE_URL"), variable="DATABASE_OWNER_URL"
    )
except UnusableDatabaseUrl as error:
    raise ImproperlyConfigured(str(error)) from error
APPLICATION_DATABASE["OPTIONS"].update(PREPARED)

DATABASES = {
    "default": {
        **with_server_settings(
            APPLICATION_DATABASE,
            {
                "default_transaction_isolation": "read committed",
                "lock_timeout": "3s",
                "idle_in_transaction_session_timeout": "60s",
                "TimeZone": "UTC",
                "jit": "off",
            },
        ),
        "CONN_MAX_AGE": None,
        # A connection that hung up is noticed without asking: see connections.py.
        "CONN_HEALTH_CHECKS": False,
    },
    "owner": with_server_settings(OWNER_DATABASE, {"TimeZone": "UTC"}),
}

# What is installed

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "corsheaders",
    "csp",
    "axes",
    "django_filters",
    "django_htmx",
    "procrastinate.contrib.django",
    "hotelmate.core",
    "hotelmate.events",
    "hotelmate.hotel",
    "hotelmate.staff",
    "hotelmate.rooms",
    "hotelmate.housekeeping",
    "hotelmate.payments",
    "hotelmate.room_bookings",
    "hotelmate.guests",
    "hotelmate.notifications",
    "hotelmate.integrity",
    "hotelmate.desk",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "hotelmate.config.compression.CompressionMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "csp.middleware.CSPMiddleware",
    "hotelmate.config.slashes.SlashMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Pages and files: nothing from elsewhere, nothing inline

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MIMETYPES = {".webmanifest": "application/manifest+json"}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CORS_ALLOWED_ORIGINS = listed("CORS_ALLOWED_ORIGINS")
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_HEADERS = ["accept", "authorization", "content-type", "idempotency-key", "if-match", "x-csrftoken"]
CORS_EXPOSE_HEADERS = ["etag", "idempotency-replayed", "retry-after"]

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
# A proxy ends TLS, so a form's https origin is named here instead of believing a header.
CSRF_TRUSTED_ORIGINS = [f"https://{'*' if host.startswith('.') else ''}{host}" for host in ALLOWED_HOSTS if HTTPS]
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS else 0

# Payments

STRIPE_SECRET_KEY = os.environ.get("STRIPE_SECRET_KEY", "")
STRIPE_WEBHOOK_SECRET = os.environ.get("STRIPE_WEBHOOK_SECRET", "")
STRIPE_API_BASE = os.environ.get("STRIPE_API_BASE", "").rstrip("/")
DEMO_PAYMENTS = switch("HOTELMATE_DEMO_PAYMENTS", default=not STRIPE_SECRET_KEY)

# People

AUTH_USER_MODEL = "staff.StaffMember"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_LOCKOUT_CALLABLE = "hotelmate.staff.lockout.keep_answer"

# The stream

PUSHER_APP_KEY = os.environ.get("PUSHER_APP_KEY") or "hotelmate"
PUSHER_APP_SECRET = (
    os.environ.get("PUSHER_APP_SECRET") or hmac.new(SECRET_KEY.encode(), b"pusher app secret", "sha256").hexdigest()
)

# What is sent

try:
    MAIL_SERVER = mail_settings(os.environ)
except UnusableMailSettings as error:
    raise ImproperlyConfigured(str(error)) from error
EMAIL_HOST: str = MAIL_SERVER["EMAIL_HOST"]
EMAIL_PORT: int = MAIL_SERVER["EMAIL_PORT"]
EMAIL_HOST_USER: str = MAIL_SERVER["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD: str = MAIL_SERVER["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS: bool = MAIL_SERVER["EMAIL_USE_TLS"]
EMAIL_USE_SSL: bool = MAIL_SERVER["EMAIL_USE_SSL"]
EMAIL_TIMEOUT: float = MAIL_SERVER["EMAIL_TIMEOUT"]
MAIL_FROM = os.environ.get("MAIL_FROM") or ("hotelmate@localhost" if not EMAIL_HOST else "")
if "@" not in MAIL_FROM:
    raise ImproperlyConfigured("MAIL_FROM must be the address that mail comes from, such as stay@hotel.example.")

WEBHOOK_ALLOWED_NETWORKS: list[str] = listed("WEBHOOK_ALLOWED_NETWORKS")
for network in WEBHOOK_ALLOWED_NETWORKS:
    try:
        ip_network(network)
    except ValueError as error:
        raise ImproperlyConfigured(f"WEBHOOK_ALLOWED_NETWORKS takes networks such as 10.1.0.0/16: {error}.") from error

# Jobs are made and run by the worker alone.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = ["hotelmate.notifications.mail.jobs", "hotelmate.notifications.webhooks.jobs"]

# Callers without a login

PROXIES = number("HOTELMATE_PROXIES", default=0)
ANONYMOUS_READS = rate("HOTELMATE_ANONYMOUS_READS", default="300/min")
ANONYMOUS_CHANGES = rate("HOTELMATE_ANONYMOUS_CHANGES", default="30/min")
OPEN_HOLDS = number("HOTELMATE_OPEN_HOLDS", default=5)

# The API

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["hotelmate.core.api.parsing.JsonObjectParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "hotelmate.staff.authentication.StaffTokenAuthentication",
        "hotelmate.staff.authentication.DeskSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["hotelmate.core.api.permissions.IsActor"],
    "DEFAULT_SCHEMA_CLASS": "hotelmate.core.api.document.HotelSchema",
    "EXCEPTION_HANDLER": "hotelmate.core.api.errors.handle_exception",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SPECTACULAR_SETTINGS = {
    "TITLE": "HotelMate",
    "VERSION": __version__,
    "DESCRIPTION": "The day at a hotel: bookings, rooms, stays, housekeeping, and the log of every change.",
    "LICENSE": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "BlockKind": "hotelmate.rooms.models.BlockKind",
        "BookerType": "hotelmate.room_bookings.models.booking.BookerType",
        "BookingStatus": "hotelmate.room_bookings.lifecycle.BookingStatus",
        "Channel": "hotelmate.room_bookings.models.booking.Channel",
        "DeliveryState": "hotelmate.notifications.models.DeliveryState",
        "DisabledReason": "hotelmate.notifications.models.DisabledReason",
        "DiscrepancyKind": "hotelmate.housekeeping.models.DiscrepancyKind",
        "Guarantee": "hotelmate.room_bookings.lifecycle.Guarantee",
        "Inspection": "hotelmate.hotel.models.Inspection",
        "MailKind": "hotelmate.notifications.mail.kinds.MailKind",
        "MailState": "hotelmate.notifications.models.MailState",
        "PartyRole": "hotelmate.room_bookings.models.people.PartyRole",
        "PaymentMethod": "hotelmate.payments.models.Method",
        "PaymentState": "hotelmate.payments.models.PaymentState",
        "Priority": "hotelmate.housekeeping.models.Priority",
        "RoomStatus": "hotelmate.rooms.lifecycle.RoomStatus",
        "StaffRole": "hotelmate.staff.models.Role",
        "StatusSource": "hotelmate.rooms.lifecycle.Source",
        "TaskResult": "hotelmate.housekeeping.models.TaskResult",
        "TaskStatus": "hotelmate.housekeeping.models.TaskStatus",
        "TaskType": "hotelmate.housekeeping.models.TaskType",
        "WebhookState": "hotelmate.notifications.models.WebhookState",
    },
    "SCHEMA_PATH_PREFIX": r"/api/",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "hotelmate.core.api.document.describe_refusals_once",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "docExpansion": "none", "filter": True, "persistAuthorization": False},
}
