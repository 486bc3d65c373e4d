"""The operating-system account that PostgreSQL runs under.

PostgreSQL refuses to run as root. When we are root its processes run under an unprivileged account; otherwise they run
as ourselves.
"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hotelmate.config.postgres.errors import UnsupportedSystem

ROOT_UID = 0
PREFERRED_ACCOUNTS = ("postgres", "nobody")
CHILD_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True, kw_only=True)
class Account:
    """Whom the server's processes run as."""

    uid: int
    gid: int

    @property
    def name(self) -> str:
        """The account's name, or its number where it has none."""
        return user_name(self.uid) or str(self.uid)

    @property
    def is_us(self) -> bool:
        """Whether no change of account is needed."""
        return self.uid == os.geteuid()


def user_name(uid: int) -> str | None:
    """The name of a user id, if it has one."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return None


def we_are_root() -> bool:
    """Whether this process may, and must, hand the server to another account."""
    return os.geteuid() == ROOT_UID


def current_account() -> Account:
    """Ourselves; refused where the account has no name, since PostgreSQL insists on one."""
    if user_name(os.geteuid()) is None:
        raise UnsupportedSystem(
            f"User id {os.geteuid()} has no name on this machine, and PostgreSQL does not start without one. "
            "Run HotelMate as a named user, or set DATABASE_URL to a PostgreSQL of your own."
        )
    return Account(uid=os.geteuid(), gid=os.getegid())


def unprivileged_account() -> Account:
    """The account that a server started by root runs as."""
    for name in PREFERRED_ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != ROOT_UID:
            return Account(uid=entry.pw_uid, gid=entry.pw_gid)
    others = sorted(entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid != ROOT_UID)
    if not others:
        raise UnsupportedSystem(
            "PostgreSQL does not run as root, and this machine has no other account. "
            "Add one (for example: useradd --system postgres), or set DATABASE_URL to a PostgreSQL of your own."
        )
    entry = pwd.getpwuid(others[0])
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)


def account_of_owner(uid: int, gid: int) -> Account:
    """The account behind a file's owner, in its own group where that is known."""
    try:
        return Account(uid=uid, gid=pwd.getpwuid(uid).pw_gid)
    except KeyError:
        return Account(uid=uid, gid=gid)


def identity(account: Account) -> dict[str, Any]:
    """The arguments of subprocess.Popen that make a child run as the account, and as nobody else."""
    if account.is_us:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def run_as(account: Account, command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a command under the account; what it printed is in `stdout`."""
    return subprocess.run(
        command,
        check=False,
        cwd="/",
        env=CHILD_ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        **identity(account),
        **options,
    )


def can_enter(account: Account, folder: Path) -> bool:
    """Whether the account reaches the folder. Asked of the kernel, so that access lists count too."""
    return run_as(account, ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]).returncode == 0
