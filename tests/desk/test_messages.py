"""Every text of the desk is translatable, and translated: into each language, with the same places, with its plurals."""

import re
import string
from functools import cache
from html.parser import HTMLParser

import pytest
from babel.messages.catalog import Catalog
from django.template import Template
from django.template.base import TextNode
from django.template.loader_tags import BlockNode

from .messages import DESK, LANGUAGES, compiled, po_path, read, texts

PLACE = re.compile(r"%\((\w+)\)[sd]|%[sd]")
# A part that is put into an element's tag.
ATTRIBUTES = re.compile(r'\s*[a-z-]+="')
WORD = re.compile(r"[^\W\d_]{2,}")
SPOKEN_ATTRIBUTES = frozenset({"aria-label", "alt", "placeholder", "title", "aria-description", "aria-roledescription"})
# Names, which are the same in all languages, and units of a table's own.
NAMES = frozenset(
    {"HotelMate", "Esc", "Enter", "Tab", "API", "CSV", "PageUp", "PageDown", "Home", "End", "Shift", "Alt"}
)
UNSPOKEN = frozenset({"script", "style", "template-code"})


@cache
def found() -> Catalog:
    return texts()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_none_is_left_over(language):
    kept = {(message.id, message.context): message for message in read(language) if message.id}
    wanted = {(message.id, message.context) for message in found() if message.id}
    assert wanted - kept.keys() == set(), "Run `make messages`, and translate what is new."
    assert kept.keys() - wanted == set(), "Run `make messages`."
    untranslated = [message.id for message in kept.values() if not all(as_list(message.string))]
    assert untranslated == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_same_places_as_its_text(language):
    differing = []
    for message in read(language):
        if not message.id:
            continue
        wanted = set(PLACE.findall(as_list(message.id)[-1]))
        for text in as_list(message.string):
            # The form for one may leave the number out.
            if set(PLACE.findall(text)) - wanted or (not message.pluralizable and set(PLACE.findall(text)) != wanted):
                differing.append((message.id, text))
    assert differing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_programs_read_is_what_translators_wrote(language):
    assert po_path(language).with_suffix(".mo").read_bytes() == compiled(read(language)), "Run `make messages`."


@pytest.mark.parametrize("path", sorted((DESK / "templates").rglob("*.html")), ids=lambda path: path.stem)
def test_no_template_has_a_text_that_goes_round_gettext(path):
    reader = Reader()
    reader.feed(literal(path.read_text()))
    assert reader.spoken == []


def literal(source: str) -> str:
    """What a template writes as it stands; whatever its tags write is left out."""
    nodes = Template(source).nodelist
    classes = [block for block in nodes.get_nodes_by_type(BlockNode) if block.name.endswith("_class")]
    names = {id(text) for block in classes for text in block.nodelist.get_nodes_by_type(TextNode)}
    text = "".join(text.s for text in nodes.get_nodes_by_type(TextNode) if id(text) not in names)
    return f"<i {text}>" if ATTRIBUTES.match(text) else text


class Reader(HTMLParser):
    """Collects the words that somebody would read or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.spoken: list[str] = []
        self.within: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in UNSPOKEN:
            self.within.append(tag)
        for name, value in attrs:
            if name in SPOKEN_ATTRIBUTES and value:
                self.note(value)

    def handle_endtag(self, tag):
        if self.within and self.within[-1] == tag:
            self.within.pop()

    def handle_data(self, data):
        if not self.within:
            self.note(data)

    def note(self, text: str) -> None:
        self.spoken += [word for word in WORD.findall(text) if word.strip(string.punctuation) not in NAMES]


def as_list(text) -> list[str]:
    return list(text) if isinstance(text, tuple | list) else [text]
