"""The files that the service worker keeps, and its script, which changes with their content."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static

SCRIPT = "desk/js/sw.js"
# What the board and the downtime sheet need, and no more: it is fetched over the connection that is poor. A test holds it
# against what these pages ask for.
KEPT = (
    "look/tokens.css",
    "desk/css/base.css",
    "desk/css/layout.css",
    "desk/css/components.css",
    "desk/css/bookings.css",
    "desk/css/room.css",
    "desk/css/housekeeping.css",
    "desk/css/downtime.css",
    "desk/js/desk.js",
    "desk/js/live.js",
    "desk/js/search.js",
    "desk/js/offline.js",
    "desk/js/queue.js",
    "desk/js/taps.js",
    "desk/js/board.js",
    "desk/js/housekeeping.js",
    "look/icons.svg",
    "look/icon.svg",
    "desk/icon-192.png",
    "desk/icon-touch-180.png",
    "desk/manifest.webmanifest",
    "django_htmx/htmx-2.min.js",
)


def worker_script() -> str:
    """The script with its version and the files that it keeps; read once, except while they are being written."""
    return _made() if settings.DEBUG else _made_once()


def _made() -> str:
    script = _path(SCRIPT).read_text()
    digest = hashlib.sha256(script.encode())
    for name in KEPT:
        digest.update(name.encode())
        digest.update(_path(name).read_bytes())
    version, files = json.dumps(digest.hexdigest()[:16]), json.dumps([static(name) for name in KEPT])
    return f"const VERSION = {version};\nconst FILES = {files};\n\n{script}"


@lru_cache(maxsize=1)
def _made_once() -> str:
    return _made()


def _path(name: str) -> Path:
    found = finders.find(name)
    assert isinstance(found, str), name
    return Path(found)
