"""One door per change: each field, lock, transaction and wake-up has one place."""

from . import rules
from .source import PRODUCT
from .test_code import broken

# Field -> the only places that may write it. A status has one writer; whoever wants it changed calls that.
STATUS_WRITERS = {
    "room_status": ("hotelmate/housekeeping/services.py",),
    "status": (
        "hotelmate/room_bookings/services/status.py",  # of bookings
        "hotelmate/payments/services.py",  # of payments
        "hotelmate/housekeeping/task_services.py",  # of tasks, by people
        "hotelmate/housekeeping/turnover.py",  # of tasks, in step with their room
    ),
}
LOCKS = {
    "hotelmate/core/locking.py": "the order of locks is kept here",
    "hotelmate/core/idempotency.py": "forgets old keys outside of any change, and passes over those that somebody holds",
    "hotelmate/rooms/services/ledger.py": "nights have no order by primary key; ranked as all others",
    "hotelmate/simulation/bench/changes/baseline.py": "recognises the lock among recorded statements, takes none",
    "hotelmate/rooms/services/allowances.py": "the nights of the ledger, ranked as all others",
}
SERVES_CALLERS_FROM_OUTSIDE = frozenset({"urls", "views", "staff_views", "public_views", "serializers", "commands"})
WAKE = "hotelmate/events/wake.py"
CLOCK = "hotelmate/core/clock.py"


def test_a_status_is_written_in_one_place():
    strangers = [
        f"{source.path}:{finding}"
        for source in PRODUCT
        for field, finding in rules.status_writes(source)
        if source.path not in STATUS_WRITERS[field]
    ]
    assert strangers == []


def test_rows_are_locked_where_their_order_is_kept():
    def rule(source):
        yield from rules.uses_of_attribute(source, "select_for_update")
        yield from rules.locks_in_sql(source)

    assert broken(PRODUCT, rule, allowed=LOCKS) == []


def test_a_place_that_may_write_or_lock_is_there():
    known = {source.path for source in PRODUCT}
    assert {path for paths in STATUS_WRITERS.values() for path in paths} | LOCKS.keys() <= known


def test_inside_an_app_imports_go_downwards():
    assert broken(PRODUCT, rules.upward_imports) == []


def test_transactions_are_opened_by_the_boundary_only():
    outside_core = [source for source in PRODUCT if source.app != "core"]

    def rule(source):
        yield from rules.uses_of_attribute(source, "atomic", "set_autocommit", "savepoint")

    assert broken(outside_core, rule) == []


def test_only_the_log_does_something_after_the_commit():
    """What must happen is written in the transaction; after it, a process may die."""
    wakes_readers = {"hotelmate/events/services.py": "a wake-up that is lost costs a moment, never an event"}
    assert broken(PRODUCT, lambda source: rules.uses_of_attribute(source, "on_commit"), allowed=wakes_readers) == []


def test_nobody_notifies_inside_a_change():
    assert broken(PRODUCT, rules.notifies, allowed={WAKE: "one thread, after the commit"}) == []


def test_time_comes_from_one_clock():
    assert broken(PRODUCT, rules.clock_reads, allowed={CLOCK: "the clock"}) == []


def test_apps_reach_each_other_through_services_and_queries():
    below_config = [source for source in PRODUCT if source.app != "config"]
    assert broken(below_config, lambda source: rules.foreign_doors(source, SERVES_CALLERS_FROM_OUTSIDE)) == []
