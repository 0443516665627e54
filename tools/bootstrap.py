"""What the Makefile calls: `python tools/bootstrap.py setup|static|demo|test|lock`."""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

# The checkout is not installed yet when this runs.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import environment, locks


def setup() -> None:
    """Install everything that developing needs."""
    environment.install_python_packages("dev")
    environment.build_pages()


def static() -> None:
    """Build the pages' CSS and JS."""
    environment.build_pages()


def demo() -> None:
    """Install what running needs and become the demo."""
    environment.install_python_packages("runtime")
    environment.build_pages()
    _become("-m", "demo")


def drills() -> None:
    """Install everything and become the drills."""
    setup()
    _become("-m", "drills", *sys.argv[2:])


def test() -> None:
    """Install everything, a browser and a second kind of database included, and become the checks."""
    setup()
    environment.ensure_browser()
    environment.ensure_mariadb()
    _become("-m", "tools.check", *sys.argv[2:])


def lock() -> None:
    """Choose versions anew and write them down with their hashes."""
    environment.install_python_packages("dev")
    locks.write_all()


TARGETS: Mapping[str, Callable[[], None]] = {
    "setup": setup,
    "static": static,
    "demo": demo,
    "test": test,
    "drills": drills,
    "lock": lock,
}


def _become(*arguments: str) -> None:
    # Replaces this process, so that Ctrl-C and the exit status are the program's own.
    os.chdir(environment.CHECKOUT)
    python = str(environment.program("python"))
    os.execv(python, [python, *arguments])  # noqa: S606  no shell is what we want


def main() -> None:
    """Run the target that the first argument names."""
    # Many images of Python forbid it. Waypost is many processes: each would compile a thousand files anew, for seconds.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        TARGETS[sys.argv[1]]()
    except environment.CannotPrepare as error:
        print(f"waypost: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
