"""The texts of the desk and their translations: `make messages` brings the catalogues up to date and compiles them.

Every text that goes through gettext is found in the code and in the templates. Translations are kept in
`hotelmate/desk/locale/LANGUAGE/LC_MESSAGES/django.po`, and compiled beside them, so that running needs nothing of this.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.template import Template
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.text import normalize_newlines
from django.utils.translation import trim_whitespace

DESK = Path(__file__).resolve().parent.parent.parent / "hotelmate" / "desk"
LANGUAGES = ("de", "fr", "es")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
Found = tuple[str, int, str | tuple[str, str], str | None]


def texts() -> Catalog:
    """All texts, each with the places where it stands."""
    catalog = Catalog(charset="utf-8", fuzzy=False)
    for place, line, text, context in (*texts_in_code(), *texts_in_templates()):
        catalog.add(text, locations=[(place, line)], context=context)
    return catalog


def texts_in_code() -> Iterator[Found]:
    """Calls of gettext and its kin."""
    for path in sorted(DESK.rglob("*.py")):
        with path.open("rb") as file:
            for line, function, found, _ in extract_python(file, list(KEYWORDS), [], {}):
                parts = [part for part in (found if isinstance(found, tuple) else (found,)) if part is not None]
                context = parts.pop(0) if function.startswith(("pgettext", "npgettext")) and parts else None
                if parts:
                    plural = "ngettext" in function or "npgettext" in function
                    yield str(path.relative_to(DESK)), line, (parts[0], parts[1]) if plural else parts[0], context


def texts_in_templates() -> Iterator[Found]:
    """`translate` and `blocktranslate`."""
    for path in sorted((DESK / "templates").rglob("*.html")):
        template = Template(path.read_text())
        place = str(path.relative_to(DESK))
        for node in template.nodelist.get_nodes_by_type(TranslateNode):
            expression = node.filter_expression
            text = expression.var if isinstance(expression.var, str) else expression.var.literal
            context = node.message_context
            if isinstance(text, str):
                yield place, node.token.lineno, text, context.var if context is not None else None
        for node in template.nodelist.get_nodes_by_type(BlockTranslateNode):
            context = node.message_context
            yield place, node.token.lineno, block_text(node), context.var if context is not None else None


def block_text(node: BlockTranslateNode) -> str | tuple[str, str]:
    """The text of a block as gettext is asked for it; with its plural, if it counts."""
    singular = as_asked(node, node.singular)
    return (singular, as_asked(node, node.plural)) if node.plural and node.countervar else singular


def as_asked(node: BlockTranslateNode, tokens: list[object]) -> str:
    text, _ = node.render_token_list(tokens)
    text = normalize_newlines(text)
    return trim_whitespace(text) if node.trimmed else text


def po_path(language: str) -> Path:
    return DESK / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """The language's catalogue as it is kept; an empty one, if there is none."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalog: Catalog) -> bytes:
    """The catalogue as programs read it."""
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def bring_up_to_date(language: str) -> None:
    """Add the texts that are new, drop those that are gone, and compile."""
    kept, found = read(language), texts()
    merged = Catalog(locale=language, charset="utf-8", fuzzy=False)
    for message in found:
        if message.id:
            old = kept.get(message.id[0] if isinstance(message.id, tuple) else message.id, message.context)
            merged.add(message.id, old.string if old else "", locations=message.locations, context=message.context)
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    merged.header_comment = "# The texts of the desk."
    merged.creation_date = merged.revision_date = kept.creation_date if path.exists() else found.creation_date
    with path.open("wb") as file:
        write_po(file, merged, width=120, sort_output=True, include_lineno=False, omit_header=False)
    path.with_suffix(".mo").write_bytes(compiled(read(language)))


if __name__ == "__main__":
    django.setup()
    for code in LANGUAGES:
        bring_up_to_date(code)
