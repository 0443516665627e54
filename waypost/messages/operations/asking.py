"""
Gives messages that stand still to people: opens items of the worklist, and withdraws those that nobody need do.

Read `settle` first. It joins the caller's transaction, in which the rows are locked or new, and is called once a batch.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from waypost.base.ids import new_id
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.messages.asking import NOT_BY_PHONE, STANDING, Ask, Draft, Standing, ask_for, new_item
from waypost.messages.asking_words import asking_words
from waypost.messages.circumstances import Circumstances, Wanted, question_about, read_circumstances
from waypost.messages.gates.channel import mode_for
from waypost.messages.models import Message
from waypost.messages.operations.climbing import climb, keep
from waypost.messages.operations.words import draft_of
from waypost.messages.providers.set_up import channels_set_up
from waypost.messages.reasons import answer
from waypost.messages.render import CannotRender
from waypost.messages.rows import act_of, acts_of, move, subject_of
from waypost.messages.scripts import script_for
from waypost.messages.values import Channel, MessageState, Owner, Reason, SendMode
from waypost.worklist.operations import open_items, withdraw_items
from waypost.worklist.queries import open_among
from waypost.worklist.values import ItemKind, NewItem

_WAITING = [state.value for state in STANDING]
_DRAFT_CHANGED = "draft_changed"
_NO_LONGER_NEEDED = "no_longer_needed"


@dataclass
class _Group:
    """Rows that want the same of the same person, in the order in which they came, and the items that they leave."""

    asked: Ask
    rows: list[Message] = field(default_factory=list)
    standing: list[Standing] = field(default_factory=list)
    before: set[UUID] = field(default_factory=set)


def settle(rows: Sequence[Message], circumstances: Circumstances) -> None:
    """
    See to it that each row that waits for a person has an open item, and none that does not; the caller saves them.

    What another channel can tell is told by that one first. Rows that already stand with the item that they need are
    left alone. Drafts are made on the way: a row whose draft
    cannot be made is held for that.
    """
    new = climb(rows, circumstances)
    _settle([*rows, *new], circumstances)
    keep(new, force=circumstances.settings.name)


def _settle(rows: Sequence[Message], circumstances: Circumstances) -> None:
    concerned = [row for row in rows if row.asked_for or MessageState(row.state) in STANDING]
    if not concerned:
        return
    force, now = circumstances.settings.name, circumstances.now
    _forget_closed(concerned, force=force)
    groups, released = _regroup(concerned, circumstances)
    redrafted = {item for group in groups if group.asked.kind is ItemKind.CONFIRM for item in group.before}
    _withdraw(redrafted, force=force, reason=_DRAFT_CHANGED, now=now)
    _withdraw(released - redrafted - _needed(released, rows), force=force, reason=_NO_LONGER_NEEDED, now=now)
    items = [_item(group, circumstances) for group in groups]
    stands = open_items(items, force=force, now=now) if items else {}
    for group, item in zip(groups, items, strict=True):
        _stand(group, stands[item.item_id], rows)


def settle_later(rows: Iterable[Message], *, now: datetime) -> Sequence[Message]:
    """
    Do as `settle` does for rows, of one force, that came to stand still without their gates being asked.

    Also for those that no longer do: a provider's late word may end what was held. The facts are read, but only where
    there is such a row. Return those rows: of the others nothing has changed here.
    """
    changed = [row for row in rows if (MessageState(row.state) in STANDING) != bool(row.asked_for) or _has_failed(row)]
    if changed:
        force = ForceName(changed[0].force)
        _read_gates(changed)
        people = [PersonId(row.person_id) for row in changed]
        wanted = Wanted(people, replaced_runs=(), channels_set_up=channels_set_up(force))
        settle(changed, read_circumstances(wanted, force=force, now=now))
    return changed


def _read_gates(rows: Sequence[Message]) -> None:
    """Read what the gates last said of rows that were read without it, for all at once."""
    without = [row for row in rows if "gates" in row.get_deferred_fields()]
    if without:
        found = dict(Message.objects.filter(id__in=[row.id for row in without]).values_list("id", "gates"))
        for row in without:
            row.gates = found[row.id]


def _has_failed(row: Message) -> bool:
    """Whether what a row was asked about, if anything, may have been a hold and not yet that it failed."""
    return row.state == MessageState.FAILED


def release(message_ids: Collection[UUID], *, force: ForceName, now: datetime) -> None:
    """Let go of the items of messages that have ended, whose rows are locked and saved already."""
    ended = Message.objects.filter(id__in=message_ids, work_item__isnull=False)
    items = {item for item in ended.values_list("work_item", flat=True) if item is not None}
    if items:
        ended.update(work_item=None, asked_for="")
        _withdraw(items - _needed(items, ()), force=force, reason=_NO_LONGER_NEEDED, now=now)


def _forget_closed(rows: Iterable[Message], *, force: ForceName) -> None:
    """
    Let rows that stand with an item that is closed be asked about anew.

    An item may have been withdrawn with its last message at the moment in which another worker put this row to it.
    """
    with_item = [row for row in rows if row.work_item is not None]
    still_open = open_among({row.work_item for row in with_item if row.work_item is not None}, force=force)
    for row in with_item:
        if row.work_item not in still_open:
            row.work_item, row.asked_for = None, ""


def _regroup(rows: Iterable[Message], circumstances: Circumstances) -> tuple[list[_Group], set[UUID]]:
    """Return what rows newly want, and the items that they no longer stand with."""
    groups: dict[tuple[int | None, int | None, str, str], _Group] = {}
    released: set[UUID] = set()
    for row in rows:
        one = standing_of(row, circumstances) if MessageState(row.state) in STANDING else None
        asked = ask_for(one) if one else None
        signature = asked.signature if asked else ""
        if signature == row.asked_for:
            continue
        left: set[UUID] = {row.work_item} if row.work_item is not None else set()
        row.asked_for, row.work_item = signature, None
        released |= left
        if one and asked:
            group = groups.setdefault(asked.key(one), _Group(asked))
            group.rows.append(row)
            group.standing.append(one)
            group.before |= left
    return list(groups.values()), released


def standing_of(row: Message, circumstances: Circumstances) -> Standing:
    """Return a row that stands still as those are asked about it who must act; a draft that is asked about is kept."""
    draft, is_again = None, False
    if row.state == MessageState.AWAITING_APPROVAL and row.reason == Reason.NEEDS_CONFIRMATION:
        draft, is_again = _draft(row, circumstances)
    reason, owner = _why(row)
    return Standing(
        act=act_of(row),
        case_id=CaseId(row.case_id),
        person_id=PersonId(row.person_id),
        person_ref=row.person_ref,
        channel=Channel(row.channel),
        template=row.template,
        mode=_mode(row, circumstances),
        duty=row.duty or None,
        state=MessageState(row.state),
        reason=reason,
        owner=owner,
        acts=acts_of(row),
        tell_by=row.tell_by,
        expires_at=row.expires_at,
        act_by=_act_by(row, circumstances),
        draft=draft,
        draft_digest=row.draft_digest,
        is_carried=row.climbed_at is not None,
        is_unsafe=any(gate.get("reason") == Reason.CALL_UNSAFE for gate in row.gates),
        is_again=is_again,
    )


def _act_by(row: Message, circumstances: Circumstances) -> datetime | None:
    template = circumstances.library.templates.get(row.template)
    return row.planned_at + template.act_within if template and template.act_within else None


def _why(row: Message) -> tuple[Reason, Owner]:
    """Return why a row stands still and who must act: of all that holds it, first what keeps people from the phone."""
    if row.state == MessageState.HELD and row.reason not in NOT_BY_PHONE:
        for gate in row.gates:
            if gate.get("reason") in NOT_BY_PHONE:
                return Reason(gate["reason"]), Owner(gate["owner"])
    reason = Reason(row.reason) if row.reason in set(Reason) else Reason.NO_TEMPLATE
    return reason, Owner(row.owner or Owner.NOBODY)


def _mode(row: Message, circumstances: Circumstances) -> SendMode:
    asked = question_about(subject_of(row), circumstances)
    return mode_for(asked) if asked else SendMode(row.mode)


def _draft(row: Message, circumstances: Circumstances) -> tuple[Draft | None, bool]:
    """Return the draft to confirm, and whether another one was confirmed before; hold the row where there is none."""
    try:
        draft, digest = draft_of(row, circumstances)
    except CannotRender:
        unfit = answer("text_can_be_made", Reason.TEXT_UNFIT)
        row.gates = [*row.gates, unfit.to_json()]
        move(row, MessageState.HELD, reason=unfit.reason, owner=unfit.owner, now=circumstances.now)
        return None, False
    is_again = row.approved_at is not None
    row.approved_at, row.approved_by, row.approved_text = None, "", ""
    row.draft_digest = digest
    return draft, is_again


def _needed(items: Collection[UUID], unsaved: Iterable[Message]) -> set[UUID]:
    """Return those of these items for which some message waits; `unsaved` are rows as they will be."""
    mine = {row.id: row.work_item for row in unsaved}
    others = Message.objects.filter(work_item__in=items, state__in=_WAITING).exclude(id__in=list(mine))
    found = {*mine.values(), *(others.values_list("work_item", flat=True) if items else ())}
    return {item for item in found if item is not None}


def _withdraw(items: Collection[UUID], *, force: ForceName, reason: str, now: datetime) -> None:
    if items:
        withdraw_items(items, force=force, reason=reason, now=now)


def _item(group: _Group, circumstances: Circumstances) -> NewItem:
    first = group.rows[0]
    script = script_for(subject_of(first), circumstances) if group.asked.kind is ItemKind.CALL else ""
    return new_item(group.asked, group.standing, item_id=new_id(), script=script, words=asking_words())


def _stand(group: _Group, item: UUID, rows: Iterable[Message]) -> None:
    """Let the rows of a group stand with an item, and with them whoever stood with an earlier draft of it."""
    for row in group.rows:
        row.work_item = item
    if group.asked.kind is ItemKind.CONFIRM and group.before:
        for row in rows:
            if row.work_item in group.before:
                row.work_item = item
        Message.objects.filter(work_item__in=group.before).exclude(id__in=[row.id for row in rows]).update(
            work_item=item
        )
