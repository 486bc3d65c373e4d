"""The files that the service worker keeps, and its script, which changes with their content."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static

FOLDER = Path(__file__).resolve().parent.parent / "static"
KINDS = frozenset({".css", ".js", ".svg", ".png", ".webmanifest"})
SCRIPT = "desk/js/sw.js"
FROM_PACKAGES = ("django_htmx/htmx-2.min.js",)


def worker_script() -> str:
    """The script with its version and the files that it keeps; read once, except while they are being written."""
    return _made() if settings.DEBUG else _made_once()


def kept_files() -> list[str]:
    """The desk's static files by the names that templates know them by, and those that packages bring."""
    found = (path for path in (FOLDER / "desk").rglob("*") if path.suffix in KINDS)
    names = sorted(path.relative_to(FOLDER).as_posix() for path in found)
    return [*(name for name in names if name != SCRIPT), *FROM_PACKAGES]


def _made() -> str:
    names = kept_files()
    script = (FOLDER / SCRIPT).read_text()
    digest = hashlib.sha256(script.encode())
    for name in names:
        digest.update(name.encode())
        digest.update(_path(name).read_bytes())
    version, files = json.dumps(digest.hexdigest()[:16]), json.dumps([static(name) for name in names])
    return f"const VERSION = {version};\nconst FILES = {files};\n\n{script}"


@lru_cache(maxsize=1)
def _made_once() -> str:
    return _made()


def _path(name: str) -> Path:
    found = finders.find(name)
    assert isinstance(found, str), name
    return Path(found)
