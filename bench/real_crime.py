"""
What becomes of real recorded crime in a running system?

Starts the whole demonstration in a folder of its own, pushes the rows of a data.police.uk file through the intake
over HTTP, waits until nothing is due any more, and prints what was recorded, told and held, and what it took.

    python -m bench.real_crime FILE --press 60
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django
import psutil
import psycopg
import requests

from bench.own_numbers import OwnNumbers
from demo.launcher import FORCE, running_demo
from waypost.base.postgres import find_server
from waypost.base.values import ForceName

BATCH = 100
_DAY = timedelta(days=1)
_QUIET_S = 6.0
_LONGEST_WAIT_S = 1800.0


@dataclass
class Peak:
    """The most memory (resident, bytes) that each kind of process had."""

    bytes_of: dict[str, int] = field(default_factory=dict)

    def sample(self) -> None:
        """Look once at all processes that we started."""
        now: Counter[str] = Counter()
        for process in psutil.Process().children(recursive=True):
            try:
                now[_role(process.cmdline())] += process.memory_info().rss
            except psutil.Error:
                continue
        for role, size in now.items():
            self.bytes_of[role] = max(size, self.bytes_of.get(role, 0))


@dataclass(frozen=True)
class Pushed:
    """What the intake answered in all, and how long the pushing took (seconds)."""

    answers: Mapping[str, int]
    rejected: Sequence[Mapping[str, str]]
    seconds: float


def main() -> None:
    """Measure and print the tables as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--rows", type=int, help="only so many rows of the file; all of them without it")
    parser.add_argument("--press", type=int, default=60, metavar="MINUTES")
    parser.add_argument("--port", type=int, default=18400)
    arguments = parser.parse_args()
    if os.environ.get("DATABASE_URL"):
        raise SystemExit("DATABASE_URL is set: unset it, so that a thousand made-up crimes reach no force's database.")
    with tempfile.TemporaryDirectory(prefix="waypost-bench-") as folder:
        os.environ["WAYPOST_HOME"] = folder
        try:
            with running_demo(arguments.port) as running:
                # The rooms' own queries are asked at the end, in this process.
                os.environ["DJANGO_SETTINGS_MODULE"] = "waypost.config.settings"
                django.setup()
                print(_measure(arguments, running.addresses.waypost, Path(folder)))
        finally:
            find_server(Path(folder)).remove()


def _measure(arguments: argparse.Namespace, base_url: str, folder: Path) -> str:
    events = folder / "events.jsonl"
    limit = ("--limit", str(arguments.rows)) if arguments.rows else ()
    convert = ("police-uk", str(arguments.file), "--force", FORCE, *limit)
    said = _waypost(*convert, "--press", str(arguments.press), "--out", str(events)).stderr
    _give_own_numbers(events)
    source = json.loads(
        _waypost(
            "source", "add", "--force", FORCE, "--name", "replay", "--kind", "push", "--state", "live", "--json"
        ).stdout
    )
    peak = Peak()
    with _sampling(peak):
        started = time.monotonic()
        pushed = _push(events, base_url, source["key"])
        with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as database:
            _see_all(database)
            decided_s = _wait_until_quiet(database, started)
            return "\n\n".join(_report(arguments, database, pushed=pushed, decided_s=decided_s, peak=peak, said=said))


def _give_own_numbers(events: Path) -> None:
    numbers = OwnNumbers()
    lines = events.read_text(encoding="utf-8").splitlines()
    changed = [numbers.change(line, case=json.loads(line)["subject"]) for line in lines]
    events.write_text("".join(f"{line}\n" for line in changed), encoding="utf-8")


def _push(events: Path, base_url: str, key: str) -> Pushed:
    answers: Counter[str] = Counter()
    rejected: list[Mapping[str, str]] = []
    started = time.monotonic()
    session = requests.Session()
    session.headers.update({"Authorization": f"Bearer {key}", "Content-Type": "application/cloudevents-batch+json"})
    for batch in _batches(events):
        response = session.post(f"{base_url}/api/intake/v1/events", data=json.dumps(batch), timeout=120)
        response.raise_for_status()
        answer = response.json()
        rejected += answer.pop("rejected")
        answers.update(answer)
    return Pushed(answers, rejected, time.monotonic() - started)


def _batches(events: Path) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    with events.open(encoding="utf-8") as lines:
        for line in lines:
            batch.append(json.loads(line))
            if len(batch) == BATCH:
                yield batch
                batch = []
    if batch:
        yield batch


def _see_all(database: psycopg.Connection[Any]) -> None:
    # Even the owner sees one force at a time.
    database.execute("SELECT set_config('waypost.force', %s, false)", [FORCE])


def _wait_until_quiet(database: psycopg.Connection[Any], started: float) -> float:
    """Wait until nothing is due and every hand-over has its receipt; return the seconds since the start."""
    last_busy = time.monotonic()
    while time.monotonic() - started < _LONGEST_WAIT_S:
        row = database.execute(
            "SELECT (SELECT count(*) FROM cases_place WHERE wake_at <= now())"
            # An e-mail gets no receipt: it counts as delivered when nothing came back for a day.
            " + (SELECT count(*) FROM messages_message WHERE state IN ('leased', 'in_doubt')"
            "    OR (state = 'handed_over' AND channel = 'sms') OR (state = 'queued' AND due_at <= now()))"
        ).fetchone()
        if row and row[0]:
            last_busy = time.monotonic()
        elif time.monotonic() - last_busy > _QUIET_S:
            return last_busy - started
        time.sleep(0.25)
    raise SystemExit("the system did not come to rest")


