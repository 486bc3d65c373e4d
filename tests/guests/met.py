"""Which codes the guests' pages may meet: read from the source, along every function that a page reaches."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tests.house.source import PRODUCT

PAGES = ("pages", "booking_pages", "paying", "page_frame")


@dataclass(frozen=True)
class Thing:
    """A function, a class or a constant of a module, by its name."""

    module: str
    name: str


@cache
def trees() -> dict[str, ast.Module]:
    """The modules of the product."""
    return {
        source.path.removesuffix(".py").replace("/", ".").removesuffix(".__init__"): source.tree for source in PRODUCT
    }


@cache
def things() -> dict[Thing, ast.AST]:
    """What stands at the top of each module."""
    found: dict[Thing, ast.AST] = {}
    for module, tree in trees().items():
        for statement in tree.body:
            if isinstance(statement, ast.FunctionDef | ast.ClassDef):
                found[Thing(module, statement.name)] = statement
            for target in getattr(statement, "targets", [getattr(statement, "target", None)]):
                if isinstance(target, ast.Name):
                    found[Thing(module, target.id)] = statement
    return found


@cache
def imported(module: str) -> dict[str, str | Thing]:
    """By the name that it has in a module: another module, or something of one."""
    names: dict[str, str | Thing] = {}
    for statement in trees()[module].body:
        if isinstance(statement, ast.ImportFrom) and statement.module in trees():
            for one in statement.names:
                whole = f"{statement.module}.{one.name}"
                names[one.asname or one.name] = whole if whole in trees() else Thing(statement.module, one.name)
    return names


def resolved(module: str, name: str) -> Thing | None:
    """What a name stands for in a module; None where it is none of ours."""
    if Thing(module, name) in things():
        return Thing(module, name)
    known = imported(module).get(name) if module in trees() else None
    return resolved(known.module, known.name) if isinstance(known, Thing) else None


def named_in(thing: Thing) -> Iterator[Thing | None]:
    """What a function or a class names."""
    for node in ast.walk(things()[thing]):
        if isinstance(node, ast.Name):
            yield resolved(thing.module, node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = imported(thing.module).get(node.value.id)
            if isinstance(module, str):
                yield resolved(module, node.attr)


def reached() -> set[Thing]:
    """Everything that the pages reach."""
    todo = [thing for thing in things() if thing.module in {f"hotelmate.guests.{page}" for page in PAGES}]
    found: set[Thing] = set()
    while todo:
        thing = todo.pop()
        if thing not in found:
            found.add(thing)
            todo += [one for one in named_in(thing) if one is not None]
    return found


def codes_met() -> set[str]:
    """The codes of the refusals in there. A code that is no text in the source belongs to another refusal."""
    found: set[str] = set()
    for thing in reached():
        for node in ast.walk(things()[thing]):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called, what = getattr(node.func, "id", ""), str(node.args[0].value)
                if called in ("refuse", "Refusal"):
                    found.add(what)
                if called == "not_found":
                    found.add(f"{what.upper().replace(' ', '_')}_NOT_FOUND")
    return found
