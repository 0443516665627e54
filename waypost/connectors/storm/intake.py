"""
The way of one request with messages through the door. Read `take_request` first.

The checks have the order of the door for snapshots, so that a sender always hears of the same first thing to mend.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.http import HttpRequest

from waypost.cases.intake.freshness import note_heard_of
from waypost.cases.values import SourceFacts
from waypost.connectors.mapping.language import BadMapping
from waypost.connectors.push.body import read_body
from waypost.connectors.push.intake import source_of
from waypost.connectors.push.pace import Allowance, keep_pace
from waypost.connectors.push.values import NotCloudEvents, Refused, Rejection, TooLarge, WrongType
from waypost.connectors.storm.config import is_dropped, mapping_in
from waypost.connectors.storm.reading import read_messages
from waypost.connectors.storm.taking import Feed, name_of_body, set_body_aside, take_messages
from waypost.connectors.storm.taking import Taken as TakenMessages
from waypost.connectors.storm.trees import NotMessages, TooMany
from waypost.connectors.storm.values import StormMapping
from waypost.connectors.values import SourceKind

TYPES: Final = ("application/json", "application/xml", "text/xml")


class WrongKind(Refused):
    """The key is of a source that sends something else."""

    status = 403


class NoMessages(Refused):
    """Nothing in the body is a message; it was kept for people to look at."""

    status = 400


@dataclass(frozen=True)
class Taken:
    """
    The answer to a request that was let in, in the words of the door for snapshots.

    `rejected` messages were kept for people to look at, and their incidents are held; none is ever `stale`.
    """

    accepted: int
    duplicate: int
    stale: int
    held: int
    rejected: tuple[Rejection, ...]


def take_request(request: HttpRequest, *, now: datetime) -> Taken:
    """
    Take the messages of one request; what is accepted is committed when this returns.

    :raises Refused: if the request as a whole is not taken.
    """
    meta = request.META
    source = source_of(meta.get("HTTP_AUTHORIZATION", ""), now=now)
    if source.kind != SourceKind.STORM or is_dropped(source.config):
        raise WrongKind("This key is of a source that does not send messages of incidents.")
    _refuse_other_types(meta.get("CONTENT_TYPE", ""), encoding=meta.get("HTTP_CONTENT_ENCODING", ""))
    body = _body_of(request)
    mapping = _mapping_of(source)
    try:
        told = read_messages(body, mapping=mapping, now=now)
    except TooMany as error:
        raise TooLarge(str(error)) from None
    except NotMessages as error:
        # A control room sends and forgets: what it said is kept all the same.
        keep_pace(source.id, events=1, allowance=_allowance(), now=now)
        set_body_aside(source, body, name=name_of_body(body), error=str(error), now=now)
        raise NoMessages(f"{error} It was set aside.") from None
    keep_pace(source.id, events=len(told), allowance=_allowance(), now=now)
    feed = Feed(source, mapping, also=lambda: note_heard_of(source, now=now))
    return _answer(take_messages(feed, told, now=now))


def _answer(taken: TakenMessages) -> Taken:
    return Taken(
        accepted=taken.accepted,
        duplicate=taken.duplicate,
        stale=0,
        held=taken.held,
        rejected=tuple(Rejection(each.id or None, each.error) for each in taken.faulty),
    )


def _body_of(request: HttpRequest) -> bytes:
    try:
        return read_body(request)
    except NotCloudEvents as error:
        raise NoMessages(str(error)) from None


def _mapping_of(source: SourceFacts) -> StormMapping:
    try:
        return mapping_in(source.config)
    except BadMapping:
        raise WrongKind("This source has no mapping that can be used: it must be added again.") from None


def _refuse_other_types(content_type: str, *, encoding: str) -> None:
    name, _, parameters = content_type.partition(";")
    if encoding.strip().lower() not in {"", "identity"}:
        raise WrongType("Content-Encoding is not taken: send the body uncompressed.")
    if name.strip().lower() not in TYPES:
        raise WrongType(f"Send {', '.join(TYPES[:-1])} or {TYPES[-1]}.")
    charset = parameters.partition("charset=")[2].partition(";")[0].strip().strip('"').lower()
    if charset not in {"", "utf-8"}:
        raise WrongType("Send the body in UTF-8, or let the XML itself name its encoding.")


def _allowance() -> Allowance:
    return Allowance(settings.INTAKE_EVENTS_PER_S, burst_s=settings.INTAKE_BURST_S)
