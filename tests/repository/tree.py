"""What stands in the repository, for the tests that read it."""

import ast
import subprocess
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent.parent
ROOMS = sorted(path.parent.name for path in (CHECKOUT / "waypost").glob("*/__init__.py"))
TEXT = {".py", ".md", ".yaml", ".yml", ".toml", ".json", ".html", ".scss", ".js", ".txt", ".csv", ".in", ""}


@cache
def kept_files() -> Sequence[Path]:
    """Return the files that are, or with the next commit would be, in the repository."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    paths = (CHECKOUT / name for name in sorted(set(listed.split("\0"))) if name)
    return tuple(path for path in paths if path.is_file())


def kept(*suffixes: str, under: str = "") -> Sequence[Path]:
    """Return the kept files with one of `suffixes`, inside the folder `under`."""
    inside = CHECKOUT / under
    return [path for path in kept_files() if path.suffix in suffixes and path.is_relative_to(inside)]


def numbered_lines(paths: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """Yield each line with where it is, as `file:line`."""
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            yield f"{name(path)}:{number}", line


def name(path: Path) -> str:
    """Return a path as the repository names it."""
    return path.relative_to(CHECKOUT).as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Yield each call in a Python file by the last part of its name."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call):
            called = node.func
            yield getattr(called, "attr", getattr(called, "id", "")), node


def imports(path: Path) -> Iterator[str]:
    """Yield the full name of everything that a Python file imports."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
