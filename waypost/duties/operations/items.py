"""What people are asked to do about clocks: tell somebody, say why it was late. Withdrawn when it is done otherwise."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from waypost.access.queries import force_settings
from waypost.access.values import ForceSettings
from waypost.base.values import CaseId, ForceName, MessageId, PersonId
from waypost.cases.values import CaseFacts
from waypost.duties.duty import Duty, Owner
from waypost.duties.history import FOUR_FIFTHS
from waypost.duties.operations.reading import Standing
from waypost.duties.operations.reasons import WHY_LATE
from waypost.duties.operations.writing import Kept
from waypost.duties.rules import moments, share_gone
from waypost.duties.subjects import item_id, matter_of, subject_of, to_do_matter, why_late_matter
from waypost.duties.wishes import (
    about,
    duty_of,
    has_ended,
    is_on_its_way,
    kind_of,
    must_call,
    must_explain,
    reading_until,
    untold,
    update_by,
    was_late,
)
from waypost.duties.words import safe_way_text, to_do_text, why_late_text
from waypost.messages.operations import climb_untold
from waypost.messages.queries import scripts_of
from waypost.messages.rules import reason_of_force, reason_of_source
from waypost.messages.values import Reason
from waypost.worklist.operations import open_items, withdraw_matters
from waypost.worklist.queries import open_items_of, unsafe_calls
from waypost.worklist.values import Desk, ItemFacts, ItemKind, NewItem

TO_TELL = "duty_not_met"
"""Why somebody is asked: to tell the person, or to do what is due."""

_OF_DUTY_LENGTH = 3
_DESKS = {
    Owner.OIC: Desk.OIC,
    Owner.SUPERVISOR: Desk.SUPERVISOR,
    Owner.RECORDS: Desk.RECORDS,
    Owner.WITNESS_CARE: Desk.WITNESS_CARE,
}


@dataclass(frozen=True)
class _Wish:
    """
    An item, and the template of the message that would have told, whose script helps; empty where there is none.

    `untold` are messages that have left and did not tell, `asked_by` the items of messages about this very thing that
    wait for somebody. `is_for_machines`: the length is ours, not the Code's, so a message may still be sent, and
    nobody is rung for.
    """

    item: NewItem
    template: str = ""
    untold: tuple[MessageId, ...] = ()
    asked_by: frozenset[UUID] = frozenset()
    is_for_machines: bool = False


def keep_items(
    standings: Mapping[CaseId, Standing], kept: Mapping[CaseId, Sequence[Kept]], *, force: ForceName, now: datetime
) -> None:
    """
    Open what must be done now, and withdraw what need not be done any more, in the caller's transaction.

    Before anybody is asked to tell, what has left and did not tell is told by the next channel (design 1.3).
    """
    over = [
        to_do_matter(one.clock, kind=kind)
        for of_case in kept.values()
        for one in of_case
        if has_ended(one.clock, one.lines)
        for kind in (ItemKind.CALL, ItemKind.MEND)
    ]
    if over:
        withdraw_matters(over, force=force, reason="duty_ended", now=now)
    wanted = _left_to_people(_wanted(standings, kept, force=force, now=now), force=force, now=now)
    if not wanted:
        return
    asked = _by_case(open_items_of({wish.item.case_id for wish in wanted if wish.item.case_id}, force=force))
    new = [wish for wish in wanted if not _is_asked_by_message(wish, asked)]
    new = _without_unsafe_calls(new, standings, force=force)
    open_items(_with_scripts(new, force=force, now=now), force=force, now=now)


def _left_to_people(wanted: Sequence[_Wish], *, force: ForceName, now: datetime) -> Sequence[_Wish]:
    """Have the next channel tell what it can; return what is left for people."""
    untold = [message_id for wish in wanted for message_id in wish.untold]
    carried = climb_untold(untold, force=force, now=now) if untold else frozenset()
    return [wish for wish in wanted if not wish.is_for_machines and carried.isdisjoint(wish.untold)]


def _wanted(
    standings: Mapping[CaseId, Standing], kept: Mapping[CaseId, Sequence[Kept]], *, force: ForceName, now: datetime
) -> Sequence[_Wish]:
    """Return what anybody should do about the clocks of cases in which anything may be asked of people at all."""
    settings = force_settings(force)
    return [
        wish
        for case_id, of_case in kept.items()
        if _reason_to_watch_only(standings[case_id].matter.case, settings) is None
        for one in of_case
        for wish in _wishes(one, standings[case_id], now=now)
    ]


def _reason_to_watch_only(case: CaseFacts, settings: ForceSettings) -> Reason | None:
    """
    Return why the clocks of this case run and nobody is asked anything, or None.

    What somebody has stopped by hand is still due: then it is a person who must tell.
    """
    return reason_of_force(case, settings) or reason_of_source(case)


def _wishes(one: Kept, standing: Standing, *, now: datetime) -> Iterator[_Wish]:
    clock, matter = one.clock, standing.matter
    duty = duty_of(clock, matter.duties)
    if duty is None or not duty.is_ours or duty.owner not in _DESKS:
        return
    gone = share_gone(clock, now=now)
    is_told_soon = (
        is_on_its_way(clock, standing.tellings, matter.case)
        or reading_until(clock, standing.tellings, matter.case, now=now) is not None
    )
    is_updated_soon = update_by(clock, matter.duties, now=now) is not None
    if must_call(clock, gone=gone, is_told_soon=is_told_soon) and not is_updated_soon:
        told = about(clock, standing.tellings, matter.case)
        yield _Wish(
            _to_do(one, duty, gone=gone),
            told[-1].template if told else "",
            untold=tuple(each.message_id for each in untold(clock, standing.tellings, matter.case, duty=duty, now=now)),
            asked_by=frozenset(each.work_item for each in told if each.work_item is not None),
            is_for_machines=duty.is_recommended,
        )
    if must_explain(clock, one.lines):
        yield _Wish(_to_explain(one, duty), is_for_machines=duty.is_recommended)


def _to_do(one: Kept, duty: Duty, *, gone: int) -> NewItem:
    clock, is_late = one.clock, was_late(one.clock)
    found = moments(clock)
    return NewItem(
        # Who refused before it was late is asked again when it is.
        item_id=item_id(clock.case_id, clock.key, wish="late" if is_late else "in_time"),
        case_id=clock.case_id,
        person_id=clock.key.person_id,
        person_ref=one.row.person_ref,
        kind=kind_of(duty),
        desk=_DESKS[duty.owner],
        matter=matter_of(clock.key),
        reason=TO_TELL,
        text=to_do_text(clock, duty, is_late=is_late),
        subject=subject_of(clock.key),
        duty=_duty_id(duty),
        due_at=clock.due_at,
        # The worklist takes what is not done by then to the supervisor.
        aim_at=found.four_fifths if found and gone < FOUR_FIFTHS else None,
    )


def _to_explain(one: Kept, duty: Duty) -> NewItem:
    clock = one.clock
    return NewItem(
        item_id=item_id(clock.case_id, clock.key, wish="why_late"),
        case_id=clock.case_id,
        person_id=clock.key.person_id,
        person_ref=one.row.person_ref,
        kind=ItemKind.MEND,
        desk=_DESKS[duty.owner],
        matter=why_late_matter(clock).matter,
        reason=WHY_LATE,
        text=why_late_text(clock, duty),
        subject=subject_of(clock.key),
        duty=_duty_id(duty),
    )


def _without_unsafe_calls(
    wishes: Sequence[_Wish], standings: Mapping[CaseId, Standing], *, force: ForceName
) -> list[_Wish]:
    """
    Ask for a safe way in place of a call to whom a call was found unsafe, until a plan says that contact is safe again.
    """
    people = {wish.item.person_id for wish in wishes if wish.item.kind is ItemKind.CALL and wish.item.person_id}
    found_at = unsafe_calls(people, force=force) if people else {}
    return [
        replace(wish, item=_safely(wish.item), template="")
        if wish.item.kind is ItemKind.CALL and _is_unsafe(wish.item, standings, found_at)
        else wish
        for wish in wishes
    ]


def _is_unsafe(item: NewItem, standings: Mapping[CaseId, Standing], found_at: Mapping[PersonId, datetime]) -> bool:
    found = found_at.get(PersonId(item.person_id or 0))
    if found is None or item.case_id is None:
        return False
    people = standings[item.case_id].matter.case.people
    plan = next((person.plan for person in people if person.person_id == item.person_id), None)
    confirmed_at = plan.safe_confirmed_at if plan else None
    return confirmed_at is None or confirmed_at <= found


def _safely(item: NewItem) -> NewItem:
    # An id of its own: the call that was found unsafe is answered, and must not stand for this.
    return replace(item, item_id=uuid5(item.item_id, "safely"), kind=ItemKind.MEND, text=safe_way_text(item.text))


def _duty_id(duty: Duty) -> str | None:
    # The interval and silence have names, not numbers of the Code.
    return duty.id if len(duty.id) == _OF_DUTY_LENGTH else None


def _with_scripts(wishes: Sequence[_Wish], *, force: ForceName, now: datetime) -> Sequence[NewItem]:
    asked = [
        (wish.template, wish.item.person_id) for wish in wishes if wish.template and wish.item.person_id is not None
    ]
    scripts = scripts_of(asked, force=force, now=now) if asked else {}
    return [
        replace(wish.item, script=scripts.get((wish.template, PersonId(wish.item.person_id or 0))) or None)
        for wish in wishes
    ]


def _by_case(items: Sequence[ItemFacts]) -> Mapping[CaseId | None, Sequence[ItemFacts]]:
    found: dict[CaseId | None, list[ItemFacts]] = {}
    for item in items:
        found.setdefault(item.case_id, []).append(item)
    return found


def _is_asked_by_message(wish: _Wish, asked: Mapping[CaseId | None, Sequence[ItemFacts]]) -> bool:
    """Whether a message about this very thing has asked somebody to call: nobody is asked twice."""
    item = wish.item
    if item.kind is not ItemKind.CALL or item.case_id is None:
        return False
    return any(one.kind is ItemKind.CALL and one.item_id in wish.asked_by for one in asked.get(item.case_id, ()))
