"""News of one pass for one person comes in one message."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from waypost.access.values import JourneyState
from waypost.base.values import PersonId
from waypost.journeys.rules.working import Wish
from waypost.journeys.runs import Decided, DigestPart, RunKey, SendIntent, What
from waypost.messages.values import UPDATES_JOINED

_Kind = tuple[PersonId, JourneyState]
_Place = tuple[RunKey | None, str, int]


def joined(wishes: Sequence[Wish], trace: Sequence[Decided]) -> tuple[Sequence[SendIntent], Sequence[Decided]]:
    """
    Return the messages and the trace, with what may be joined for one person in one.

    Journeys that are switched on differently are not joined: what only a pilot may be told is told to no other.
    """
    kinds = list(dict.fromkeys(_kind(wish) for wish in wishes if wish.may_join))
    bundles = [[wish.intent for wish in wishes if wish.may_join and _kind(wish) == kind] for kind in kinds]
    digests = [_digest(bundle) for bundle in bundles if len(bundle) > 1]
    parts = {_place(part) for digest in digests for part in digest.parts}
    alone = [wish.intent for wish in wishes if _place(wish.intent) not in parts]
    return [*alone, *digests], [*(_merged(line, parts) for line in trace), *_lines(digests, trace)]


def _kind(wish: Wish) -> _Kind:
    return wish.intent.person_id, wish.intent.state


def _place(wanted: SendIntent | DigestPart) -> _Place:
    return wanted.run_key, wanted.step, wanted.visit


def _digest(bundle: Sequence[SendIntent]) -> SendIntent:
    """Return one message in the place of the first; it is of use for as long as one of its parts is."""
    replaced = dict.fromkeys(key for intent in bundle for key in intent.replaces)
    return replace(
        bundle[0],
        template=UPDATES_JOINED,
        expires_at=_latest([intent.expires_at for intent in bundle]),
        known_at=_latest([intent.known_at for intent in bundle]),
        parts=tuple(_part(intent) for intent in bundle),
        replaces=tuple(replaced),
    )


def _latest(moments: Sequence[datetime | None]) -> datetime | None:
    """Return the last of all; None, where one of them is, stands for ever."""
    known = [moment for moment in moments if moment is not None]
    return max(known) if len(known) == len(moments) else None


def _part(intent: SendIntent) -> DigestPart:
    return DigestPart(
        run_key=intent.run_key,
        step=intent.step,
        visit=intent.visit,
        template=intent.template,
        trigger=intent.trigger,
        event_number=intent.event_number,
        item=intent.item,
        expires_at=intent.expires_at,
        known_at=intent.known_at,
        replaces=intent.replaces,
    )


def _merged(line: Decided, parts: set[_Place]) -> Decided:
    is_part = line.what is What.SEND and (line.run_key, line.step, line.visit) in parts
    return replace(line, what=What.MERGE, reason=UPDATES_JOINED) if is_part else line


def _lines(digests: Sequence[SendIntent], trace: Sequence[Decided]) -> Sequence[Decided]:
    """Return a line for each digest, made from that of its first part."""
    sent = {(line.run_key, line.step, line.visit): line for line in trace if line.what is What.SEND}
    return [replace(sent[_place(digest)], template=UPDATES_JOINED) for digest in digests]
