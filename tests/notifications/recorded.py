"""Which types of events the services record: read from their source."""

import ast
from collections.abc import Iterator
from functools import cache

from hotelmate.payments.models import PaymentState
from tests.house.source import PRODUCT, Source

WORDS = {"payment_": [state.lower() for state in PaymentState.values]}


@cache
def recorded_types() -> frozenset[str]:
    """Every type that the source of the services records."""
    return frozenset(kind for source in PRODUCT for call in calls(source, "record") for kind in kinds(source, call))


def kinds(source: Source, call: ast.Call, keyword: str = "type", place: int | None = None) -> Iterator[str]:
    """What a call may pass under this name or at this place."""
    value = next((one.value for one in call.keywords if one.arg == keyword), None)
    if value is None and place is not None and place < len(call.args):
        value = call.args[place]
    if value is not None:
        yield from meanings(source, call, value)


def meanings(source: Source, call: ast.Call, value: ast.expr) -> Iterator[str]:
    """The texts that an expression may be."""
    if isinstance(value, ast.Constant):
        yield str(value.value)
    elif isinstance(value, ast.IfExp):
        yield from meanings(source, call, value.body)
        yield from meanings(source, call, value.orelse)
    elif isinstance(value, ast.JoinedStr):
        beginning = value.values[0]
        assert isinstance(beginning, ast.Constant), ast.unparse(value)
        yield from (f"{beginning.value}{word}" for word in WORDS[str(beginning.value)])
    elif isinstance(value, ast.Name) and value.id.isupper():
        yield from (ast.literal_eval(one.value) for one in source.tree.body if names(one) == value.id)
    elif isinstance(value, ast.Name):
        yield from passed_on(source, call, value.id)
    else:
        raise AssertionError(f"{source.path}:{value.lineno}: what type is {ast.unparse(value)}?")


def names(statement: ast.stmt) -> str:
    """The constant that a statement of a module gives a value."""
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    return target.id if isinstance(target, ast.Name) else ""


def passed_on(source: Source, call: ast.Call, name: str) -> Iterator[str]:
    """What a parameter of the function around the call may be: whatever its callers pass."""
    function = around(source, call)
    positional = [one.arg for one in function.args.args]
    place = positional.index(name) if name in positional else None
    everywhere = [source] if function.name.startswith("_") else PRODUCT
    for other in everywhere:
        for one in calls(other, function.name):
            yield from kinds(other, one, name, place)


def calls(source: Source, name: str) -> Iterator[ast.Call]:
    """The calls of a function of this name."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called == name:
                yield node


def around(source: Source, call: ast.Call) -> ast.FunctionDef:
    """The function that a call stands in."""
    found = [
        node
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef) and any(inner is call for inner in ast.walk(node))
    ]
    return min(found, key=lambda node: node.end_lineno - node.lineno)
