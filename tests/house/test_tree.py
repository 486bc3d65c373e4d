"""The repository as a whole: what a newcomer sees first, and what must not be in it."""

from . import rules
from .source import FILES, listed_files
from .test_code import broken

MOST_ROOT_ENTRIES = 12
KNOW_PATHS = {
    "hotelmate/config/postgres/binaries.py": "tells root what another account cannot reach",
    "hotelmate/config/postgres/places.py": "the folder for sockets that every Unix has",
    "tests/postgres/portable.py": "as root, works around what another account cannot reach",
    "tests/house/rules.py": "names them",
    "tests/house/test_rules_catch.py": "names them",
}


def test_the_root_has_at_most_a_dozen_entries():
    entries = {path.split("/")[0] for path in listed_files()}
    assert len(entries) <= MOST_ROOT_ENTRIES, sorted(entries)


def test_no_file_knows_the_machine_it_was_written_on():
    assert broken(FILES, rules.machine_paths, allowed=KNOW_PATHS) == []


def test_the_lock_names_no_registry():
    lock = next(source for source in FILES if source.path == "requirements.lock")
    assert "://" not in lock.text
    assert "--index-url" not in lock.text


def test_every_dependency_is_pinned_with_its_hashes():
    lock = next(source for source in FILES if source.path == "requirements.lock")
    pins = [line for line in lock.text.splitlines() if line and not line.startswith((" ", "#"))]
    assert pins
    assert all("==" in line and line.endswith("\\") for line in pins)
