"""
Where does the time go?

Runs the stages one after the other in this process, each on the same newly recorded crimes: the intake and the receipts
through the web application as gunicorn calls it, the rest as the worker's own jobs, with the stub as the provider. Says
for each what processor time an event it took here and in PostgreSQL; then, in a second round, the functions.

    python -m bench.profile --events 1000 --top 15
"""

import argparse
import cProfile
import io
import itertools
import os
import pstats
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.events import Story, batches, recorded
from bench.figures import heading, show, table
from bench.guards import NotLoopback
from bench.pipeline import CHECKOUT, CannotMeasure
from bench.stub_provider import receipt_of
from bench.system import DATABASE, FORCE, System, running_system

_BATCH = 100
_WARM_UP = 200
# What a worker does with new events, in the order in which it comes to it; any other job of a force follows.
_ORDER = ("drain", "deliver", "take_receipts", "run_clocks", "take_answers")

Stage = Callable[[], object]
Application = Callable[..., Any]


@dataclass(frozen=True)
class Cost:
    """What one stage took in all, seconds."""

    stage: str
    here_s: float
    database_s: float
    clock_s: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000)
    parser.add_argument("--top", type=int, default=15)
    arguments = parser.parse_args()
    try:
        with running_system(workers=0) as system:
            application = _load(system)
            serials = itertools.count()
            _run(system, application, serials, _WARM_UP)
            costs = _run(system, application, serials, arguments.events)
            functions = _profile(system, application, serials, arguments)
    except (CannotMeasure, NotLoopback) as error:
        raise SystemExit(f"bench: {error}") from None
    command = f"python -m bench.profile --events {arguments.events} --top {arguments.top}"
    print(heading(f"Where the time of {arguments.events:,} events goes, in one process", command), end="\n\n")
    print(_report(costs, arguments.events))
    for stage, rows in functions.items():
        print(f"\n## {stage}\n\n{table(('function', 'calls an event', 'own, ms', 'with what it calls, ms'), rows)}")


def _load(system: System) -> Application:
    """Make this process a part of the system; return its web application."""
    os.environ.update(system.environment)
    from waypost.config.environment import prepare

    prepare()
    from waypost.config.wsgi import application

    return application


def _run(system: System, application: Application, serials: Iterator[int], events: int) -> Sequence[Cost]:
    return [_timed(name, work, system) for name, work in _stages(system, application, serials, events)]


def _timed(name: str, work: Stage, system: System) -> Cost:
    database, here, clock = system.watch.processor_s()[DATABASE], time.process_time(), time.monotonic()
    work()
    here, clock = time.process_time() - here, time.monotonic() - clock
    return Cost(name, here, system.watch.processor_s()[DATABASE] - database, clock)


def _stages(
    system: System, application: Application, serials: Iterator[int], events: int
) -> Iterator[tuple[str, Stage]]:
    """Yield each stage just before it is due; the next is made when it is done."""
    story = Story(FORCE, datetime.now(UTC))
    bodies = list(batches([recorded(serial, story) for serial in itertools.islice(serials, events)], _BATCH))
    texts = system.stub.stats()["texts"]
    yield "intake", lambda: _post_all(application, "/api/intake/v1/events", bodies, system.keys[0])
    for job in _ORDER[:2]:
        yield job, _job(job)
    taken = system.stub.taken(since=texts)
    receipts = [receipt_of(reference, reference) for reference, _, _ in taken]
    token = system.environment["NOTIFY_CALLBACK_TOKEN"]
    yield "receipts (the door)", lambda: _post_all(application, "/api/receipts/notify", receipts, token)
    for job in _ORDER[2:]:
        yield job, _job(job)
    for job in _other_jobs():
        yield job, _job(job)


def _job(name: str) -> Stage:
    """Return the worker's job of that name; one that is not there does nothing."""
    from procrastinate.contrib.django import app

    task = app.tasks.get(name)
    if task is None:
        return lambda: None
    # A job of the whole system is told the time that was due.
    given = {"force": FORCE, "timestamp": int(time.time())}
    wanted = {argument: given[argument] for argument in _arguments_of(task.func)}
    return lambda: task.func(**wanted)


def _other_jobs() -> Sequence[str]:
    from procrastinate.contrib.django import app

    return [name for name, task in sorted(app.tasks.items()) if name not in _ORDER and _is_of_a_force(task.func)]


def _is_of_a_force(function: Callable[..., object]) -> bool:
    return _arguments_of(function) == ("force",)


def _arguments_of(function: Callable[..., object]) -> tuple[str, ...]:
    code = function.__code__
    names: tuple[str, ...] = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return names


def _post_all(application: Application, path: str, bodies: Sequence[bytes], token: str) -> None:
    for body in bodies:
        _post(application, path, body, token)


def _post(application: Application, path: str, body: bytes, token: str) -> None:
    kind = "application/cloudevents-batch+json" if body.startswith(b"[") else "application/json"
    said: list[str] = []
    environment = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_AUTHORIZATION": f"Bearer {token}",
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    answer = application(environment, lambda status, headers, trouble=None: said.append(status))  # noqa: ARG005
    b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    if not said[0].startswith("20"):
        raise CannotMeasure(f"{path} answered {said[0]}")


def _profile(
    system: System, application: Application, serials: Iterator[int], arguments: argparse.Namespace
) -> Mapping[str, Sequence[Sequence[object]]]:
    found: dict[str, Sequence[Sequence[object]]] = {}
    for name, work in _stages(system, application, serials, arguments.events):
        profile = cProfile.Profile()
        profile.runcall(work)
        found[name] = _top(pstats.Stats(profile), arguments.top, arguments.events)
    return found


def _top(stats: pstats.Stats, top: int, events: int) -> Sequence[Sequence[object]]:
    """Return the functions that take most by themselves, then those of ours that take most with what they call."""
    every = [
        (_named(place), calls, own, whole)
        for place, (_, calls, own, whole, _) in stats.stats.items()  # type: ignore[attr-defined]  # not in its types
    ]
    by_own = sorted(every, key=lambda one: -one[2])[:top]
    ours = sorted((one for one in every if one[0].startswith("waypost/")), key=lambda one: -one[3])[:top]
    return [
        (f"`{name}`", show(calls / events), show(1000 * own / events), show(1000 * whole / events))
        for name, calls, own, whole in [*by_own, *ours]
    ]


def _named(place: tuple[str, int, str]) -> str:
    file, line, function = place
    path = Path(file)
    if path.is_relative_to(CHECKOUT / "waypost"):
        return f"{path.relative_to(CHECKOUT)}:{line} {function}"
    if "site-packages" in path.parts:
        return f"{'/'.join(path.parts[path.parts.index('site-packages') + 1 :])}:{line} {function}"
    return f"{path.name}:{line} {function}" if line else function


def _report(costs: Sequence[Cost], events: int) -> str:
    def row(name: str, each: Sequence[Cost]) -> Sequence[object]:
        sums = (sum(one.here_s for one in each), sum(one.database_s for one in each), sum(one.clock_s for one in each))
        here, database, clock = (1000 * figure / events for figure in sums)
        return (name, show(here), show(database), show(here + database), show(clock))

    columns = ("stage", "Python, ms an event", "PostgreSQL, ms an event", "both", "on the clock, ms an event")
    return table(columns, [*(row(one.stage, [one]) for one in costs), row("all", costs)])


if __name__ == "__main__":
    main()
