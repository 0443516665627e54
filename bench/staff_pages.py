"""
Are the pages of staff fast with a million cases held and fifty members of staff at once?

Fills the force to each number of cases, with the work, threads, hearings, clocks and audit lines that a force has, and
has staff of every role open every view: with a think time, for how long a page takes; without, for how many a second
the machine gives. A bare Django page, served by the same web server, does the same in the same run. Then counts what
each view asks of the database, with few and with many rows to show.

    python -m bench.staff_pages --cases 10000 1000000 --staff 50 --seconds 60
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import staff_plan, staff_world
from bench.events import Story
from bench.figures import heading, percentile, show, table
from bench.filling import Filling
from bench.guards import NotLoopback
from bench.peers.bare_page.running import BARE, ENTRIES, running_bare_page
from bench.pipeline import CHECKOUT, CannotMeasure
from bench.system import DATABASE, FORCE, WEB, System, running_system

_FIRST_FILLED = 50_000_000
_WARM_UP_S = 15.0
_OK = 200
_OIDC = {"WAYPOST_STAFF_OIDC_ISSUER": "http://127.0.0.1:9/", "WAYPOST_STAFF_OIDC_CLIENT_ID": "bench"}
"""Names a provider, so that the door is open; nobody asks it, as sessions are begun directly."""


@dataclass(frozen=True)
class Asked:
    """How it is measured."""

    staff: int
    seconds: float
    think: float


@dataclass(frozen=True)
class Run:
    """What came of one load: seconds by view, pages a second, processor time by role, seconds."""

    by_view: Mapping[str, Sequence[float]]
    pages: int
    seconds: float
    processor_s: Mapping[str, float]
    faults: Sequence[tuple[str, int]]

    def every(self) -> Sequence[float]:
        """Return how long each page took."""
        return [one for found in self.by_view.values() for one in found]


@dataclass(frozen=True)
class Level:
    """What came of one number of cases: with a think time, without, and the same of the bare page; what was counted."""

    cases: int
    filled_s: float
    size_gb: float
    thinking: Run
    bare_thinking: Run
    closed: Run
    bare_closed: Run
    counted: Sequence[Mapping[str, Any]]

    def faults(self) -> Sequence[str]:
        """Return the views that were not answered with 200, and with what they were."""
        loads = (self.thinking, self.bare_thinking, self.closed, self.bare_closed)
        found = [*(one for load in loads for one in load.faults), *self.counted_faults()]
        return sorted({f"{view} ({status})" for view, status in found})

    def counted_faults(self) -> Sequence[tuple[str, int]]:
        """Return those of the views that were counted."""
        return [(one["view"], one["status"]) for one in self.counted if one["status"] != _OK]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--staff", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=5, help="seconds between two pages of one person (5)")
    parser.add_argument("--plans", type=Path, help="a file for the plans of slow statements")
    arguments = parser.parse_args()
    asked = Asked(arguments.staff, arguments.seconds, arguments.think)
    try:
        with running_system(workers=1, settings=_OIDC) as system:
            levels = _measured(system, sorted(arguments.cases), asked)
    except (CannotMeasure, NotLoopback) as error:
        raise SystemExit(f"bench: {error}") from None
    numbers = " ".join(map(str, arguments.cases))
    command = f"python -m bench.staff_pages --cases {numbers} --staff {asked.staff} --seconds {asked.seconds:g}"
    print(heading(f"The pages of staff, {asked.staff} at once", command), end="\n\n")
    print(_report(levels))
    if arguments.plans:
        arguments.plans.write_text(_plans(levels), encoding="utf-8")
    if faults := sorted({fault for one in levels for fault in one.faults()}):
        raise SystemExit(f"bench: not answered with 200: {', '.join(faults)}")


def _measured(system: System, cases: Sequence[int], asked: Asked) -> Sequence[Level]:
    staff_world.prepare(system, FORCE)
    story = Story(FORCE, datetime.now(UTC))
    filling = Filling(system, story=story, first=_FIRST_FILLED, likeness=staff_world.likeness())
    levels, held = [], 0
    with running_bare_page(system) as bare_port:
        for level in cases:
            filled_s = filling.fill(level - held)
            filling.gather_statistics()
            held = level
            print(f"{level:,} cases are held", file=sys.stderr, flush=True)
            levels.append(_level(system, held, asked, filled_s=filled_s, bare_port=bare_port))
    return levels


def _level(system: System, cases: int, asked: Asked, *, filled_s: float, bare_port: int) -> Level:
    held = staff_plan.Held(_FIRST_FILLED, cases, system.connect(FORCE))
    port = int(system.environment["WAYPOST_BASE_URL"].rpartition(":")[2])
    clients = _signed_in(system, staff_plan.clients(held, staff=asked.staff))
    bare = [
        {"cookie": "", "pages": [("bare", f"/entry/{(number * 97 + one) % ENTRIES + 1}/") for one in range(20)]}
        for number in range(len(clients))
    ]
    _load(system, clients, port=port, seconds=_WARM_UP_S, think=1)
    return Level(
        cases=cases,
        filled_s=filled_s,
        size_gb=_size_gb(system),
        bare_thinking=_load(system, bare, port=bare_port, seconds=asked.seconds, think=asked.think),
        thinking=_load(system, clients, port=port, seconds=asked.seconds, think=asked.think),
        bare_closed=_load(system, bare, port=bare_port, seconds=asked.seconds / 3, think=0),
        closed=_load(system, clients, port=port, seconds=asked.seconds / 3, think=0),
        counted=_counted(system, staff_plan.counted(held)),
    )


def _signed_in(system: System, clients: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = _inside(system, "sign-in", {"force": FORCE, "clients": clients})
    return found


def _counted(system: System, clients: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    pages = {
        (view, one["rows"]): {"view": view, "rows": one["rows"], "path": path, "cookie": one["cookie"]}
        for one in _signed_in(system, clients)
        for view, path in reversed(one["pages"])
    }
    found: Sequence[Mapping[str, Any]] = _inside(system, "count", {"force": FORCE, "pages": list(pages.values())})
    return found


def _inside(system: System, what: str, asked: object) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "bench.staff_inside", what],
        cwd=CHECKOUT, env=dict(system.environment), input=json.dumps(asked), stdout=subprocess.PIPE, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise CannotMeasure(f"{what} failed: what it said stands above")
    return json.loads(done.stdout)


def _load(system: System, clients: Sequence[Mapping[str, Any]], *, port: int, seconds: float, think: float) -> Run:
    with tempfile.TemporaryDirectory(prefix="waypost-plan-") as folder:
        plan = Path(folder) / "plan.json"
        plan.write_text(json.dumps([{"cookie": one["cookie"], "pages": one["pages"]} for one in clients]))
        before = system.watch.processor_s()
        command = [sys.executable, "-m", "bench.staff_clients", str(plan), "--port", str(port)]
        done = subprocess.run(
            [*command, "--seconds", str(seconds), "--think", str(think)],
            cwd=CHECKOUT, env=dict(system.environment), stdout=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
        after = system.watch.processor_s()
    if done.returncode:
        raise CannotMeasure("the clients failed: what they said stands above")
    found = json.loads(done.stdout)
    by_view: dict[str, list[float]] = {}
    for view, took, _ in found["samples"]:
        by_view.setdefault(view, []).append(took)
    used = {role: after[role] - before.get(role, 0.0) for role in after} | {"clients": found["processor_s"]}
    return Run(by_view, len(found["samples"]), found["seconds"], used, found["faults"])


def _size_gb(system: System) -> float:
    row = system.connect(FORCE).execute("SELECT pg_database_size(current_database())").fetchone()
    return int(str(row[0])) / 1e9 if row else 0.0


def _report(levels: Sequence[Level]) -> str:
    return "\n\n".join(
        (
            table(("", *(f"{one.cases:,} cases" for one in levels)), _summary(levels)),
            "## By view",
            "Milliseconds with a think time; statements with few and with many rows; milliseconds of the longest one.",
            _by_view(levels),
        )
    )


def _summary(levels: Sequence[Level]) -> Sequence[Sequence[str]]:
    figures: Sequence[tuple[str, Any]] = (
        ("p50, ms", lambda one: 1000 * percentile(one.thinking.every(), 0.5)),
        ("p95, ms", lambda one: 1000 * percentile(one.thinking.every(), 0.95)),
        ("bare page: p50, ms", lambda one: 1000 * percentile(one.bare_thinking.every(), 0.5)),
        ("bare page: p95, ms", lambda one: 1000 * percentile(one.bare_thinking.every(), 0.95)),
        ("pages opened", lambda one: one.thinking.pages),
        ("web, processor ms a page", lambda one: _each(one.thinking, WEB)),
        ("PostgreSQL, processor ms a page", lambda one: _each(one.thinking, DATABASE)),
        ("without think time: pages a second", lambda one: one.closed.pages / one.closed.seconds),
        ("bare page: pages a second", lambda one: one.bare_closed.pages / one.bare_closed.seconds),
        ("web, processor ms a page, without think time", lambda one: _each(one.closed, WEB)),
        ("PostgreSQL, the same", lambda one: _each(one.closed, DATABASE)),
        ("bare page: web, processor ms a page", lambda one: _each(one.bare_closed, BARE)),
        ("bare page: PostgreSQL, the same", lambda one: _each(one.bare_closed, DATABASE)),
        ("filled in, s", lambda one: one.filled_s),
        ("size of the database, GB", lambda one: one.size_gb),
    )
    return [(name, *(show(float(figure(one))) for one in levels)) for name, figure in figures]


def _each(run: Run, role: str) -> float:
    return 1000 * run.processor_s[role] / run.pages


def _by_view(levels: Sequence[Level]) -> str:
    columns = ["view"]
    for one in levels:
        columns += [f"{one.cases:,}: opened", "p50", "p95", "statements", "longest"]
    views = dict.fromkeys(view for one in levels for view in sorted(one.thinking.by_view))
    return table(columns, [[view, *(cell for one in levels for cell in _cells(one, view))] for view in views])


def _cells(level: Level, view: str) -> Sequence[str]:
    took = level.thinking.by_view.get(view, ())
    counted = [one for one in level.counted if one["view"] == view]
    return (
        str(len(took)),
        show(1000 * percentile(took, 0.5)) if took else "-",
        show(1000 * percentile(took, 0.95)) if took else "-",
        ", ".join(str(one["statements"]) for one in counted),
        show(max((one["longest_ms"] for one in counted), default=0)),
    )


def _plans(levels: Sequence[Level]) -> str:
    return "\n\n".join(
        f"{level.cases:,} cases, {one['view']}, {one['rows']} rows, {slow['ms']:.0f} ms\n{slow['sql']}\n{slow['plan']}"
        for level in levels
        for one in level.counted
        for slow in one["slow"]
    )


if __name__ == "__main__":
    main()
