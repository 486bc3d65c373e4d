"""The table of commands: each is where the table says, and explains itself."""

import importlib
import json

import click
import pytest

from hotelmate.config.cli import COMMANDS

from .test_environment import run_hotelmate


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_where_the_table_says_and_explains_itself(name):
    module, _, attribute = COMMANDS[name].target.partition(":")
    command = getattr(importlib.import_module(module), attribute)
    assert isinstance(command, click.Command)
    assert command.name == name
    assert command.help
    assert COMMANDS[name].summary.endswith(".")


def test_the_openapi_document_has_no_gap_and_needs_no_database(tmp_path):
    document = tmp_path / "openapi.json"
    done = run_hotelmate("openapi", "--out", str(document), HOTELMATE_HOME=str(tmp_path / "home"))
    assert done.returncode == 0, done.stderr
    assert json.loads(document.read_text())["openapi"].startswith("3.1")
    assert not (tmp_path / "home").exists()
