"""
How long does `waypost simulate` take, and how much memory?

Runs the command as it is typed on one file, then on all, and prints one table as Markdown.

    python -m bench.simulate january.jsonl february.jsonl march.jsonl
"""

import argparse
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

_SAMPLE_S = 0.1


@dataclass(frozen=True)
class Measured:
    """One run: seconds on the clock and of all processors, the most memory of all processes together (bytes)."""

    files: int
    events: int
    size: int
    seconds: float
    processor_seconds: float
    peak: int
    said: str


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    arguments = parser.parse_args()
    runs = [measure(arguments.files[:1])]
    if len(arguments.files) > 1:
        runs.append(measure(arguments.files))
    print_table(runs)


def measure(files: Sequence[Path]) -> Measured:
    """Run the command on these files and watch it."""
    command = [sys.executable, "-m", "waypost.config.cli", "simulate"]
    started = time.monotonic()
    running = psutil.Popen(
        [*command, *(part for file in files for part in ("--events", str(file)))], stdout=subprocess.PIPE, text=True
    )
    peak, processors = 0, 0.0
    while running.poll() is None:
        size, used = _look(running)
        peak, processors = max(peak, size), max(processors, used)
        time.sleep(_SAMPLE_S)
    seconds = time.monotonic() - started
    if running.returncode != 0:
        raise SystemExit("the simulation failed: what it said stands above.")
    lines = sum(file.read_bytes().count(b"\n") for file in files)
    total = sum(file.stat().st_size for file in files)
    return Measured(len(files), lines, total, seconds, processors, peak, running.stdout.read())


def print_table(runs: Sequence[Measured]) -> None:
    """Print what was measured."""
    print("# `waypost simulate` on a quarter of a force\n")
    print(
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {os.cpu_count()} cores (load {os.getloadavg()[0]:.1f} at the end),"
        f" CPython {platform.python_version()}: `python -m bench.simulate FILE ...`.\n"
    )
    print("| files | events | MB | seconds | processor seconds | events a second | peak memory, MB |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for run in runs:
        print(
            f"| {run.files} | {run.events:,} | {run.size / 1e6:.0f} | {run.seconds:.1f} | {run.processor_seconds:.1f} |"
            f" {run.events / run.seconds:,.0f} | {run.peak / 1e6:.0f} |"
        )
    print("\nMemory is the resident size of all its processes, summed, so that what they share counts again.\n")
    print("## What the last run said\n")
    print("".join(f"    {line}\n" for line in runs[-1].said.splitlines()))


def _look(running: psutil.Popen) -> tuple[int, float]:
    """Return the memory and the processor time of a process and its children."""
    size, used = 0, 0.0
    try:
        every = [running, *running.children(recursive=True)]
    except psutil.Error:
        return 0, 0.0
    for process in every:
        try:
            size += process.memory_info().rss
            times = process.cpu_times()
            used += times.user + times.system
        except psutil.Error:
            continue
    return size, used


if __name__ == "__main__":
    main()
