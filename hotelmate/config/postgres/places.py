"""Which folder holds the server, whom it belongs to, and where its socket is."""

import errno
import hashlib
import json
import os
import re
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from hotelmate.config.postgres.accounts import (
    ROOT_UID,
    Account,
    account_of_owner,
    can_enter,
    current_account,
    unprivileged_account,
    we_are_root,
)
from hotelmate.config.postgres.errors import FolderNotAllowed
from hotelmate.config.postgres.files import read_text, write_text

SHARED_STATE = Path("/var/lib")
PORT = 5432
LONGEST_SOCKET_PATH = 107  # sockaddr_un holds 108 bytes, the last of them zero
LISTED_SAFELY = re.compile(r"/[^,\"'\n]*[^,\"'\n ]")  # PostgreSQL and libpq read the folder as one of a list


@dataclass(frozen=True, kw_only=True)
class Place:
    """The folder of one server, and the account that its processes run under."""

    folder: Path
    account: Account
    home: Path

    @property
    def data(self) -> Path:
        """The cluster itself; exists only once it is complete."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server and its keeper have to say."""
        return self.folder / "postgres.log"

    @property
    def is_elsewhere(self) -> bool:
        """Whether the server had to be put outside of the home folder."""
        return self.folder != self.home / "postgres"


def find_place(home: Path) -> Place:
    """The place of the server whose home this is; its folder exists afterwards."""
    home = Path(os.path.realpath(home))
    home.mkdir(parents=True, exist_ok=True)
    folder = home / "postgres"
    make_folder(folder)
    if not we_are_root():
        return place_of_user(home, folder)
    owner = folder.lstat()
    if owner.st_uid != ROOT_UID:
        account = account_of_owner(owner.st_uid, owner.st_gid)
        return Place(folder=folder, account=account_of_data(folder / "data") or account, home=home)
    return place_of_root(home, folder)


def place_of_user(home: Path, folder: Path) -> Place:
    """The place of an ordinary user's server: below home, and his own."""
    account = current_account()
    owner = folder.stat().st_uid
    if owner != account.uid:
        raise FolderNotAllowed(
            f"{folder} belongs to {'root' if owner == ROOT_UID else f'user id {owner}'}. "
            "Run as that user, or set HOTELMATE_HOME to a folder of your own."
        )
    return Place(folder=folder, account=account, home=home)


def place_of_root(home: Path, folder: Path) -> Place:
    """The place of root's server: below home if the account that it runs under gets there, else in a folder beside."""
    location = read_text(folder / "location")
    if location is not None:
        folder = Path(location.strip())
        require_folder_of_root(folder)
    account = account_of_data(folder / "data")
    if account is None:
        account = unprivileged_account()
        if not can_enter(account, folder):
            folder = folder_within_reach(home, folder, account)
    return Place(folder=folder, account=account, home=home)


def account_of_data(data: Path) -> Account | None:
    """The account whose data this is; None where there is none yet."""
    try:
        status, above = data.lstat(), data.parent.lstat()
    except FileNotFoundError:
        return None
    # A link, or a stranger's data in a user's folder, would make root start a server for somebody else.
    if not stat.S_ISDIR(status.st_mode) or above.st_uid not in (ROOT_UID, status.st_uid):
        raise FolderNotAllowed(f"{data} is not a data folder of the owner of {data.parent}. Move it away.")
    if status.st_uid == ROOT_UID:
        raise FolderNotAllowed(
            f"{data} belongs to root, and PostgreSQL does not run as root. "
            f"Give it to an unprivileged account (for example: chown -R {unprivileged_account().name} {data})."
        )
    return account_of_owner(status.st_uid, status.st_gid)


def make_folder(folder: Path) -> None:
    """Make the server's folder: closed to others, except that root's lets the server's account pass through.

    It appears with these permissions: two first starts at once must not judge a half-made one.
    """
    if folder.exists():
        return
    draft = Path(tempfile.mkdtemp(prefix=".postgres-", dir=folder.parent))
    draft.chmod(0o711 if we_are_root() else 0o700)
    try:
        draft.rename(folder)
    except OSError as error:
        draft.rmdir()
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise


