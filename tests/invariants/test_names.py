"""Each rule has a name that is known: a change that is refused can say why."""

import re
from importlib import import_module
from pathlib import Path

import hotelmate
from hotelmate.core.constraints import named_constraints, refusal_for

from .known_constraints import CANNOT_FIRE, RULES

APPS = "^(core|hotel|staff|rooms|room_bookings|housekeeping|payments|events|notifications)_"
# Primary keys of counted ids, keys to the hotel (held by the composite ones too), and Django's "not negative".
MADE_BY_DJANGO = re.compile(
    r"(?<!events_event)(?<!events_eventstream)_pkey$|_fk_|^[a-z]+_[a-z]+_[a-z_]+_check$|_fk$|_hotel_hot$"
)
TESTS = Path(__file__).parent
# With the services that own them, and one that nothing reaches: the net below a ledger whose shares do not add up.
TRIED_ELSEWHERE = {
    "type_night_negative",
    "booking_status_known",
    "hotel_hotel_slug_key",
    "staff_stafftoken_token_hash_key",
    "idempotency_key_once",
    "allowance_change_of_same_hotel",
    "allowance_change_by_or_to",
    "allowance_change_dates_reversed",
    "allowance_change_without_note",
    "payments_demosession_reference_key",
    "payments_demosession_charge_id_key",
    "payments_demosession_idempotency_key_key",
    "payments_democharge_reference_key",
    "payments_democall_idempotency_key_key",
}


def names_in_the_database(session) -> set[str]:
    """Constraints, unique indexes, and the names that triggers refuse under."""
    found = session.execute(
        "SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype NOT IN ('n', 't')"
        " AND conrelid::regclass::text ~ %(apps)s"
        " UNION SELECT c.relname FROM pg_index JOIN pg_class c ON c.oid = indexrelid"
        " WHERE indisunique AND indrelid::regclass::text ~ %(apps)s"
        " UNION SELECT match[1] FROM pg_proc, regexp_matches(prosrc, 'hotelmate_refuse\\(''([a-z_]+)''', 'g') match"
        " WHERE pronamespace = 'public'::regnamespace",
        {"apps": APPS},
    )
    return {name for (name,) in found if not MADE_BY_DJANGO.search(name)}


def load_errors() -> None:
    """Import every app's errors.py, which give the names their meaning."""
    for path in Path(hotelmate.__file__).parent.glob("*/errors.py"):
        import_module(f"hotelmate.{path.parent.name}.errors")


def test_every_rule_of_the_database_is_known_here(open_session):
    assert names_in_the_database(open_session()) == set(RULES) | CANNOT_FIRE


def test_every_name_with_a_meaning_is_a_rule_of_the_database(open_session):
    load_errors()
    assert named_constraints() - names_in_the_database(open_session()) == set()


def test_every_rule_has_a_meaning_of_its_own_that_says_what_to_do():
    load_errors()
    assert set(RULES) - named_constraints() == set()
    for name in RULES:
        refusal = refusal_for(name)
        assert refusal.code != "STATE_CONFLICT"
        assert refusal.message.endswith(".")
        assert not refusal.details.get("fault") or "report it" in refusal.message, name


def test_every_rule_is_tried_by_a_test():
    attacks = [path.read_text() for path in TESTS.glob("test_*.py") if path.name != Path(__file__).name]
    assert {name for name in RULES if not any(f'"{name}"' in text for text in attacks)} == TRIED_ELSEWHERE
