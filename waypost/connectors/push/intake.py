"""
The way of one request through the door. Read `take_request` first.

The order of the checks is fixed (key, type, size, shape, force, pace), so that a sender always hears of the same
first thing to mend.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.http import HttpRequest

from waypost.base.gathering import Gathering
from waypost.cases.intake import IncomingEvent, IntakeResult, take_together
from waypost.cases.operations import key_digest, note_source_checked
from waypost.cases.queries import source_for_key
from waypost.cases.values import SourceFacts
from waypost.connectors.push.body import read_body
from waypost.connectors.push.events import event_key, incoming_of
from waypost.connectors.push.pace import Allowance, keep_pace
from waypost.connectors.push.parsing import parse_json
from waypost.connectors.push.poison import take_apart
from waypost.connectors.push.rules import (
    form_of,
    read_events,
    reason_to_reject,
    refuse_other_forces,
)
from waypost.connectors.push.values import Envelope, Paused, Refused, Rejection, UnknownKey, WrongForce
from waypost.connectors.set_aside import is_its_own_fault
from waypost.connectors.values import SourceKind

_LONGEST_KEY = 200
_REMEMBERED_KEYS = 1000
_FEW = 10
_MOST_TOGETHER = 100
_PAUSED_RETRY_S = 60


@dataclass(frozen=True)
class Taken:
    """The answer of the published contract to a request that was let in."""

    accepted: int
    duplicate: int
    stale: int
    held: int
    rejected: tuple[Rejection, ...]


@dataclass(frozen=True)
class _Request:
    """What one request of a source brings: so many events, and those of them that may be looked into."""

    source: SourceFacts
    at: datetime
    events: int
    incoming: Sequence[IncomingEvent]


def take_request(request: HttpRequest, *, now: datetime) -> Taken:
    """
    Take the events of one request; what is accepted is committed when this returns.

    *Source:* contract.md, "Intake".
    :raises Refused: if the request as a whole is not taken; then nothing of it is.
    """
    meta = request.META
    # Whoever has no key learns nothing else, above all not what would be taken.
    source = source_of(meta.get("HTTP_AUTHORIZATION", ""), now=now)
    if source.kind == SourceKind.STORM:
        # Snapshots of its own beside those that we fold would contradict one another.
        raise WrongForce("This key is of a source that sends messages: send them to /api/intake/v1/messages.")
    form = form_of(meta.get("CONTENT_TYPE", ""), encoding=meta.get("HTTP_CONTENT_ENCODING", ""))
    events = read_events(parse_json(read_body(request)), form=form)
    refuse_other_forces(events, force=source.force)
    return _take(source, events, now=now)


def take_heartbeat(request: HttpRequest, *, now: datetime) -> None:
    """
    Remember that a source which has nothing new to say is well, and that we have all it said.

    :raises Refused: if no source has the key, or it comes too fast.
    """
    source = source_of(request.META.get("HTTP_AUTHORIZATION", ""), now=now)
    keep_pace(source.id, events=1, allowance=_allowance(), now=now)
    note_source_checked(source.id, now=now)


def source_of(authorization: str, *, now: datetime) -> SourceFacts:
    """
    Return the source whose key stands in an Authorization header.

    Only the key's digest is known here, and it is found by an index: how long that takes says nothing about
    the key, since nobody can choose the digest of what they send.

    :raises UnknownKey: if there is no key, or no source has it.
    :raises Paused: if people have paused the source.
    """
    scheme, _, key = authorization.partition(" ")
    source = None
    if scheme.lower() == "bearer" and 0 < len(key.strip()) <= _LONGEST_KEY and key.isascii():
        source = _source_in_second(key_digest(key.strip()), int(now.timestamp()))
    if source is None:
        raise UnknownKey("No key, or one that no source has: send Authorization: Bearer and the source's key.")
    if source.paused_at is not None:
        raise Paused("This source is paused: send the same again later.", retry_after_s=_PAUSED_RETRY_S)
    return source


@lru_cache(maxsize=_REMEMBERED_KEYS)
def _source_in_second(digest: str, second: int) -> SourceFacts | None:
    """Look a key up once a second in each process: so long, at most, a key goes on that was taken away."""
    return source_for_key(digest, now=datetime.fromtimestamp(second, UTC))


def _take(source: SourceFacts, events: Sequence[Envelope | Rejection], *, now: datetime) -> Taken:
    rejected = [event for event in events if isinstance(event, Rejection)]
    incoming: list[IncomingEvent] = []
    ids: dict[str, str] = {}
    for event in events:
        if isinstance(event, Rejection):
            continue
        reason = reason_to_reject(event)
        if reason is not None:
            rejected.append(Rejection(event.id, reason))
            continue
        ids[event_key(event)] = event.id
        incoming.append(incoming_of(event))
    request = _Request(source, now, len(events), incoming)
    # A batch is a set already; single events that come at one moment are made one.
    return _answer(_result(request), rejected, ids)


def _result(request: _Request) -> IntakeResult:
    try:
        few = request.events <= _FEW
        return _GATHERING.put(request, group=request.source.id) if few else _take_all([request])[0]
    except Refused:
        raise
    except Exception as error:
        if not request.incoming or not is_its_own_fault(error):
            raise
        return take_apart(request.source, request.incoming, now=request.at)


def _take_all(requests: Sequence[_Request]) -> Sequence[IntakeResult]:
    """Take requests of one source in one transaction: one wait for the disk for them all."""
    source, now = requests[0].source, max(one.at for one in requests)
    # Who may send one event may send several: together they are let in where each would be.
    keep_pace(source.id, events=sum(one.events for one in requests), allowance=_allowance(), now=now)
    return take_together(source, [one.incoming for one in requests], now=now)


# What waits in a process is shared by its threads.
_GATHERING: Final = Gathering(_take_all, most=_MOST_TOGETHER)


def _answer(result: IntakeResult, rejected: Sequence[Rejection], ids: Mapping[str, str]) -> Taken:
    return Taken(
        accepted=result.accepted,
        duplicate=result.duplicate,
        stale=result.stale,
        held=result.held,
        rejected=(*rejected, *(Rejection(ids[each.id], each.error) for each in result.rejected)),
    )


def _allowance() -> Allowance:
    return Allowance(settings.INTAKE_EVENTS_PER_S, burst_s=settings.INTAKE_BURST_S)
