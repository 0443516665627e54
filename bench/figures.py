"""What is made of measured figures: percentiles, medians, tables. Pure, but for the heading, which asks the machine."""

import math
import os
import platform
import statistics
import subprocess
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parent.parent


def percentile(values: Sequence[float], share: float) -> float:
    """
    Return the smallest value that `share` (0 to 1) of the values do not exceed: a value that was really measured.

    :raises ValueError: if there are none.
    """
    if not values:
        raise ValueError("no values were measured")
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1]


def medians(runs: Sequence[Mapping[str, float]]) -> Mapping[str, float]:
    """Return the median of each figure over the runs that have it; the names in the order of first sight."""
    names = dict.fromkeys(name for run in runs for name in run)
    return {name: statistics.median(run[name] for run in runs if name in run) for name in names}


def table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [f"| {' | '.join(map(str, cells))} |" for cells in rows]
    return "\n".join([f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}", *lines])


def show(figure: float) -> str:
    """Return a figure with three digits that count, and with commas."""
    if figure == 0 or not math.isfinite(figure):
        return f"{figure:g}"
    digits = max(2 - math.floor(math.log10(abs(figure))), 0)
    return f"{figure:,.{digits}f}"


def heading(title: str, command: str) -> str:
    """Return the heading of a measurement: what, when, on which machine, of which commit, how busy it was."""
    busy = os.getloadavg()
    return (
        f"# {title}\n\nMeasured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC at commit {_commit()} on {os.cpu_count()} cores "
        f"({_processor()}), {platform.python_implementation()} {platform.python_version()}; load of the machine "
        f"{busy[0]:.1f} now, {busy[2]:.1f} over 15 minutes: `{command}`.\nEmbedded PostgreSQL as shipped (fsync, "
        "synchronous commit), all gates, row-level security; stub provider and generator on the same cores."
    )


def repeated(runs: int, measure: Callable[[], Mapping[str, float]]) -> Mapping[str, float]:
    """Return the medians of so many runs of a measurement."""
    return medians([measure() for _ in range(runs)])


def _commit() -> str:
    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=_CHECKOUT, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no", "waypost", "content", "bench")
    return (git("rev-parse", "--short", "HEAD") or "unknown") + (" with changes" if changed else "")


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
