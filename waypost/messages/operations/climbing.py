"""Plans the same wish by the next channel where one has failed, cannot be used, or is silent for too long."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from waypost.access.queries import force_settings
from waypost.base.ids import new_id
from waypost.base.queue import wake
from waypost.base.scope import in_force
from waypost.base.sets import insert_rows, update_rows
from waypost.base.values import ForceName, PersonId
from waypost.base.working_days import bank_holidays
from waypost.messages.circumstances import Circumstances, Wanted, judge, read_circumstances, template_for
from waypost.messages.gates import GATES
from waypost.messages.ladder import STAY, TAKES, channels_left, climbs_at, is_carried, is_stuck
from waypost.messages.models import Message
from waypost.messages.post import last_posting, must_write
from waypost.messages.providers.set_up import channels_set_up
from waypost.messages.reach import rungs
from waypost.messages.rows import move, obey, subject_of
from waypost.messages.values import HAS_LEFT, Channel, MessageClass, MessageState, Owner, Reason

_Wish = tuple[int | None, str, int, int]
COPIED = (
    "force", "case_id", "person_id", "person_ref", "run_id", "step", "visit", "template", "journey", "journey_state",
    "parts", "part_runs", "replaces", "trigger", "event_number", "item", "mode", "message_class", "duty", "known_at",
    "tell_by", "not_before", "expires_at", "called_at", "call_outcome",
)  # fmt: skip
"""What the next channel's message has of the one before: who has called has done so for both."""


def climb(rows: Sequence[Message], circumstances: Circumstances) -> list[Message]:
    """
    Return the messages by which what stands still is told next, judged and not yet saved.

    A row that another channel carries from now on has `climbed_at`; one that was held is superseded. The rows are
    locked or new, and the caller saves them. Where no channel is left the row stays what it is: a person is asked.
    """
    stuck = [row for row in rows if may_climb(row)]
    if not stuck:
        return []
    # Whoever delivers one channel knows of that one only.
    every = circumstances.channels_set_up | channels_set_up(ForceName(stuck[0].force))
    return _climb(stuck, rows, replace(circumstances, channels_set_up=every))


def climb_in_time(rows: Iterable[Message], *, now: datetime) -> None:
    """
    Have told by another channel as well what was handed over and of which nothing was heard in its time.

    The rows are locked and of one force; the caller saves them.
    """
    late = _late(list(rows), now=now)
    if not late:
        return
    force = ForceName(late[0].force)
    wanted = Wanted([PersonId(row.person_id) for row in late], replaced_runs=(), channels_set_up=channels_set_up(force))
    new = _climb(late, (), read_circumstances(wanted, force=force, now=now))
    keep(new, force=force)


def climb_untold(message_ids: Collection[UUID], *, force: ForceName, now: datetime) -> frozenset[UUID]:
    """
    Have told by the next channel what has left and did not tell: a text that only says that there is news, above all.

    Return those of these messages that another channel carries now. Joins the caller's transaction, who holds no lock
    that a delivery waits for. Each message is followed once.
    """
    with in_force(force):
        rows = list(
            Message.objects.select_for_update()
            .filter(force=force, id__in=list(message_ids), state__in=list(HAS_LEFT), climbed_at=None)
            .exclude(run_id=None)
            .order_by("id")
        )
        untold = [row for row in rows if MessageClass(row.message_class) not in STAY]
        if not untold:
            return frozenset()
        people = [PersonId(row.person_id) for row in untold]
        wanted = Wanted(people, replaced_runs=(), channels_set_up=channels_set_up(force))
        new = _climb(untold, (), read_circumstances(wanted, force=force, now=now), is_told=False)
        keep(new, force=force)
        update_rows(untold, ["climbed_at"])
        return frozenset(row.id for row in untold if row.climbed_at is not None)


def is_late(row: Message, *, now: datetime) -> bool:
    """Whether a message was handed over and nothing was heard of it until the last part of the time of its duty."""
    if row.state != MessageState.HANDED_OVER or row.tell_by is None or row.climbed_at or row.run_id is None:
        return False
    return now >= climbs_at(row.tell_by, handed_over_at=row.handed_over_at or row.planned_at)


def _late(rows: Sequence[Message], *, now: datetime) -> list[Message]:
    """Return what is late, and what is told by letter now or not in time: nobody knows if it has told."""
    silent = [row for row in rows if _is_silent(row)]
    force = ForceName(silent[0].force) if silent else None
    if force is None or Channel.LETTER not in channels_set_up(force):
        return [row for row in silent if is_late(row, now=now)]
    days = force_settings(force).post.days
    return [row for row in silent if is_late(row, now=now) or _must_write(row, days=days, now=now)]


