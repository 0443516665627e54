"""
Messages into the record. Read `take_messages` first.

What is new is kept, all messages of the incidents that it is about are folded, and what comes of it is taken: in
one transaction, with nobody else at these incidents. So nothing here depends on who reads a source, or how often.
"""

import hashlib
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from waypost.base.crashpoints import crashpoint
from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.cases.intake import PolledDocument, PolledResult, hold_unreadable, take_polled
from waypost.cases.queries import references_held
from waypost.cases.values import CaseKind, SourceFacts
from waypost.connectors.models import SetAside
from waypost.connectors.set_aside import Unreadable, is_its_own_fault, note_mended, set_aside
from waypost.connectors.storm.folding import fold
from waypost.connectors.storm.keeping import full_incidents, keep_messages, kept_of, lock_incidents, repeated_ids
from waypost.connectors.storm.reading import LONGEST_INCIDENT, read_kept
from waypost.connectors.storm.values import Faulty, Message, StormMapping

logger = logging.getLogger(__name__)

MESSAGE, INCIDENT, BODY = "message", "incident", "body"
"""With which word the name begins under which something is set aside."""
_LONGEST_FILE = 100
_BETWEEN = re.compile(r"[\s\"',;|<>{}\[\]:=]+")
_MOST_WORDS = 50_000


@dataclass(frozen=True)
class Taken:
    """What became of some messages: `accepted` were new, `faulty` are set aside; the rest counts incidents."""

    accepted: int = 0
    duplicate: int = 0
    faulty: tuple[Faulty, ...] = ()
    folded: int = 0
    changed: int = 0
    held: int = 0

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(
            self.accepted + other.accepted,
            self.duplicate + other.duplicate,
            self.faulty + other.faulty,
            self.folded + other.folded,
            self.changed + other.changed,
            self.held + other.held,
        )


@dataclass(frozen=True)
class Feed:
    """Where messages come from, what they mean, and what the caller does in the same transaction."""

    source: SourceFacts
    mapping: StormMapping
    also: Callable[[], None] = field(default=lambda: None)


def take_messages(feed: Feed, told: Sequence[Message | Faulty], *, now: datetime) -> Taken:
    """
    Take messages that a source sent; what is accepted is committed when this returns.

    A message that cannot be read is set aside and holds its incident until it can be. Where something breaks that
    nobody foresaw, each incident is tried alone, so that it costs only itself.
    """
    try:
        return again_after_deadlock(lambda: _take(feed, told, now))
    except Exception as error:
        if not is_its_own_fault(error):
            raise
        logger.error("source %s: messages could not be taken together: %s", feed.source.id, type(error).__name__)
    return sum((_take_alone(feed, each, now) for each in _by_incident(told)), start=Taken())


def fold_again(feed: Feed, references: Iterable[str], *, now: datetime) -> Taken:
    """Fold these incidents anew from what was kept of them, as after a change of the mapping."""
    return again_after_deadlock(lambda: _take(feed, (), now, also_fold=frozenset(references)))


def set_body_aside(source: SourceFacts, body: bytes, *, name: str, error: str, now: datetime) -> None:
    """Keep a body in which no message can be found, as it came, and hold each incident whose number stands in it."""
    with in_force(source.force):
        set_aside(source, [Unreadable(name, "", error, body)], now=now)
        named = references_held(_words(body), force=source.force)
        hold_unreadable(source, dict.fromkeys(sorted(named), error), now=now)
    logger.error("source %s: a body could not be read and was set aside", source.id)


def _words(body: bytes) -> frozenset[str]:
    """Return what in a body may be an incident's number, whatever is wrong with it; in UTF-16 there are bytes of 0."""
    text = body.replace(b"\0", b"").decode("utf-8", "replace")
    words = (word for word in islice(_BETWEEN.split(text), _MOST_WORDS) if len(word) <= LONGEST_INCIDENT)
    return frozenset(word for word in words if word.isprintable())


def name_of_body(body: bytes) -> str:
    """Return the name under which a body is set aside: the same body has the same."""
    return f"{BODY} {hashlib.sha256(body).hexdigest()[:32]}"


def name_of_file(file: str) -> str:
    """Return the name under which a file of a folder is set aside: when it comes again whole, it is mended."""
    return f"{BODY} {file}" if len(file) <= _LONGEST_FILE else name_of_body(file.encode())


def mend(source: SourceFacts, name: str, *, now: datetime) -> bool:
    """Remember that what was set aside under a name could be read now; say whether anything was."""
    with in_force(source.force):
        rows = SetAside.objects.filter(force=source.force, source_id=source.id, occurrence=name, mended_at=None)
        was_aside = rows.exists()
        note_mended(source, [name], now=now)
        return was_aside


def sentence_of(error: Exception) -> str:
    """Return what may be said of an error: only our own are known to hold no value of a message."""
    return str(error) if type(error).__module__.startswith("waypost.") else type(error).__name__


def name_of(message: Message | Faulty) -> str:
    """Return the name under which a message is set aside: of one with a number and an id the same when it is mended."""
    told = f"{message.incident}\x1f{message.id}".encode() if message.incident and message.id else message.raw
    return f"{MESSAGE} {hashlib.sha256(told).hexdigest()[:32]}"


