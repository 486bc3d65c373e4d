"""The rules that a reader would otherwise have to watch: each takes a file and returns what breaks it, by line."""

import ast
import re
from collections.abc import Iterator

from .source import Source

LONGEST_FUNCTION = 70
LAYERS = (
    {"lifecycle", "events", "errors"},
    {"models"},
    {"rules", "policy", "roles", "queries"},
    {"services"},
    {"serializers", "representations", "answers", "actions"},
    {"views", "commands"},
    {"urls"},
)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
EMPTY_NAMES = re.compile(r"(^|_)(utils?|helpers?|managers?|misc|common|stuff)(_|$)")
EMPTY_CLASS_NAMES = re.compile(r"(Utils?|Helper|Manager)$")
LEFT_FOR_LATER = re.compile(r"(#|//|/\*|<!--|--).*\b(TODO|FIXME|XXX|HACK)\b")
MACHINE_PATHS = re.compile(r"(?<![\w./-])/(work|root|home|Users|opt|tmp)(/|\b)(?!\s*\*)")
STATUS_IN_SQL = re.compile(r"\bUPDATE\b.*\bSET\b[^;]*\b(?P<field>(room_)?status)\s*=", re.IGNORECASE | re.DOTALL)
CHANGES = re.compile(r"(^|_)(changes|defaults|fields|values)$")
WRITES = re.compile(r"(^|[._])(write|save|update)(_|$)")
LOCK_IN_SQL = re.compile(r"\bFOR\s+(NO\s+KEY\s+)?(UPDATE|SHARE)\b", re.IGNORECASE)
NOTIFY_IN_SQL = re.compile(r"^\s*NOTIFY\b|\bpg_notify\b", re.IGNORECASE)
CLOCKS = {
    "timezone.now",
    "datetime.now",
    "datetime.utcnow",
    "date.today",
    "datetime.date.today",
    "datetime.datetime.now",
}

Findings = Iterator[str]


def long_functions(source: Source) -> Findings:
    for node in source.nodes:
        if isinstance(node, FUNCTIONS):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield f"{node.lineno}: {node.name} has {length} lines"


def imports_inside_functions(source: Source) -> Findings:
    for function in source.nodes:
        if isinstance(function, FUNCTIONS):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield f"{node.lineno}: import inside {function.name}"


def catches_everything(source: Source) -> Findings:
    """A bare except, or one for Exception; BaseException may be caught only to clean up and raise it again."""
    for node in source.nodes:
        if not isinstance(node, ast.ExceptHandler):
            continue
        names = dotted_names(node.type)
        reraises = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
        if node.type is None or "Exception" in names or ("BaseException" in names and not reraises):
            yield f"{node.lineno}: catches everything"


def calls_of(source: Source, *names: str) -> Findings:
    """Calls by exactly these dotted names, such as `print` or `time.sleep`."""
    for node in source.nodes:
        if isinstance(node, ast.Call) and dotted_name(node.func) in names:
            yield f"{node.lineno}: {dotted_name(node.func)}()"


def uses_of_attribute(source: Source, *names: str) -> Findings:
    """Any `….name`, called or not, and `from … import name`."""
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and node.attr in names:
            yield f"{node.lineno}: .{node.attr}"
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.lineno}: import of {alias.name}" for alias in node.names if alias.name in names)


def clock_reads(source: Source) -> Findings:
    yield from calls_of(source, *CLOCKS)


def empty_names(source: Source) -> Findings:
    """Names that say nothing, for files and classes; a Django manager is called after what it finds."""
    for part in source.path.removesuffix(".py").split("/"):
        if EMPTY_NAMES.search(part):
            yield f"1: the name {part!r}"
    for node in source.nodes:
        if isinstance(node, ast.ClassDef) and EMPTY_CLASS_NAMES.search(node.name):
            yield f"{node.lineno}: the name {node.name!r}"


def left_for_later(source: Source) -> Findings:
    yield from matching_lines(source, LEFT_FOR_LATER)


def machine_paths(source: Source) -> Findings:
    yield from matching_lines(source, MACHINE_PATHS)