def _report(
    arguments: argparse.Namespace,
    database: psycopg.Connection[Any],
    *,
    pushed: Pushed,
    decided_s: float,
    peak: Peak,
    said: str,
) -> Iterator[str]:
    rows = f"--rows {arguments.rows} " if arguments.rows else ""
    yield f"# {arguments.rows or 'All'} rows of {arguments.file.name} through a running system"
    yield (
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {psutil.cpu_count()} cores, {platform.python_implementation()} "
        f"{platform.python_version()}, embedded PostgreSQL, web, worker, crime system and phone on the same machine:"
        f"\n`python -m bench.real_crime FILE {rows}--press {arguments.press}`. People, contacts, "
        "officers and the steps between are made up; offence type, place and outcome are real."
    )
    yield "## What was pushed\n\n" + "\n".join(f"    {line}" for line in said.strip().splitlines())
    yield _table(
        "## What the intake answered",
        ("answer", "events"),
        [*pushed.answers.items(), ("rejected", len(pushed.rejected))],
    )
    if pushed.rejected:
        yield "\n".join(f"- {item['id']}: {item['error']}" for item in pushed.rejected)
    for heading, columns, statement in _QUERIES:
        yield _table(heading, columns, database.execute(statement.format(mine=_MINE)).fetchall())
    yield from _people_first()
    yield _table(
        "## Time and memory",
        ("what", "figure"),
        [
            ("pushed and answered", f"{pushed.seconds:.1f} s"),
            ("until nothing was due and every text had its receipt", f"{decided_s:.1f} s"),
            *((f"peak memory, {role}", f"{size / 2**20:.0f} MiB") for role, size in sorted(peak.bytes_of.items())),
        ],
    )


def _people_first() -> Iterator[str]:
    """
    What people must do, and how the clocks of the Victims' Code stand, as the rooms' own queries say it.

    They count the whole force: the nine older cases of the demo's crime system are among it.
    """
    from waypost.duties.queries import By, standing
    from waypost.worklist.queries import items_by_reason

    now = datetime.now(UTC)
    force = ForceName(FORCE)
    yield _table(
        "## What people must do (the demo's own nine cases with it)",
        ("kind", "reason", "state", "items"),
        [
            (one.kind, one.reason, one.state, one.items)
            for one in items_by_reason(force=force, since=now - _DAY, until=now + _DAY)
        ],
    )
    yield _table(
        "## The clocks of the Victims' Code (the demo's own nine cases with it)",
        ("duty", "length", "met", "met late", "running", "breached", "stopped"),
        [
            (
                one.duty,
                "enhanced" if one.enhanced else "standard",
                one.met,
                one.late,
                one.open,
                one.breached,
                one.stopped,
            )
            for one in standing(force, by=By.DUTY)
        ],
    )


_MINE = "case_id IN (SELECT c.id FROM cases_case c JOIN cases_source s ON s.id = c.source_id WHERE s.name = 'replay')"
_QUERIES = (
    (
        "## Crimes and incidents by what is known of them",
        ("kind", "status", "records", "of them with something held"),
        "SELECT kind, status, count(*), count(*) FILTER (WHERE held > 0) FROM cases_case"
        " WHERE id IN (SELECT case_id FROM cases_event WHERE {mine}) GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2",
    ),
    (
        "## Events on the timelines",
        ("event", "number"),
        "SELECT kind, count(*) FROM cases_event WHERE {mine} GROUP BY 1 ORDER BY 2 DESC, 1",
    ),
    (
        "## Messages by template",
        ("template", "channel", "state", "messages"),
        "SELECT template, channel, state, count(*) FROM messages_message WHERE {mine}"
        " GROUP BY 1, 2, 3 ORDER BY 1, 2, 4 DESC, 3",
    ),
    (
        "## Why messages were held, or never sent, and whose it is",
        ("state", "reason", "owner", "messages", "people"),
        "SELECT state, reason, owner, count(*), count(DISTINCT person_id) FROM messages_message"
        " WHERE {mine} AND reason <> '' GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3",
    ),
    (
        "## What stood against messages (every gate that did not let them go, not only the one that decided)",
        ("gate", "answer", "reason", "messages"),
        "SELECT gate ->> 'name', gate ->> 'answer', gate ->> 'reason', count(*) FROM messages_message,"
        " jsonb_array_elements(gates) AS gate WHERE {mine} AND gate ->> 'answer' IN ('hold', 'suppress', 'ask')"
        " GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3",
    ),
    (
        "## Skipped by the journeys",
        ("journey", "reason", "times"),
        "SELECT journey, reason, count(*) FROM journeys_decision"
        " WHERE {mine} AND decision = 'skip' GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2",
    ),
    (
        "## What the sources were asked to take",
        ("kind", "state", "items"),
        "SELECT kind, state, count(*) FROM cases_outbox WHERE {mine} GROUP BY 1, 2 ORDER BY 1, 2",
    ),
)


def _table(heading: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [f"| {' | '.join(map(str, cells))} |" for cells in rows] or [
        f"| {' | '.join(['none', *[''] * (len(columns) - 1)])} |"
    ]
    return "\n".join([heading, "", f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}", *lines])


@contextmanager
def _sampling(peak: Peak) -> Iterator[None]:
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(0.5):
            peak.sample()

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _role(command: Sequence[str]) -> str:
    words = " ".join(command)
    for mark, role in (
        ("gunicorn", "web"),
        ("waypost.config.cli worker", "worker"),
        ("demo.rms", "crime system"),
        ("demo.phone", "phone"),
        ("demo.control_room", "control room"),
    ):
        if mark in words:
            return role
    return "other"


def _waypost(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "waypost.config.cli", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"waypost {arguments[0]} failed: {done.stderr.strip()}")
    return done


if __name__ == "__main__":
    main()
