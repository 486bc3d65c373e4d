"""A Python with the launcher in it that any account can run; the one of the tests may be out of reach below /root."""

import importlib.util
import shutil
import sys
import sysconfig
from pathlib import Path

from hotelmate.config.postgres.binaries import NOT_NEEDED_TO_RUN, PACKAGE, SHARED_LIBRARIES
from tests.postgres.watching import SOURCE_ROOT, Account, User

LAUNCHER = ("__init__.py", "config/__init__.py", "config/postgres")
NEEDED = ("click", "psycopg", "psycopg_binary", "psycopg_binary.libs", "typing_extensions", PACKAGE, SHARED_LIBRARIES)
LEFT_OUT = ("test", "site-packages", "idlelib", "tkinter", "ensurepip", "lib2to3", "config-*", "pginstall")


def copy_python(target: Path, account: Account) -> User:
    """Copy the interpreter, its library and what the launcher imports."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    skip = shutil.ignore_patterns(*LEFT_OUT, *NOT_NEEDED_TO_RUN[:-1])
    shutil.copytree(sysconfig.get_path("stdlib"), target / "lib" / version, ignore=skip)
    for library in Path(sys.base_prefix, "lib").glob("libpython*.so*"):
        shutil.copy2(library, target / "lib")
    (target / "bin").mkdir()
    shutil.copy2(Path(sys.executable).resolve(), target / "bin" / version)
    packages = target / "packages"
    for name in LAUNCHER:
        copy(SOURCE_ROOT / "hotelmate" / name, packages / "hotelmate" / name, skip)
    installed = Path(importlib.util.find_spec("psycopg").origin).parents[1]  # type: ignore[union-attr, arg-type]
    for name in NEEDED:
        for path in (installed / name, installed / f"{name}.py"):
            if path.exists():
                copy(path, packages / path.name, skip)
    return User(
        account=account,
        python=str(target / "bin" / version),
        environment={
            "PYTHONHOME": str(target),
            "PYTHONPATH": str(packages),
            "LD_LIBRARY_PATH": str(target / "lib"),
        },
    )


def copy(source: Path, target: Path, skip: object) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=skip)  # type: ignore[arg-type]
    else:
        shutil.copy2(source, target)