def status_writes(source: Source) -> Iterator[tuple[str, str]]:
    """Pairs of field and finding: every way to write a status, by the ORM, setattr, SQL or a mapping of changes."""
    for node in source.nodes:
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Attribute) and is_status(target.attr):
                    yield target.attr, f"{node.lineno}: assigns {ast.unparse(target)}"
            if isinstance(node, ast.Assign | ast.AnnAssign) and any(CHANGES.search(dotted_name(t)) for t in targets):
                yield from statuses_in(node.value)
        elif isinstance(node, ast.Call):
            yield from status_writes_of_call(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            match = STATUS_IN_SQL.search(node.value)
            if match:
                yield match["field"].lower(), f"{node.lineno}: SQL that sets {match['field']}"


def status_writes_of_call(call: ast.Call) -> Iterator[tuple[str, str]]:
    name = dotted_name(call.func)
    if name == "setattr" and len(call.args) > 1:
        field = call.args[1]
        if isinstance(field, ast.Constant) and is_status(str(field.value)):
            yield str(field.value), f"{call.lineno}: setattr of {field.value}"
    for keyword in call.keywords:
        if name.endswith((".update", ".update_or_create")) and keyword.arg and is_status(keyword.arg):
            yield keyword.arg, f"{call.lineno}: {name}({keyword.arg}=…)"
        elif CHANGES.search(keyword.arg or ""):
            yield from statuses_in(keyword.value)
    if WRITES.search(name):
        for argument in call.args:
            yield from statuses_in(argument)


def statuses_in(node: ast.expr | None) -> Iterator[tuple[str, str]]:
    """The statuses that a literal mapping of fields to values holds."""
    if isinstance(node, ast.Dict):
        for key in node.keys:
            if isinstance(key, ast.Constant) and is_status(str(key.value)):
                yield str(key.value), f"{key.lineno}: a change of {key.value}"


def locks_in_sql(source: Source) -> Findings:
    yield from matching_strings(source, LOCK_IN_SQL)


def notifies(source: Source) -> Findings:
    yield from matching_strings(source, NOTIFY_IN_SQL)


def foreign_doors(source: Source, private: frozenset[str]) -> Findings:
    """Imports of another app's views, addresses, serializers or commands: those serve callers from outside."""
    for node in source.nodes:
        if isinstance(node, ast.ImportFrom) and node.module:
            modules = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        else:
            continue
        for module in modules:
            parts = module.split(".")
            if parts[0] == "hotelmate" and len(parts) == 3 and parts[1] != source.app and parts[2] in private:
                yield f"{node.lineno}: {module}"


def upward_imports(source: Source) -> Findings:
    """Imports inside an app from a layer to one above it, by what the modules' names say they are."""
    own = source.path.removesuffix(".py").split("/")
    layer = layer_of(own[2]) if len(own) > 2 else None
    for node in source.nodes:
        if layer is None or not isinstance(node, ast.ImportFrom) or not node.module:
            continue
        names = [node.module] if node.module.count(".") > 1 else [f"{node.module}.{alias.name}" for alias in node.names]
        for parts in (name.split(".") for name in names):
            if parts[:2] == own[:2] and len(parts) > 2:
                other = layer_of(parts[2])
                if other is not None and other > layer:
                    yield f"{node.lineno}: {'.'.join(parts)}"


def layer_of(module: str) -> int | None:
    """How high a module stands in its app: `task_views` is one of the views, `block_rules` are rules."""
    kind = module.rpartition("_")[2]
    return next((height for height, kinds in enumerate(LAYERS) if kind in kinds), None)


def is_status(field: str) -> bool:
    return field in {"status", "room_status"}


def matching_lines(source: Source, pattern: re.Pattern[str]) -> Findings:
    for number, line in enumerate(source.text.splitlines(), start=1):
        match = pattern.search(line)
        if match:
            yield f"{number}: {match[0]}"


def matching_strings(source: Source, pattern: re.Pattern[str]) -> Findings:
    """Strings that match and are no docstring: prose may name what code may not do."""
    docstrings = {
        id(node.body[0].value)
        for node in source.nodes
        if isinstance(node, ast.Module | ast.ClassDef | FUNCTIONS[0] | FUNCTIONS[1])
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in source.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            match = pattern.search(node.value)
            if match:
                yield f"{node.lineno}: {match[0].strip()}"


def dotted_names(node: ast.expr | None) -> set[str]:
    parts = node.elts if isinstance(node, ast.Tuple) else [node] if node else []
    return {dotted_name(part) for part in parts}


def dotted_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted_name(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""
