"""Which process serves a data directory, if one does."""

from collections.abc import Sequence
from pathlib import Path

import psutil

# Above the highest process id of any system that we know (Linux: 4194304), so it is never alive.
NOBODY = 2**22 + 1
# Of postmaster.pid, counted from 0; pg_ctl reads it too.
STATUS_LINE = 7


def serving_process(data: Path) -> psutil.Process | None:
    """
    Return the live server of `data`, or None.

    The number in postmaster.pid proves nothing: after a crash or a restart of the machine it may belong to
    any process. It counts only if that process is a PostgreSQL server working in this very folder.
    """
    process = _process(_recorded_pid(data))
    return process if process is not None and _serves(process, data=data) else None


def is_ready(data: Path) -> bool:
    """Whether the server of `data` says that it takes connections, as it writes into postmaster.pid."""
    lines = _recorded_lines(data)
    return len(lines) > STATUS_LINE and lines[STATUS_LINE].strip() == "ready"


def forget_dead_server(data: Path, *, sockets: Path) -> None:
    """
    Take away what would keep the next server from starting, where the number of a dead one was taken over.

    postmaster.pid is kept, naming nobody: its last lines name the shared memory by which PostgreSQL finds
    out whether children of the dead server are still at work in this folder. Without it two servers could
    write to the same files.
    """
    (sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
    path = data / "postmaster.pid"
    if not _recorded_lines(data):
        # Killed before it wrote a word; PostgreSQL does not start over an empty file.
        path.unlink(missing_ok=True)
    elif _process(_recorded_pid(data)) is not None:
        path.write_text("\n".join([str(NOBODY), *_recorded_lines(data)[1:]]) + "\n", encoding="utf-8")


def _recorded_pid(data: Path) -> int | None:
    lines = _recorded_lines(data)
    return int(lines[0]) if lines and lines[0].strip().isdigit() else None


def _recorded_lines(data: Path) -> Sequence[str]:
    try:
        return (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return ()


def _process(pid: int | None) -> psutil.Process | None:
    try:
        return psutil.Process(pid) if pid else None
    except psutil.NoSuchProcess:
        return None


def _serves(process: psutil.Process, *, data: Path) -> bool:
    try:
        # A killed server stays a zombie where nobody collects it, as in many containers.
        is_alive = process.status() != psutil.STATUS_ZOMBIE
        return is_alive and process.name() == "postgres" and data.samefile(process.cwd())
    except (psutil.Error, OSError):
        return False
