"""Where the embedded server keeps its things, and as whom it runs."""

import fcntl
import hashlib
import os
import pwd
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SYSTEM_FOLDERS = (Path("/var/lib"), Path("/srv"), Path("/opt"))
SYSTEM_NAME = "waypost-postgres"
NOTE = "place"
LOCK = "lock"
UNPRIVILEGED = ("postgres", "nobody")
# sun_path holds 104 bytes on BSD and 108 on Linux; the server adds "/.s.PGSQL.5432.lock".
LONGEST_SOCKET_FOLDER = 80
# These would need quoting inside `unix_socket_directories`, which is a list.
AWKWARD_IN_A_LIST = frozenset(",\"'@\\")


class NoPlaceError(RuntimeError):
    """There is no folder or no user that the embedded server could use."""


@dataclass(frozen=True)
class Account:
    """A user of the operating system."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Place:
    """
    The folders of one embedded server.

    `home` holds what is ours (lock, passwords); `base` what the server's user must reach. They differ only
    where we are root: the server refuses to run as root, and a checkout of root's is often closed to others.
    """

    home: Path
    base: Path
    sockets: Path
    supervisor: str

    @property
    def data(self) -> Path:
        """The data directory; it exists only when it is complete."""
        return self.base / "data"

    @property
    def unfinished_data(self) -> Path:
        """Where a data directory is made, so that a kill half-way leaves nothing that looks complete."""
        return self.base / "data.new"

    @property
    def lock(self) -> Path:
        """Whoever starts or stops the server holds this file."""
        return self.home / LOCK

    @property
    def passwords(self) -> Path:
        """The passwords of our two login roles, for this user's eyes only."""
        return self.home / "passwords.json"


def is_root() -> bool:
    """Whether this process may become any user."""
    return os.geteuid() == 0


def current_account() -> Account:
    """
    Return the account of this process.

    :raises NoPlaceError: if it has no name, which PostgreSQL's own tools require.
    """
    return _account(os.geteuid())


def server_account(place: Place) -> Account:
    """Return whom the server runs as: we ourselves, or if we are root the owner of the data."""
    if not is_root():
        return current_account()
    if place.data.exists():
        return _account(place.data.stat().st_uid)
    return _unprivileged_account()


def _account(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise NoPlaceError(
            f"User id {uid} has no name on this machine, so PostgreSQL cannot be started here: "
            "set DATABASE_URL and DATABASE_OWNER_URL to a server of your own."
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _unprivileged_account() -> Account:
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise NoPlaceError(f"PostgreSQL does not run as root, and none of the users {UNPRIVILEGED} exists here.")


def find_place(home: Path) -> Place:
    """
    Return the place of the server of `home` (`WAYPOST_HOME`), making its folders where they are missing.

    As root the name of the system folder is written down in `home`: a checkout that is moved keeps its
    data, and a fresh clone at the path of a deleted one does not find the old.
    """
    ours = home.resolve() / "postgres"
    ours.mkdir(mode=0o700, parents=True, exist_ok=True)
    base = _system_base(ours) if is_root() else ours
    return Place(home=ours, base=base, sockets=_socket_folder(base), supervisor=current_account().name)


def _system_base(ours: Path) -> Path:
    note = ours / NOTE
    if not note.exists():
        with locked(ours / LOCK):
            if not note.exists():
                name = f"{_short_hash(ours)}-{secrets.token_hex(4)}"
                write_private(note, str(_system_folder() / SYSTEM_NAME / name))
    return Path(note.read_text(encoding="utf-8"))


def note_home(place: Place) -> None:
    """Write down beside the system folder whose it is, so that a server whose home is gone can be told."""
    note = place.base.with_suffix(".home")
    if is_root() and not (note.exists() and note.read_text(encoding="utf-8") == str(place.home)):
        write_private(note, str(place.home))


def find_abandoned(place: Place) -> Iterator[Path]:
    """Yield the data directories beside `place` whose home was deleted or has moved to another folder."""
    for note in place.base.parent.glob("*.home") if is_root() else ():
        base, home = note.with_suffix(""), Path(note.read_text(encoding="utf-8"))
        if not (home / NOTE).exists() or (home / NOTE).read_text(encoding="utf-8") != str(base):
            yield base / "data"


def _system_folder() -> Path:
    for folder in SYSTEM_FOLDERS:
        others_may_pass = folder.is_dir() and folder.stat().st_mode & 0o001
        if others_may_pass and os.access(folder, os.W_OK):
            return folder
    raise NoPlaceError(f"None of {[str(folder) for folder in SYSTEM_FOLDERS]} can be written to.")


def _socket_folder(base: Path) -> Path:
    inside = base / "run"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER and not AWKWARD_IN_A_LIST & set(str(inside)):
        return inside
    return Path("/tmp") / f"waypost-{os.geteuid()}-{_short_hash(base)}"  # noqa: S108  checked by make_private


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def make_private(folder: Path, *, owner: Account) -> None:
    """
    Make `folder` for `owner` alone.

    :raises NoPlaceError: if somebody else was there first, as anybody can be in /tmp.
    """
    try:
        folder.mkdir(mode=0o700)
        if is_root():
            os.chown(folder, owner.uid, owner.gid)
    except FileExistsError:
        pass
    found = folder.lstat()
    if folder.is_symlink() or not folder.is_dir() or found.st_uid != owner.uid or found.st_mode & 0o077:
        raise NoPlaceError(f"{folder} must be a folder of user {owner.name} alone: remove it and start again.")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file `path`, waiting for it; the system drops it when its holder dies, however it dies."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def write_private(path: Path, text: str) -> None:
    """Write a file that only this user can read, all of it or none."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
