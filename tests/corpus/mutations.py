"""
Takes each guard out in turn and says which examples then go wrong: a guard without one is not shown to be needed.

`python -m tests.corpus.mutations` prints the table.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any
from unittest.mock import patch

if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()

from tests.corpus import playing
from tests.corpus.playing import Played, play
from tests.corpus.recipes import Example, examples
from waypost.cases.contact import Checked, Finding, Match
from waypost.cases.findings.catalogue import Found
from waypost.messages import reach, rehearsal
from waypost.messages.gates import GATES
from waypost.messages.gates import contact as contact_gates

# What a gate asks of the record itself: the finding only shows it to a clerk.
_ASKED_BY_GATES = frozenset(
    {
        Found.MINOR_WITHOUT_GUARDIAN,
        Found.DECEASED,
        Found.SOMEBODY_DIED,
        Found.OUTCOME_OF_A_DEATH,
        Found.ADDRESS_OF_ACCUSED,
    }
)
# What they ask is no record's: how many others have left (tests/integration/messages/test_bulk_guards.py).
_OF_MANY = frozenset({"first_ones_were_looked_at", "hour_is_not_full"})
_STOPPING = frozenset(found.finding.code for found in Found if found.finding.stops)
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

_FINDINGS = tuple(
    found
    for found in Finding
    if found
    not in {
        # These only say why: where they are found there is no number or address to send anything to.
        Finding.NOT_A_NUMBER,
        Finding.NOT_AN_EMAIL,
        Finding.WORDS_WITH_NUMBER,
        Finding.SEVERAL_NUMBERS,
        Finding.SEVERAL_EMAILS,
        Finding.EMAIL_AS_NUMBER,
        Finding.NUMBER_AS_EMAIL,
        Finding.NO_POSTCODE,
        Finding.NOT_AN_ADDRESS,
        Finding.PLACEHOLDER_ADDRESS,
        Finding.ADDRESS_TOO_LONG,
        # Found in names and addresses, which are judged with the record.
        Finding.NUMBER_IN_WORDS,
        # The force has decided to send there: it stops nothing.
        Finding.FOREIGN_ALLOWED,
        # Said of a contact's age, not of the contact: a guard of its own.
        Finding.STALE,
    }
)


@dataclass(frozen=True)
class Guard:
    """
    Something that stands between a record and a message; `without` takes it out for a while.

    Only examples that `gate` has stopped can go wrong without it.
    """

    name: str
    gate: str
    without: Callable[[], AbstractContextManager[object]]


def guards() -> Sequence[Guard]:
    """
    Return every guard of the corpus: each gate, each fault of a contact, each way to be the suspect's, and each thing
    in a record for which nothing goes before a person has looked.
    """
    return [
        *(
            Guard(f"gate {gate.name}", gate.name, _without_gate(gate.name))
            for gate in GATES
            if gate.name not in _OF_MANY
        ),
        *(_of_contact(found) for found in _FINDINGS),
        *(_of_collision(match) for match in Match),
        Guard("contact of long ago", "contact_can_be_used", _never_stale),
        *(_of_record(found) for found in Found if found.finding.stops and found not in _ASKED_BY_GATES),
    ]


def _of_contact(found: Finding) -> Guard:
    return Guard(f"contact {found.name.lower()}", "contact_can_be_used", _without_finding(found))


def _of_collision(match: Match) -> Guard:
    return Guard(f"collision by {match.value}", "contact_is_not_the_suspects", _without_match(match))


def _of_record(found: Found) -> Guard:
    return Guard(f"record {found.finding.code}", "", lambda: patch.object(playing, "UNSEEN", {found.finding.code}))


def _never_stale() -> AbstractContextManager[object]:
    return patch.object(contact_gates, "is_stale", lambda *_args, **_kwargs: False)


def felled(guard: Guard) -> Sequence[str]:
    """Return the names of the examples that are right, and go wrong without this guard."""
    needing = _needing(guard)
    with guard.without():
        return [example.name for example in needing if _goes_wrong(example)]


def is_needed(guard: Guard) -> bool:
    """Return whether any example that is right goes wrong without this guard; the first that does is enough."""
    needing = _needing(guard)
    with guard.without():
        return any(_goes_wrong(example) for example in needing)


def _goes_wrong(example: Example) -> bool:
    return not play(example, now=NOW).is_as_expected(example)


def _needing(guard: Guard) -> Sequence[Example]:
    return _stopped_by().get(guard.gate, ()) if guard.gate else _stopped_by_the_record()


@cache
def as_usual() -> Mapping[str, Played]:
    """Return what becomes of each example with every guard in its place, by the example's name."""
    return {example.name: play(example, now=NOW) for example in examples(NOW)}


@cache
def _stopped_by_the_record() -> Sequence[Example]:
    """Return the examples that come out as they should and in which a clerk would see something that stops them."""
    known = {one.name: one for found in _stopped_by().values() for one in found}
    return [one for one in known.values() if not _STOPPING.isdisjoint(as_usual()[one.name].findings)]


@cache
def _stopped_by() -> Mapping[str, Sequence[Example]]:
    """Return the examples that come out as they should, by the gates that spoke against a message of theirs."""
    found: dict[str, list[Example]] = {}
    for example in examples(NOW):
        played = as_usual()[example.name]
        for gate in played.against if played.is_as_expected(example) else ():
            found.setdefault(gate, []).append(example)
    return found


def _without_gate(name: str) -> Callable[[], AbstractContextManager[object]]:
    left = tuple(gate for gate in GATES if gate.name != name)
    return lambda: patch.object(rehearsal, "GATES", left)


def _without_finding(finding: Finding) -> Callable[[], AbstractContextManager[object]]:
    def leave_out(checked: Checked) -> Checked:
        return Checked(checked.value, tuple(found for found in checked.findings if found is not finding))

    return lambda: _changed({(reach, name): leave_out for name in ("check_phone", "check_email", "check_address")})


def _without_match(match: Match) -> Callable[[], AbstractContextManager[object]]:
    return lambda: _changed({(contact_gates, "collision"): lambda found: found - {match}})


@contextmanager
def _changed(changes: Mapping[tuple[Any, str], Callable[[Any], Any]]) -> Iterator[None]:
    """Let functions answer otherwise: what each returns goes through its change."""
    reach._check.cache_clear()
    with ExitStack() as stack:
        for (module, name), change in changes.items():
            stack.enter_context(patch.object(module, name, _through(getattr(module, name), change)))
        yield
    reach._check.cache_clear()


def _through(function: Callable[..., Any], change: Callable[[Any], Any]) -> Callable[..., Any]:
    return lambda *args, **kwargs: change(function(*args, **kwargs))


def main() -> None:
    """Print each guard with how many examples need it, and the first few of them."""
    for guard in guards():
        names = felled(guard)
        print(f"{guard.name:<46}{len(names):>5}  {'; '.join(names[:3]) or 'NONE'}", flush=True)


if __name__ == "__main__":
    main()
