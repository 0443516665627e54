"""What people are asked to do about clocks: tell somebody, say why it was late. Withdrawn when it is done otherwise."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from waypost.access.queries import force_settings
from waypost.access.values import ForceSettings
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.values import CaseFacts
from waypost.duties.duty import Duty, Owner
from waypost.duties.history import FOUR_FIFTHS
from waypost.duties.operations.reading import Standing
from waypost.duties.operations.reasons import WHY_LATE
from waypost.duties.operations.writing import Kept
from waypost.duties.rules import moments, share_gone
from waypost.duties.subjects import item_id, matter_of, subject_of, to_do_matter, why_late_matter
from waypost.duties.values import Clock
from waypost.duties.wishes import (
    about,
    duty_of,
    has_ended,
    is_asked,
    is_on_its_way,
    kind_of,
    must_call,
    must_explain,
    was_late,
)
from waypost.duties.words import to_do_text, why_late_text
from waypost.messages.queries import scripts_of
from waypost.messages.rules import reason_of_force, reason_of_source
from waypost.messages.values import Reason
from waypost.worklist.operations import open_items, withdraw_matters
from waypost.worklist.queries import open_items_of
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

_Wish = tuple[NewItem, str]
"""An item, and the template of the message that would have told, whose script helps; empty where there is none."""


def keep_items(
    standings: Mapping[CaseId, Standing], kept: Mapping[CaseId, Sequence[Kept]], *, force: ForceName, now: datetime
) -> None:
    """Open what must be done now, and withdraw what need not be done any more, in the caller's transaction."""
    over = [
        to_do_matter(one.clock, kind=kind)
        for of_case in kept.values()
        for one in of_case
        if has_ended(one.clock, one.lines)
        for kind in (ItemKind.CALL, ItemKind.MEND)
    ]
    if over:
        withdraw_matters(over, force=force, reason="duty_ended", now=now)
    wanted = _wanted(standings, kept, force=force, now=now)
    if not wanted:
        return
    asked = _by_case(open_items_of({item.case_id for item, _ in wanted if item.case_id}, force=force))
    new = [wish for wish in wanted if not _is_asked_by_message(wish, standings, asked)]
    open_items(_with_scripts(new, force=force, now=now), force=force, now=now)


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
    is_told_soon = is_on_its_way(clock, standing.tellings, matter.case)
    if must_call(clock, gone=gone, is_told_soon=is_told_soon):
        yield _to_do(one, duty, gone=gone), _template(clock, standing)
    if must_explain(clock, one.lines):
        yield _to_explain(one, duty), ""


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


def _duty_id(duty: Duty) -> str | None:
    # The interval and silence have names, not numbers of the Code.
    return duty.id if len(duty.id) == _OF_DUTY_LENGTH else None


def _template(clock: Clock, standing: Standing) -> str:
    found = about(clock, standing.tellings, standing.matter.case)
    return found[-1].template if found else ""


def _with_scripts(wishes: Sequence[_Wish], *, force: ForceName, now: datetime) -> Sequence[NewItem]:
    asked = [(template, item.person_id) for item, template in wishes if template and item.person_id is not None]
    scripts = scripts_of(asked, force=force, now=now) if asked else {}
    return [
        replace(item, script=scripts.get((template, PersonId(item.person_id or 0))) or None)
        for item, template in wishes
    ]


def _by_case(items: Sequence[ItemFacts]) -> Mapping[CaseId | None, Sequence[ItemFacts]]:
    found: dict[CaseId | None, list[ItemFacts]] = {}
    for item in items:
        found.setdefault(item.case_id, []).append(item)
    return found


def _is_asked_by_message(
    wish: _Wish, standings: Mapping[CaseId, Standing], asked: Mapping[CaseId | None, Sequence[ItemFacts]]
) -> bool:
    """Whether a message of the same duty has asked somebody to call or to confirm: nobody is asked twice."""
    item, _ = wish
    if item.kind is not ItemKind.CALL or item.case_id is None:
        return False
    others = [one for one in asked.get(item.case_id, ()) if one.reason not in {TO_TELL, WHY_LATE}]
    return is_asked(item.duty, item.person_id, others, standings[item.case_id].matter.case)