def _take(
    feed: Feed, told: Sequence[Message | Faulty], now: datetime, *, also_fold: frozenset[str] = frozenset()
) -> Taken:
    source = feed.source
    with in_force(source.force):
        references = {each.incident for each in told if each.incident} | also_fold
        lock_incidents(source, references)
        messages, faulty = _sorted_out(source, told)
        new = keep_messages(source, messages, now=now)
        _alarm_on_other_bodies(source, new)
        folded = _fold(feed, sorted({each.incident for each in new} | also_fold), now=now)
        set_aside(source, [Unreadable(name_of(each), each.incident, each.error, each.raw) for each in faulty], now=now)
        note_mended(source, [name_of(each) for each in messages], now=now)
        _hold_until_mended(source, references, now=now)
        feed.also()
        crashpoint("intake.before_commit")
    crashpoint("intake.after_commit")
    if faulty:
        logger.error("source %s: %s messages could not be read and were set aside", source.id, len(faulty))
    return folded + Taken(accepted=len(new), duplicate=len(messages) - len(new), faulty=tuple(faulty))


def _sorted_out(source: SourceFacts, told: Iterable[Message | Faulty]) -> tuple[list[Message], list[Faulty]]:
    messages: list[Message] = []
    faulty: list[Faulty] = []
    told = list(told)
    full = full_incidents(source, {each.incident for each in told})
    for each in told:
        if isinstance(each, Faulty):
            faulty.append(each)
        elif each.incident in full:
            faulty.append(Faulty("The incident has more messages than are kept of one.", each.raw, each.incident))
        else:
            messages.append(each)
    return messages, faulty


def _fold(feed: Feed, references: Sequence[str], *, now: datetime) -> Taken:
    documents, aside = [], []
    for reference in references:
        found = _folded(feed, reference, now=now)
        if isinstance(found, Unreadable):
            aside.append(found)
        else:
            documents.append(PolledDocument(reference, found, CaseKind.INCIDENT))
    result = take_polled(feed.source, documents, now=now)
    aside.extend(_refused(result))
    set_aside(feed.source, aside, now=now)
    hold_unreadable(feed.source, {each.reference: each.error for each in aside}, now=now)
    unread = {each.reference for each in aside}
    note_mended(feed.source, [_name_of_incident(each) for each in references if each not in unread], now=now)
    return Taken(folded=len(references), changed=result.changed, held=result.held + len(aside))


def _folded(feed: Feed, reference: str, *, now: datetime) -> "Mapping[str, object] | Unreadable":
    """Return the snapshot of one incident, or why there is none."""
    kept = [read_kept(raw, mapping=feed.mapping, now=now) for raw in kept_of(feed.source, reference)]
    faulty = next((each for each in kept if isinstance(each, Faulty)), None)
    if faulty is not None:
        return _unreadable(reference, f"a message that was kept: {faulty.error}")
    if not kept:
        return _unreadable(reference, "no message of it is kept")
    try:
        return fold([each for each in kept if isinstance(each, Message)], mapping=feed.mapping, force=feed.source.force)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        return _unreadable(reference, sentence_of(error))


def _refused(result: PolledResult) -> Iterator[Unreadable]:
    for rejection in result.rejected:
        yield _unreadable(rejection.id, rejection.error)


def _unreadable(reference: str, error: str) -> Unreadable:
    # Its messages are kept already; another reason makes it another thing to look at.
    return Unreadable(_name_of_incident(reference), reference, error, error.encode())


def _name_of_incident(reference: str) -> str:
    return f"{INCIDENT} {reference}"


def _hold_until_mended(source: SourceFacts, references: Iterable[str], *, now: datetime) -> None:
    """Hold incidents of which some message cannot be read: what was said later does not say what it says."""
    rows = SetAside.objects.filter(
        force=source.force,
        source_id=source.id,
        reference__in=list(references),
        occurrence__startswith=f"{MESSAGE} ",
        mended_at=None,
    )
    hold_unreadable(source, dict(rows.order_by("-id").values_list("reference", "error")), now=now)


def _alarm_on_other_bodies(source: SourceFacts, new: Sequence[Message]) -> None:
    others = repeated_ids(source, new) if new else 0
    if others:
        logger.error("source %s sent %s known message ids with another body", source.id, others)


def _by_incident(told: Iterable[Message | Faulty]) -> Iterable[Sequence[Message | Faulty]]:
    found: dict[str, list[Message | Faulty]] = {}
    for each in told:
        found.setdefault(each.incident, []).append(each)
    return found.values()


def _take_alone(feed: Feed, told: Sequence[Message | Faulty], now: datetime) -> Taken:
    """Take the messages of one incident, or set them aside where even that cannot be done."""
    try:
        return again_after_deadlock(lambda: _take(feed, told, now))
    except Exception as error:
        if not is_its_own_fault(error):
            raise
        cause = f"an error of ours: {type(error).__name__}"
    broken = [Faulty(cause, each.raw, each.incident, each.id) for each in told]
    return again_after_deadlock(lambda: _take(feed, broken, now))
