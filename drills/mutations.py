"""
Each guard of exactly-once taken out by itself must make a named drill fail: so it is seen that the drills bite.

    python -m drills.mutations --messages 60 --kills 12
"""

import argparse
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import django

from bench.figures import heading, table
from bench.guards import NotLoopback
from bench.pipeline import CannotMeasure
from drills.system import running_system

_SETTLES_IN_S = 40.0
_COLUMNS = ("guard taken out", "drill", "falls", "by", "lost", "twice")


def main() -> None:
    """Run the drill of each guard without it, and print which invariant saw it; status 1 where none did."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=60)
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=1.5, help="harm ends after so long, for each guard")
    parser.add_argument("--guards", nargs="*", default=[], metavar="NAME", help="only these; all of them without it")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    try:
        with running_system(seed=arguments.seed) as system:
            django.setup()
            rows = list(_rows(system, arguments))
    except (CannotMeasure, NotLoopback) as error:
        raise SystemExit(f"drills: {error}") from None
    command = f"python -m drills.mutations --messages {arguments.messages} --kills {arguments.kills}"
    print(heading("Guards taken out, one at a time", command), end="\n\n")
    print(table(_COLUMNS, rows))
    sys.exit(0 if all(row[2] == "yes" for row in rows) else 1)


GUARDED_BY: Mapping[str, str] = {
    "ask before sending again": "provider",
    "wait before asking": "provider",
    "a doubt is no refusal": "provider",
    "no call after its lease": "asleep past the lease",
    "the token of a lease": "asleep past the lease",
    "gates again at the claim": "at random",
    "commit before the call": "named places",
    "locks of rows": "at random",
    "a status never goes back": "at random",
    "one sealer": "named places",
    "one case in order": "named places",
}
"""The drill that has to see it."""


def _rows(system: Any, arguments: argparse.Namespace) -> Iterator[Sequence[object]]:
    """Run each in turn; what an earlier one broke is not counted again."""
    from drills.harm import DRILLS
    from drills.running import Wish, all_breaches, run

    known: set[tuple[str, str, str]] = set()
    for number, guard in enumerate(arguments.guards or GUARDED_BY):
        harm = next(one for one in DRILLS if one.name == GUARDED_BY[guard])
        wish = Wish(
            first=number * arguments.messages,
            messages=arguments.messages,
            kills=arguments.kills,
            workers=arguments.workers,
            seed=arguments.seed,
            longest_s=60 * arguments.minutes,
            settles_in_s=_SETTLES_IN_S,
        )
        outcome = run(system, replace(harm, without=guard), wish)
        found = {(one.invariant.value, one.what, broken) for one in outcome.breaches for broken in one.ids} - known
        seen = sorted({invariant for invariant, _, _ in found})
        falls = bool(found or outcome.lost or outcome.twice)
        print(f"{guard}: {'seen' if falls else 'NOT SEEN'} {seen}", file=sys.stderr, flush=True)
        known |= found | {(one.invariant.value, one.what, id_) for one in all_breaches(system) for id_ in one.ids}
        yield (guard, harm.name, "yes" if falls else "no", ", ".join(seen) or "-", outcome.lost, outcome.twice)


if __name__ == "__main__":
    main()
