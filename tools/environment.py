"""
Bring a checkout from nothing to ready, with Python's standard library alone.

Each step keeps a stamp that names what it was made from, so that a second run does nothing twice. `make`
calls this; it runs on the machine's own Python, before anything of ours is installed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
VENV = CHECKOUT / ".venv"
NODE_MODULES = CHECKOUT / "node_modules"
PAGES = CHECKOUT / "waypost" / "base" / "pages" / "assets"
STATIC = CHECKOUT / "waypost" / "base" / "static" / "waypost"
REQUIREMENTS = CHECKOUT / "requirements"
OLDEST_NODE = 18
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class CannotPrepare(RuntimeError):
    """Something that only the machine's owner can mend stands in the way; the message says what to do."""


@dataclass(frozen=True)
class Step:
    """
    One piece of work that is done once for each state of what it is made from.

    `stamp` stands inside what the step makes, so that deleting the result also forgets that it was made.
    """

    title: str
    stamp: Path
    made_from: Sequence[Path]
    work: Callable[[], None]

    def is_done(self) -> bool:
        """Whether the stamp says that the work was done for exactly this."""
        wanted = _fingerprint(self.made_from)
        return self.stamp.exists() and self.stamp.read_text(encoding="utf-8") == wanted

    def run(self) -> None:
        """Do the work unless it is done."""
        if self.is_done():
            return
        say(self.title)
        self.work()
        self.stamp.parent.mkdir(parents=True, exist_ok=True)
        self.stamp.write_text(_fingerprint(self.made_from), encoding="utf-8")


def say(sentence: str) -> None:
    """Tell the person at the terminal what is being done."""
    print(f"waypost: {sentence}", flush=True)


def run(command: Sequence[str | Path], *, environment: dict[str, str] | None = None) -> None:
    """
    Run a command in the checkout.

    :raises CannotPrepare: if it fails; its own output stands above.
    """
    result = subprocess.run(
        [str(part) for part in command], cwd=CHECKOUT, env={**os.environ, **(environment or {})}, check=False
    )
    if result.returncode:
        raise CannotPrepare(f"`{Path(str(command[0])).name} {command[1]}` failed (see above).")


def _fingerprint(paths: Iterable[Path]) -> str:
    # The path too: a virtual environment does not work from another folder than the one it was made in.
    digest = hashlib.sha256(f"{CHECKOUT}\n{sys.version_info[:2]}".encode())
    for path in sorted(paths):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def program(name: str) -> Path:
    """Return the path of a program in the checkout's virtual environment."""
    return VENV / "bin" / name


# --- Python -------------------------------------------------------------------------------------


def install_python_packages(*locks: str) -> None:
    """Install the packages of the named locks (`runtime`, `dev`), each with its hash, and ours in place."""
    _make_virtual_environment()
    for lock in ("build", *locks):
        # Who develops has what runs, in the same versions (tests/repository/test_locks.py).
        if not (lock == "runtime" and _installation("dev").is_done()):
            _installation(lock).run()
    Step(
        "installing Waypost itself in place",
        VENV / "waypost-itself.stamp",
        [CHECKOUT / "pyproject.toml"],
        lambda: _pip("--no-index", "--editable", "."),
    ).run()


def _make_virtual_environment() -> None:
    if _works_here():
        return
    say("making the virtual environment .venv")
    try:
        venv.create(VENV, clear=True, with_pip=True)
    except subprocess.CalledProcessError:
        shutil.rmtree(VENV, ignore_errors=True)
        raise CannotPrepare(
            "This Python cannot make virtual environments; on Debian: `apt-get install python3-venv`."
        ) from None


def _works_here() -> bool:
    # A checkout that was moved has programs that start the Python of its old place.
    pip = program("pip")
    if not pip.exists() or f"{VENV}/bin/python" not in pip.read_text(encoding="utf-8"):
        return False
    return subprocess.run([program("python"), "-c", "import pip"], check=False).returncode == 0


def _installation(lock: str) -> Step:
    path = REQUIREMENTS / f"{lock}.txt"
    return Step(
        f"installing the Python packages of requirements/{lock}.txt",
        VENV / f"waypost-{lock}.stamp",
        [path],
        lambda: _pip("--require-hashes", "--requirement", str(path.relative_to(CHECKOUT))),
    )


