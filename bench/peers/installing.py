"""Install what the peers need: their Python packages, locked, into a folder of their own, and Redis."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from bench.pipeline import CHECKOUT, CannotMeasure

_LOCK = CHECKOUT / "requirements" / "peers.txt"
_FOLDER = CHECKOUT / "var" / "bench" / "peers"


def peers_python() -> Path:
    """
    Return a Python that has the packages of `requirements/peers.txt`, installed if they are not there yet.

    :raises CannotMeasure: if they cannot be installed.
    """
    stamp, wanted = _FOLDER / "installed", hashlib.sha256(_LOCK.read_bytes()).hexdigest()
    python = _FOLDER / "bin" / "python"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        _run(sys.executable, "-m", "venv", "--clear", str(_FOLDER))
        options = ("--quiet", "--disable-pip-version-check", "--no-input", "--no-deps", "--require-hashes")
        _run(str(python), "-m", "pip", "install", *options, "--requirement", str(_LOCK))
        stamp.write_text(wanted, encoding="utf-8")
    return python


def redis_server() -> str:
    """
    Return the path of redis-server; where we are root on Debian, it is installed if it is not there.

    :raises CannotMeasure: saying what to install.
    """
    if not shutil.which("redis-server") and os.geteuid() == 0 and shutil.which("apt-get"):
        _run("apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "redis-server")
    found = shutil.which("redis-server")
    if found is None:
        raise CannotMeasure("redis-server is not here: install your system's `redis-server` package")
    return found


def _run(*command: str) -> None:
    done = subprocess.run(command, cwd=CHECKOUT, stdout=sys.stderr, check=False)
    if done.returncode:
        raise CannotMeasure(f"`{Path(command[0]).name} {' '.join(command[1:4])}` failed (see above)")
