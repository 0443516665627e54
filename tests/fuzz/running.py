"""
Try every parser for some minutes, guided by coverage: `python -m tests.fuzz.running --minutes 10`.

Each turn is a process of its own for one parser, so that a crash costs only its turn; its bytes are kept under
`var/fuzz/crashes`, and the count of executions is added up. Source: atheris, https://github.com/google/atheris.
"""

import argparse
import hashlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

CHECKOUT: Final = Path(__file__).parents[2]
FOLDER: Final = CHECKOUT / "var" / "fuzz"
LOCK: Final = CHECKOUT / "requirements" / "fuzz.txt"
_DONE: Final = re.compile(r"(?:stat::number_of_executed_units:|Done) +(\d+)")
_COVERAGE: Final = re.compile(r"cov: (\d+)")


def main() -> None:
    """Run all parsers in turn, or, with a name, that one in this process."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--minutes", type=float, default=10.0)
    told.add_argument("--parser", default="", help="only this one, in this process")
    told.add_argument("--only", nargs="*", default=[], help="names of parsers, in place of all")
    arguments, others = told.parse_known_args()
    if arguments.parser:
        _run_here(arguments.parser, others)
        return
    _install()
    _run_all(arguments.only, seconds=int(arguments.minutes * 60))


def _run_all(only: Sequence[str], *, seconds: int) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from tests.fuzz.parsers import PARSERS

    names = only or list(PARSERS)
    each = max(seconds // len(names), 1)
    total = crashed = 0
    print(f"{'parser':<18}{'executions':>12}{'a second':>10}{'edges':>8}  ended")
    for name in names:
        started = time.monotonic()
        executions, edges, problem = _run_apart(name, seconds=each)
        total, crashed = total + executions, crashed + bool(problem)
        pace = executions / (time.monotonic() - started)
        print(f"{name:<18}{executions:>12,}{pace:>10,.0f}{edges:>8}  {problem or 'in order'}", flush=True)
    print(f"{total:,} executions in {len(names)} parsers, {crashed} of them with something found")
    sys.exit(bool(crashed))


def _run_apart(name: str, *, seconds: int) -> tuple[int, int, str]:
    corpus, crashes = FOLDER / "corpus" / name, FOLDER / "crashes" / name
    for folder in (corpus, crashes):
        folder.mkdir(parents=True, exist_ok=True)
    options = (
        f"-max_total_time={seconds}",
        "-timeout=10",
        "-rss_limit_mb=2048",
        "-max_len=8192",
        "-print_final_stats=1",
    )
    kept = (f"-artifact_prefix={crashes}/", str(corpus))
    command = (sys.executable, "-m", "tests.fuzz.running", "--parser", name, *options, *kept)
    packages = os.pathsep.join([str(FOLDER / "packages"), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        command, cwd=CHECKOUT, env={**os.environ, "PYTHONPATH": packages}, capture_output=True, text=True, check=False
    )
    (crashes / "log.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    executions = [int(found) for found in _DONE.findall(done.stderr)]
    edges = [int(found) for found in _COVERAGE.findall(done.stderr)]
    problem = "" if done.returncode == 0 else f"FOUND ({done.returncode}): see {crashes.relative_to(CHECKOUT)}"
    return max(executions, default=0), max(edges, default=0), problem


def _run_here(name: str, options: list[str]) -> None:
    atheris = import_module("atheris")  # it is only in the folder of `_install`
    import django

    with atheris.instrument_imports(
        include=["waypost.connectors", "waypost.cases.snapshot", "waypost.cases.screening"]
    ):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
        django.setup()
        from tests.fuzz.parsers import PARSERS
        from tests.fuzz.seeds import seeds

    folder = FOLDER / "corpus" / name
    for seed in seeds()[name]:
        (folder / hashlib.sha256(seed).hexdigest()[:20]).write_bytes(seed)
    # The order of `atheris.Setup` is its own: the program's name first.
    atheris.Setup([sys.argv[0], *options], PARSERS[name])
    atheris.Fuzz()


def _install() -> None:
    stamp, wanted = FOLDER / "installed", hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    command = (
        "uv",
        "pip",
        "install",
        "--quiet",
        "--target",
        str(FOLDER / "packages"),
        "--require-hashes",
        "-r",
        str(LOCK),
    )
    subprocess.run((sys.executable, "-m", *command), cwd=CHECKOUT, check=True)
    stamp.write_text(wanted, encoding="utf-8")


if __name__ == "__main__":
    main()