def _pip(*arguments: str) -> None:
    quiet = ("--quiet", "--disable-pip-version-check", "--no-input")
    # What comes as source is built with the setuptools of our lock, not with one fetched for the moment.
    locked = ("--no-deps", "--no-build-isolation", "--use-pep517")
    run([program("python"), "-m", "pip", "install", *quiet, *locked, *arguments])


# --- Pages --------------------------------------------------------------------------------------


def build_pages() -> None:
    """Build the pages' CSS and JS with Node: the one on the PATH, else the one that PyPI carries."""
    Step(
        "installing what builds the pages (npm)",
        NODE_MODULES / ".waypost.stamp",
        [CHECKOUT / "package-lock.json"],
        lambda: npm("ci"),
    ).run()
    sources = [path for path in PAGES.rglob("*") if path.is_file()]
    Step(
        "building the pages' CSS and JS",
        STATIC / ".stamp",
        [*sources, CHECKOUT / "package-lock.json", Path(__file__)],
        _build_pages,
    ).run()


def _build_pages() -> None:
    # Into a folder beside, then moved: a server that runs never sees half a style sheet.
    unfinished = STATIC.with_name("waypost.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    sass = ("--style=compressed", "--no-source-map", "--pkg-importer=node", "--quiet-deps")
    _node("sass/sass.js", *sass, PAGES / "app.scss", unfinished / "app.css")
    esbuild = ("--bundle", "--minify", "--format=esm", "--target=es2020", "--log-level=warning")
    _node("esbuild/bin/esbuild", PAGES / "app.js", f"--outfile={unfinished / 'app.js'}", *esbuild)
    STATIC.mkdir(parents=True, exist_ok=True)
    for made in unfinished.iterdir():
        made.replace(STATIC / made.name)
    unfinished.rmdir()


def npm(*arguments: str) -> None:
    """Run npm in the checkout."""
    run(["npm", *arguments], environment=_with_node())


def _node(script: str, *arguments: str | Path) -> None:
    run(["node", NODE_MODULES / script, *arguments], environment=_with_node())


def _with_node() -> dict[str, str]:
    if _has_node():
        return {}
    _make_virtual_environment()
    _installation("node").run()
    return {"PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}


def _has_node() -> bool:
    if not shutil.which("node") or not shutil.which("npm"):
        return False
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    major = version.strip().removeprefix("v").split(".")[0]
    return major.isdigit() and int(major) >= OLDEST_NODE


# --- Browser ------------------------------------------------------------------------------------


def find_browser() -> Path | None:
    """Return the Chromium of this machine, or None."""
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    return Path(found) if found else None


def ensure_browser() -> None:
    """
    Make sure that the browser tests have a Chromium; they are never skipped.

    :raises CannotPrepare: if there is none and we may not install one.
    """
    if find_browser():
        return
    _install_with_apt(
        "chromium",
        reason="The browser tests need Chromium and none is found: install your system's `chromium` package, "
        "or name one in CHROMIUM.",
    )


# --- A second kind of database ------------------------------------------------------------------


def find_mariadb() -> Path | None:
    """Return the MariaDB server of this machine, or None. It need not run: the tests start their own."""
    # Where servers are is not on everybody's PATH.
    found = os.environ.get("MARIADBD") or shutil.which("mariadbd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    return Path(found) if found else None


def ensure_mariadb() -> Path:
    """
    Return the MariaDB server that the tests of SQL sources start; they are never skipped.

    :raises CannotPrepare: if there is none and we may not install one.
    """
    if not find_mariadb():
        # The program alone: no service is started, and no user made.
        _install_with_apt(
            "mariadb-server-core",
            reason="The tests of SQL sources need MariaDB and none is found: install your system's "
            "`mariadb-server-core` package, or name its `mariadbd` in MARIADBD.",
        )
    return find_mariadb() or Path("mariadbd")


def _install_with_apt(package: str, *, reason: str) -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise CannotPrepare(reason)
    say(f"installing {package} for the tests (apt-get)")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-qq"], environment=quiet)
    run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], environment=quiet)