def require_within_reach(place: Place) -> None:
    """Refuse to start where the server's account cannot come; it could when the data was made."""
    if not place.account.is_us and not can_enter(place.account, place.folder):
        raise FolderNotAllowed(
            f"The account {place.account.name}, whose data is in {place.folder}, can no longer reach it. "
            f"Let it pass through the folders above (chmod o+x), or move {place.folder} to where it can."
        )


def folder_within_reach(home: Path, wanted: Path, account: Account) -> Path:
    """A lasting folder for a home that the server's account cannot reach, remembered in the home."""
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    folder = SHARED_STATE / f"hotelmate-{digest}"
    make_folder(folder)
    require_folder_of_root(folder)
    if not can_enter(account, folder):
        raise FolderNotAllowed(
            f"PostgreSQL does not run as root, and the account {account.name} reaches neither {wanted} nor {folder}. "
            "Set HOTELMATE_HOME to a folder that it can reach, or set DATABASE_URL to a PostgreSQL of your own."
        )
    write_text(wanted / "location", f"{folder}\n")
    return folder


def require_folder_of_root(folder: Path) -> None:
    """Refuse a folder that anybody but root could have put there."""
    try:
        status = folder.lstat()
    except FileNotFoundError as error:
        raise FolderNotAllowed(
            f"The database was kept in {folder}, which is gone. Put it back, or remove the folder `postgres` "
            "of HOTELMATE_HOME to start afresh."
        ) from error
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != ROOT_UID or status.st_mode & 0o022:
        raise FolderNotAllowed(f"{folder} is not a folder that only root may write. Move it away and start again.")


def explain_elsewhere(place: Place) -> str:
    """What to tell a person whose database is not below the home folder."""
    return (
        f"PostgreSQL does not run as root, and the account {place.account.name} cannot reach {place.home}: "
        f"the database is kept in {place.folder}. Nobody's permissions were changed."
    )


def find_socket_folder(place: Place) -> Path:
    """The private folder of the server's socket, made if need be. The same one at every start, so addresses last."""
    beside = place.folder / "socket"
    if fits_socket(beside):
        if not beside.exists():
            beside.mkdir()
            give(beside, place.account)
        require_private(beside, place.account)
        return beside
    record = place.folder / "socket_folder.json"
    remembered = remembered_socket_folder(record, place)
    if remembered is not None:
        return remembered
    folder = Path(tempfile.mkdtemp(prefix="hotelmate-", dir=short_lived_folder()))
    give(folder, place.account)
    write_text(record, json.dumps({"of": str(place.folder), "socket_folder": str(folder)}))
    return folder


def fits_socket(folder: Path) -> bool:
    """Whether a socket in the folder can be named to the kernel, to PostgreSQL and to its clients."""
    path = os.fsencode(folder / f".s.PGSQL.{PORT}")
    return len(path) <= LONGEST_SOCKET_PATH and LISTED_SAFELY.fullmatch(str(folder)) is not None


def remembered_socket_folder(record: Path, place: Place) -> Path | None:
    """The short folder made at an earlier start, if it is still there, private, and not that of a copied original."""
    text = read_text(record)
    if text is None:
        return None
    said = json.loads(text)
    folder = Path(said["socket_folder"])
    return folder if said["of"] == str(place.folder) and is_private(folder, place.account) else None


def short_lived_folder() -> str:
    """Where sockets with short names go: the user's runtime folder if he has one, else /tmp."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if (
        runtime
        and not we_are_root()
        and len(runtime) < LONGEST_SOCKET_PATH // 2
        and is_private(Path(runtime), current_account())
    ):
        return runtime
    return "/tmp"  # noqa: S108 (a random name below it, made private before use)


def give(folder: Path, account: Account) -> None:
    """Make a folder of ours the account's, and closed to everyone else. A link in its place is refused."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        os.fchmod(descriptor, 0o700)
        if not account.is_us:
            os.fchown(descriptor, account.uid, account.gid)
    finally:
        os.close(descriptor)


def is_private(folder: Path, account: Account) -> bool:
    """Whether this is a real folder that belongs to the account and is closed to everyone else."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == account.uid and not status.st_mode & 0o077


def require_private(folder: Path, account: Account) -> None:
    """Refuse to serve from a folder that others may enter."""
    if not is_private(folder, account):
        raise FolderNotAllowed(
            f"{folder} must belong to {account.name} and be closed to others. "
            f"Put that right (chown {account.name} {folder}; chmod 700 {folder}) and start again."
        )
