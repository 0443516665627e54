"""
Several messages that wait for one person become one, where a cap lets fewer leave than there are.

On rows that are not yet saved: nothing is read or written here. Nothing is dropped: each is a part of the one that
leaves, and is found by its run as before.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from waypost.messages.circumstances import Circumstances, Subject, judge, question, template_for
from waypost.messages.gates import Gate
from waypost.messages.gates.caps import left_today
from waypost.messages.models import Message
from waypost.messages.rows import move, parts_json, read_parts, subject_of
from waypost.messages.values import (
    UPDATES_JOINED,
    AnswerKind,
    MessageClass,
    MessageState,
    Owner,
    Part,
    SendMode,
    Verdict,
)

JOINED = "joined"
"""Why a message is void whose news another message tells."""
JOINED_FIELDS = (
    "template", "message_class", "duty", "parts", "part_runs", "replaces", "known_at", "tell_by", "expires_at", "state",
    "reason", "owner", "state_at", "due_at",
)  # fmt: skip
"""Every field that joining changes."""

_JOINED_CLASSES = frozenset({MessageClass.STATUTORY, MessageClass.SERVICE})


def join_waiting(
    first: Message, behind: Sequence[Message], circumstances: Circumstances, *, gates: Sequence[Gate]
) -> Sequence[Message]:
    """
    Make one message of `first` and what waits behind it for the same person, case and channel; return what changed.

    Only where fewer may leave today than there are, each would leave by itself, and so would the digest.
    """
    if not _may_join(first, first):
        return ()
    ready = [row for row in behind if _may_join(row, first) and _leaves(subject_of(row), circumstances, gates)]
    left = _left_today(first, circumstances)
    if not ready or left is None or left > len(ready) or not _leaves(subject_of(first), circumstances, gates):
        return ()
    rows = [first, *ready]
    if not _leaves(_digest_of(rows), circumstances, gates):
        return ()
    _become_digest(rows)
    for row in ready:
        _give_up(row, now=circumstances.now)
    return rows


def _may_join(row: Message, first: Message) -> bool:
    """Whether a message may be told by a neutral line: nobody has confirmed its words or called about it."""
    same = (row.person_id, row.case_id, row.channel, row.journey_state)
    is_by_itself = row.mode == SendMode.AUTOMATIC and row.approved_at is None and row.called_at is None
    is_told_so = same == (first.person_id, first.case_id, first.channel, first.journey_state) and is_by_itself
    # One that was on its way before has a provider's word to wait for.
    return is_told_so and row.message_class in _JOINED_CLASSES and row.run_id is not None and row.lease_token == 0


def _leaves(subject: Subject, circumstances: Circumstances, gates: Sequence[Gate]) -> bool:
    return _verdict(subject, circumstances, gates).outcome.kind is AnswerKind.PASS


def _verdict(subject: Subject, circumstances: Circumstances, gates: Sequence[Gate]) -> Verdict:
    return judge(subject, circumstances, gates=gates)


def _left_today(row: Message, circumstances: Circumstances) -> int | None:
    subject = subject_of(row)
    facts, template = circumstances.facts.get(subject.person_id), template_for(subject, circumstances)
    if facts is None or template is None:
        return None
    return left_today(question(subject, facts, template, circumstances))


def _digest_of(rows: Sequence[Message]) -> Subject:
    return replace(
        subject_of(rows[0]),
        template=UPDATES_JOINED,
        parts=_parts(rows),
        replaces=_replaces(rows),
        expires_at=_latest([row.expires_at for row in rows]),
        tell_by=min((row.tell_by for row in rows if row.tell_by is not None), default=None),
    )


def _become_digest(rows: Sequence[Message]) -> None:
    """Let the first stand for all; it is of use for as long as one of them is, and owed as soon as the first is."""
    first, digest = rows[0], _digest_of(rows)
    first.template, first.expires_at, first.tell_by = digest.template, digest.expires_at, digest.tell_by
    first.parts, first.part_runs = parts_json(digest.parts), [part.run_id for part in digest.parts]
    first.replaces, first.known_at = list(digest.replaces), _latest([row.known_at for row in rows])
    first.duty = next((row.duty for row in rows if row.duty), "")
    if any(row.message_class == MessageClass.STATUTORY for row in rows):
        first.message_class = MessageClass.STATUTORY


def _give_up(row: Message, *, now: datetime) -> None:
    move(row, MessageState.SUPERSEDED, reason=None, owner=Owner.NOBODY, now=now)
    row.reason, row.due_at = JOINED, now


def _parts(rows: Sequence[Message]) -> tuple[Part, ...]:
    return tuple(part for row in rows for part in read_parts(row.parts) or (_part(row),))


def _part(row: Message) -> Part:
    return Part(row.run_id or 0, row.template, row.trigger, row.item or None)


def _replaces(rows: Sequence[Message]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(run_id for row in rows for run_id in row.replaces))


def _latest(moments: Sequence[datetime | None]) -> datetime | None:
    """Return the last of all; None, where one of them is, stands for ever."""
    known = [moment for moment in moments if moment is not None]
    return max(known) if len(known) == len(moments) else None
