"""
Kill a running Waypost in every way, and ask afterwards whether anything was lost or sent twice.

Prints one table as Markdown; ends with status 1 where an invariant does not hold.

    python -m drills --messages 2000 --kills 100 --workers 2 --seed 1 --minutes 30
"""

import argparse
import signal
import sys
from collections.abc import Iterator, Sequence

import django

from bench.figures import heading, show, table
from bench.guards import NotLoopback
from bench.pipeline import CannotMeasure
from drills.system import running_system

_COLUMNS = (
    "drill", "messages", "kills", "of them", "places died at", "provider's faults", "refused at intake",
    "lost", "twice", "breaches", "settled after the last harm, s", "written back, s", "in all, s",
)  # fmt: skip


def main() -> None:
    """Run the drills that are asked for, and print what came of them."""
    arguments = _arguments()
    # So that whoever stops it leaves no process behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    try:
        with running_system(seed=arguments.seed) as system:
            django.setup()
            rows = list(_rows(system, arguments))
    except (CannotMeasure, NotLoopback) as error:
        raise SystemExit(f"drills: {error}") from None
    print(heading(f"Drills with {arguments.workers} workers, seed {arguments.seed}", _command(arguments)), end="\n\n")
    print(table(_COLUMNS, [row for row, _ in rows]))
    for _, found in rows:
        for line in found:
            print(f"\n- {line}")
    sys.exit(1 if any(found for _, found in rows) else 0)


def _rows(system: object, arguments: argparse.Namespace) -> Iterator[tuple[Sequence[object], Sequence[str]]]:
    # Both need Django, which needs the environment that the system has just made.
    from drills.harm import DRILLS
    from drills.running import Wish, run

    chosen = [harm for harm in DRILLS if not arguments.drills or harm.name in arguments.drills]
    share = arguments.messages // len(chosen)
    for number, harm in enumerate(chosen):
        wish = Wish(
            first=number * share,
            messages=share,
            kills=arguments.kills // len(chosen),
            workers=arguments.workers,
            seed=arguments.seed + number,
            longest_s=60 * arguments.minutes / len(chosen),
        )
        outcome = run(system, harm, wish)  # type: ignore[arg-type]
        print(f"{harm.name}: {'holds' if outcome.holds else 'BROKEN'} in {outcome.seconds:.0f} s", file=sys.stderr)
        print(f"    {_row(outcome)}", file=sys.stderr, flush=True)
        yield _row(outcome), [str(breach) for breach in outcome.breaches]


def _row(outcome: object) -> Sequence[object]:
    from drills.running import Outcome

    assert isinstance(outcome, Outcome)  # noqa: S101 - imported late, for Django's sake
    kills = ", ".join(f"{what} {times}" for what, times in sorted(outcome.kills.items()))
    return (
        outcome.harm.name,
        outcome.wish.messages,
        sum(outcome.kills.values()),
        kills or "none",
        len(outcome.reached),
        sum(outcome.met.values()),
        outcome.refused,
        outcome.lost,
        outcome.twice,
        len(outcome.breaches),
        show(outcome.recovered_s),
        show(outcome.written_back_s),
        show(outcome.seconds),
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=600)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=20.0, help="harm ends after so long in any case")
    parser.add_argument("--drills", nargs="*", default=[], metavar="NAME", help="only these; all of them without it")
    return parser.parse_args()


def _command(arguments: argparse.Namespace) -> str:
    options = ("messages", "kills", "workers", "seed", "minutes")
    named = "".join(f' "{name}"' for name in arguments.drills)
    said = " ".join(f"--{name} {getattr(arguments, name):g}" for name in options)
    return f"python -m drills {said}" + (f" --drills{named}" if named else "")


if __name__ == "__main__":
    main()
