"""How the code is written: sizes, names, imports, and what it may not do."""

from collections.abc import Callable, Iterator

import pytest

from . import rules
from .source import FILES, PRODUCT, PYTHON, TESTS, WRITTEN_BY_HAND, Source

LONGEST_FILE = 400
NAMED_BY_OTHERS = {
    "hotelmate/notifications/notification_manager.py": "the name that the mission's report knows it by",
}
WAITS = {
    "hotelmate/config/postgres/wait.py": "the one wait for what another process does",
}


def broken(
    sources: list[Source], rule: Callable[[Source], Iterator[str]], *, allowed: dict[str, str] | None = None
) -> list[str]:
    return [
        f"{source.path}:{finding}"
        for source in sources
        if source.path not in (allowed or {})
        for finding in rule(source)
    ]


def test_no_file_is_longer_than_a_sitting():
    long = [
        f"{source.path}: {lines} lines"
        for source in FILES
        if source.path.endswith(WRITTEN_BY_HAND)
        and not (source.is_migration and source.path.endswith(".py"))
        and (lines := source.text.count("\n")) > LONGEST_FILE
    ]
    assert long == []


@pytest.mark.parametrize(
    "rule",
    [rules.long_functions, rules.imports_inside_functions, rules.catches_everything],
    ids=lambda rule: rule.__name__,
)
def test_all_python_keeps_the_rule(rule):
    assert broken(PYTHON, rule) == []


def test_names_say_what():
    assert broken(PYTHON, rules.empty_names, allowed=NAMED_BY_OTHERS) == []


def test_nothing_is_left_for_later():
    rule_book = {"tests/house/rules.py", "tests/house/test_rules_catch.py", "requirements.lock"}
    assert broken(FILES, rules.left_for_later, allowed=dict.fromkeys(rule_book, "names the words")) == []


def test_the_product_does_not_print():
    assert broken(PRODUCT, lambda source: rules.calls_of(source, "print", "pprint")) == []


def test_nobody_sleeps():
    assert broken(PYTHON, lambda source: rules.calls_of(source, "time.sleep", "sleep"), allowed=WAITS) == []


def test_no_test_is_skipped_or_repeated():
    assert broken(TESTS, lambda source: rules.uses_of_attribute(source, "skip", "skipif", "xfail", "flaky")) == []
