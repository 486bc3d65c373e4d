"""The repository as the house rules see it: its tracked files, parsed once."""

import ast
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WRITTEN_BY_HAND = (".py", ".js", ".css", ".html", ".sql", ".sh")


@dataclass(frozen=True)
class Source:
    """A file: its path from the root, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, filename=self.path)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the tree: each rule looks through them, so they are gathered once."""
        return list(ast.walk(self.tree))

    @property
    def is_migration(self) -> bool:
        return "/migrations/" in self.path

    @property
    def is_product(self) -> bool:
        return self.path.startswith("hotelmate/")

    @property
    def app(self) -> str:
        """The package under hotelmate/ that the file belongs to."""
        return self.path.split("/")[1] if self.is_product else ""


def listed_files() -> list[str]:
    """Paths of all files that are tracked, or would be: what .gitignore leaves out is nobody's concern."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return sorted(path for path in listing.stdout.split("\0") if path and (ROOT / path).is_file())


def read(path: str) -> Source | None:
    """The file as text; None for a picture or an archive."""
    try:
        return Source(path, (ROOT / path).read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        return None


FILES = [source for path in listed_files() if (source := read(path)) is not None]
PYTHON = [source for source in FILES if source.path.endswith(".py")]
PRODUCT = [source for source in PYTHON if source.is_product and not source.is_migration]
TESTS = [source for source in PYTHON if source.path.startswith("tests/")]
