"""
Every check and test of the checkout: `make test` becomes this program.

All stages run even if one fails. Nothing is skipped: a stage that cannot run, or a test that skips itself,
counts as failed.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from tools.environment import CHECKOUT, find_browser, program

LONGEST_STAGE_S = 20 * 60
LANES = 3
"""How many stages run at once on two cores: of the first three, two mostly wait for others."""
DECIDING = tuple(f"tests/integration/{room}" for room in ("journeys", "messages", "duties", "worklist"))
"""Half of the integration tests by their time; whatever is not named here is the other half."""


@dataclass(frozen=True)
class Stage:
    """One line of the closing table. `folders` is empty for a check that is not a run of pytest."""

    name: str
    command: tuple[str, ...]
    folders: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """How a stage ended; a check counts as one, a run of pytest as its tests."""

    name: str
    passed: int
    failed: int
    seconds: float
    output: str


def _check(name: str, *command: str) -> Stage:
    return Stage(name, (str(program(command[0])), *command[1:]))


def _tests(name: str, *folders: str, without: Sequence[str] = ()) -> Stage:
    pytest = (str(program("pytest")), "-q", "--no-header", "--color=no", "--durations=5")
    return Stage(name, (*pytest, *folders, *(f"--ignore={folder}" for folder in without)), folders)


# In the order in which they begin: the longest by the clock first, so that no lane is left with a long one when the
# others have ended. Each run of pytest that needs a database has its own, and the stories a force of their own.
STAGES = (
    # Whole programs that talk to each other. They take less of the cores than they take time.
    _tests("system", "tests/system"),
    _tests("integration", "tests/integration", "tests/connectors", "tests/verification", without=DECIDING),
    _tests("faults", "tests/faults"),
    _tests("threat", "tests/threat"),
    _tests("unit", "tests/unit"),
    _tests("deciding", *DECIDING),
    _tests("repository", "tests/repository"),
    _check("mypy", "mypy"),
    _check("content", "waypost", "content", "check"),
    _check("imports", "lint-imports"),
    _check("migrations", "python", "-m", "tools.migrations"),
    _check("ruff", "ruff", "check", "."),
    _check("format", "ruff", "format", "--check", "."),
)


def run_stage(stage: Stage) -> Result:
    """Run one stage to its end and say at once how it went."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        status, output = _run((*stage.command, f"--junit-xml={report}") if stage.folders else stage.command)
        passed, failed = _count(report, status=status) if stage.folders else (int(status == 0), int(status != 0))
    result = Result(stage.name, passed, failed, time.monotonic() - started, output)
    _show(result)
    return result


def _run(command: Sequence[str]) -> tuple[int, str]:
    browser = {"CHROMIUM": str(found)} if (found := find_browser()) else {}
    environment = {**os.environ, **browser, "PYTHONUNBUFFERED": "1"}
    with tempfile.TemporaryFile("w+") as output:
        try:
            status = subprocess.run(
                command,
                cwd=CHECKOUT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=LONGEST_STAGE_S,
                check=False,
            ).returncode
        except (OSError, subprocess.TimeoutExpired) as error:
            output.write(f"\n{error}\n")
            status = 1
        output.seek(0)
        return status, output.read()


def _count(report: Path, *, status: int) -> tuple[int, int]:
    if not report.exists():
        return 0, 1
    suites = ET.parse(report).getroot().iter("testsuite")  # noqa: S314  our own pytest wrote it
    totals = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for suite in suites:
        for name in totals:
            totals[name] += int(suite.get(name, 0))
    failed = totals["failures"] + totals["errors"] + totals["skipped"]
    passed = max(totals["tests"] - failed, 0)
    # Nothing collected, or an error outside of any test: the status alone tells.
    return passed, max(failed, int(status != 0))


def _show(result: Result) -> None:
    if result.failed:
        print(f"\n=== {result.name} ===\n{result.output.strip()}\n", flush=True)
    print(_line(result), flush=True)


def _line(result: Result) -> str:
    verdict = "FAILED" if result.failed else "ok"
    counts = f"{result.passed:>6} passed{result.failed:>5} failed"
    return f"{result.name:<14}{verdict:<8}{counts}{result.seconds:>8.1f} s"


def _chosen(stages: Iterable[Stage], *, names: Sequence[str]) -> list[Stage]:
    return [stage for stage in stages if not names or stage.name in names]


def main() -> None:
    """Run the stages named on the command line, or all; the last line is the sum."""
    names = sys.argv[1:]
    unknown = set(names) - {stage.name for stage in STAGES}
    if unknown:
        sys.exit(f"No stage is called {', '.join(sorted(unknown))}.")
    started = time.monotonic()
    with ThreadPoolExecutor(LANES) as pool:
        results = list(pool.map(run_stage, _chosen(STAGES, names=names)))
    passed, failed = sum(result.passed for result in results), sum(result.failed for result in results)
    print(f"\nAll stages, {time.monotonic() - started:.0f} s:")
    for result in results:
        print(_line(result))
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
