"""Which process serves a data directory, if one does."""

from pathlib import Path

import psutil

# Above the highest process id of any system that we know (Linux: 4194304), so it is never alive.
NOBODY = 2**22 + 1


def serving_process(data: Path) -> psutil.Process | None:
    """
    Return the live server of `data`, or None.

    The number in postmaster.pid proves nothing: after a crash or a restart of the machine it may belong to
    any process. It counts only if that process is a PostgreSQL server working in this very folder.
    """
    process = _process(_recorded_pid(data))
    return process if process is not None and _serves(process, data=data) else None


def forget_dead_server(data: Path) -> None:
    """
    Make postmaster.pid name nobody, where its number was taken over by some other process.

    The file is kept: its last lines name the shared memory by which PostgreSQL finds out whether children of
    the dead server are still at work in this folder. Without it two servers could write to the same files.
    """
    path = data / "postmaster.pid"
    if _process(_recorded_pid(data)) is None:
        return
    _, separator, rest = path.read_text(encoding="utf-8").partition("\n")
    path.write_text(f"{NOBODY}{separator}{rest}", encoding="utf-8")


def _recorded_pid(data: Path) -> int | None:
    try:
        return abs(int((data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0]))
    except (FileNotFoundError, ValueError):
        return None


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