def _is_silent(row: Message) -> bool:
    return row.state == MessageState.HANDED_OVER and not row.climbed_at and row.run_id is not None


def _must_write(row: Message, *, days: int, now: datetime) -> bool:
    if row.tell_by is None or row.channel == Channel.LETTER:
        return False
    posting = last_posting(row.tell_by, days=days, holidays=bank_holidays())
    return must_write(posting, handed_over_at=row.handed_over_at or row.planned_at, now=now)


def keep(new: Sequence[Message], *, force: ForceName) -> None:
    """Write down what `climb` has returned."""
    for row in new:
        if row.state == MessageState.AWAITING_APPROVAL and row.work_item is None:
            # Nobody has been asked yet: who looks at it next asks.
            row.due_at = row.planned_at
    if new:
        insert_rows(new, ignore_conflicts=True)
        wake("deliver", force=force)


def may_climb(row: Message) -> bool:
    """Whether a row stands still for a reason for which another channel is tried."""
    if row.climbed_at is not None or row.run_id is None:
        return False
    return is_stuck(MessageState(row.state), row.reason, message_class=MessageClass(row.message_class))


def next_rung(
    row: Message, others: Sequence[Message], circumstances: Circumstances, *, is_told: bool
) -> Message | None:
    """
    Return the message by which a row that does not tell is told next, judged and not saved; None where none is needed.

    `others` are the other messages of its wish, `is_told` whether one of them that was delivered has told it. A row
    that another carries from now on has `climbed_at`.
    """
    states = [MessageState(one.state) for one in others]
    if is_carried([state for state in states if is_told or state is not MessageState.DELIVERED]):
        _carried(row, circumstances)
        return None
    rung = _next(row, others, circumstances)
    if rung is not None:
        _carried(row, circumstances)
    return rung


def _climb(
    stuck: Sequence[Message], fresh: Sequence[Message], circumstances: Circumstances, *, is_told: bool = True
) -> list[Message]:
    """Return the next rungs. `is_told`: another message of the wish that was delivered has told it."""
    siblings = _siblings(stuck, fresh)
    new: list[Message] = []
    for row in stuck:
        others = [one for one in siblings[_wish(row)] if one.id != row.id]
        rung = next_rung(row, others, circumstances, is_told=is_told)
        if rung is not None:
            siblings[_wish(row)].append(rung)
            new.append(rung)
    return new


def _carried(row: Message, circumstances: Circumstances) -> None:
    row.climbed_at = circumstances.now
    if row.state == MessageState.HELD:
        move(row, MessageState.SUPERSEDED, reason=Reason.NEXT_CHANNEL, owner=Owner.NOBODY, now=circumstances.now)


def _next(row: Message, others: Iterable[Message], circumstances: Circumstances) -> Message | None:
    """Return the message by the first channel left that the gates let go, or that a person must only confirm."""
    facts = circumstances.facts.get(PersonId(row.person_id))
    template = circumstances.library.templates.get(row.template)
    if facts is None or template is None:
        return None
    tried = {Channel(row.channel), *(Channel(one.channel) for one in others)}
    for channel in channels_left(rungs(template, facts, circumstances.settings), tried=tried):
        rung = _rung(row, channel, circumstances)
        verdict = judge(subject_of(rung), circumstances, gates=GATES)
        if verdict.outcome.kind in TAKES:
            obey(rung, verdict, now=circumstances.now)
            return rung
    return None


def _rung(row: Message, channel: Channel, circumstances: Circumstances) -> Message:
    now = circumstances.now
    rung = Message(id=new_id(), channel=channel, template_version=0, planned_at=now, state_at=now)
    for name in COPIED:
        setattr(rung, name, getattr(row, name))
    template = template_for(subject_of(rung), circumstances)
    rung.template_version, rung.text_key = (template.version, template.key) if template else (0, "")
    return rung


def _siblings(stuck: Sequence[Message], fresh: Sequence[Message]) -> dict[_Wish, list[Message]]:
    """Return every message of the same wishes: as they are in hand, or else as they are written down."""
    found: dict[_Wish, list[Message]] = {_wish(row): [] for row in stuck}
    written = Message.objects.filter(
        force=stuck[0].force,
        run_id__in={row.run_id for row in stuck},
        person_id__in={row.person_id for row in stuck},
    )
    rows: dict[UUID, Message] = {row.id: row for row in written}
    rows.update({row.id: row for row in (*fresh, *stuck)})
    for row in rows.values():
        if _wish(row) in found:
            found[_wish(row)].append(row)
    return found


def _wish(row: Message) -> _Wish:
    return (row.run_id, row.step, row.visit, row.person_id)
