"""
Makes work of what is wrong in a record, and closes it by itself when the record is mended.

A case is looked at once it has been at rest for a while, so that ten revisions of a morning are one look; every night
all open ones are, for what changes without them (who shares a number elsewhere). Who seems to be one human in several
cases is asked in the same go (`same_people`). Read `mend` first.
"""

import logging
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q

from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.defects import Skipped, defects_of, open_cases
from waypost.cases.places import Reader, wake_soon
from waypost.worklist.library import mend_terms_in_force, terms_in_force
from waypost.worklist.models import Item, Look
from waypost.worklist.operations.closing import withdraw_mended
from waypost.worklist.operations.opening import open_items
from waypost.worklist.operations.same_people import ask
from waypost.worklist.rows import mends_of
from waypost.worklist.rules.mending import REASON, Asked, Before, Calendar, wishes
from waypost.worklist.values import Desk, ItemKind, ItemState, NewItem

logger = logging.getLogger(__name__)

BATCH = 100
AT_REST = timedelta(minutes=5)
# A case that never comes to rest is looked at after an hour.
_LATER = """
INSERT INTO worklist_look (case_id, force, since, look_at)
    SELECT c.case_id, %(force)s, %(now)s, %(rest)s FROM unnest(%(cases)s::bigint[]) AS c (case_id) ORDER BY 1
    ON CONFLICT (case_id) DO UPDATE SET look_at = LEAST(EXCLUDED.look_at, worklist_look.since + interval '1 hour')
"""
_CHANGED = "record_changed"
_ASKED_WITH_RECORD = "asked_with_record"
_Whose = tuple[CaseId | None, PersonId | None, Desk]
# The database broke it off or does not answer: no case's fault.
_DATABASE_IS_AWAY = (OperationalError, InterfaceError)


@dataclass
class Mended:
    """What one look has done, and of how many cases and people nothing was asked, by why."""

    opened: int = 0
    withdrawn: int = 0
    skipped: Counter[Skipped] = field(default_factory=Counter)

    def add(self, other: "Mended") -> None:
        """Count another look's figures in."""
        self.opened += other.opened
        self.withdrawn += other.withdrawn
        self.skipped += other.skipped


def look_later(case_ids: Collection[CaseId], *, force: ForceName, now: datetime) -> None:
    """Let these cases be looked at once they have been at rest, inside the caller's transaction: one statement."""
    if not case_ids:
        return
    with in_force(force), connection.cursor() as cursor:
        cursor.execute(_LATER, {"force": force, "now": now, "rest": now + AT_REST, "cases": sorted(case_ids)})


def mend_due(force: ForceName, *, now: datetime) -> int:
    """Look at one batch of cases of a force that have come to rest; return how many."""
    return again_after_deadlock(lambda: _mend_due(force, now=now))


def has_due(force: ForceName, *, now: datetime) -> bool:
    """Whether a case has come to rest that nobody has looked at since."""
    with in_force(force):
        return Look.objects.filter(force=force, look_at__lte=now).exists()


def sweep(force: ForceName, *, now: datetime) -> Mended:
    """Look at every open case of a force, batch by batch, each in a transaction of its own."""
    done, after = Mended(), CaseId(0)
    while case_ids := open_cases(force=force, after=after, limit=BATCH):
        done.add(_each(case_ids, force=force, now=now))
        after = case_ids[-1]
    return done


def mend(case_ids: Collection[CaseId], *, force: ForceName, now: datetime) -> Mended:
    """
    Open what somebody should put right in these cases, and withdraw what need not be any more.

    What is asked changes only where something else is found: then the item is withdrawn, and another one opened. A
    fixed number of queries.
    """
    with in_force(force):
        looked = defects_of(case_ids, force=force, now=now)
        before = _before(case_ids, force)
        terms, calendar = mend_terms_in_force(), _calendar(now)
        wanted = {
            _whose(wish): wish
            for case_id, found in looked.cases.items()
            for wish in wishes(case_id, found, before.get(case_id, Before()), terms=terms, calendar=calendar)
        }
        open_ = _open(before)
        same = {key for key, wish in wanted.items() if key in open_ and open_[key].mends == wish.mends}
        gone = {key: asked.item_id for key, asked in open_.items() if key not in same}
        withdrawn = withdraw_mended(gone.values(), force=force, reason=_CHANGED, now=now) if gone else 0
        new = [wish for key, wish in wanted.items() if key not in same]
        open_items(new, force=force, now=now)
        left = {CaseId(case_id) for case_id, _, _ in gone if case_id is not None}
        left |= _take_over([wish for wish in new if wish.mends.offers], force=force, now=now)
        if left:
            # Messages that stood with an item that is closed now are asked about anew.
            wake_soon(Reader.JOURNEYS, left, force=force, now=now)
        return Mended(len(new), withdrawn, Counter(looked.skipped))


def _take_over(wishes: Sequence[NewItem], *, force: ForceName, now: datetime) -> set[CaseId]:
    """
    Withdraw what messages ask of the same people for the same reason, where a contact is offered to be confirmed.

    Nobody gets two tasks for one defect: the messages come to stand with the new item. Return the cases.
    """
    if not wishes:
        return set()
    open_ = Item.objects.filter(force=force, state=ItemState.OPEN, kind=ItemKind.MEND).exclude(reason=REASON)
    found = [
        row
        for row in open_.filter(case_id__in={wish.case_id for wish in wishes})
        if any(
            (row.case_id, row.person_id) == (wish.case_id, wish.person_id) and row.reason in wish.mends.covers
            for wish in wishes
        )
    ]
    if found:
        withdraw_mended([row.id for row in found], force=force, reason=_ASKED_WITH_RECORD, now=now)
    return {CaseId(row.case_id) for row in found if row.case_id is not None}


def _whose(wish: NewItem) -> _Whose:
    return (wish.case_id, wish.person_id, wish.desk)


def _mend_due(force: ForceName, *, now: datetime) -> int:
    with in_force(force):
        due = Look.objects.filter(force=force, look_at__lte=now).select_for_update(skip_locked=True)
        case_ids = [
            CaseId(each) for each in due.order_by("look_at", "case_id").values_list("case_id", flat=True)[:BATCH]
        ]
        if case_ids:
            _each(case_ids, force=force, now=now)
            Look.objects.filter(case_id__in=case_ids).delete()
        return len(case_ids)


def _each(case_ids: Sequence[CaseId], *, force: ForceName, now: datetime) -> Mended:
    """Look at a batch, and where that fails at each case alone: one that cannot be decided stops no other."""
    try:
        with in_force(force), transaction.atomic():
            done = mend(case_ids, force=force, now=now)
            done.opened += ask(case_ids, force=force, now=now)
            return done
    except _DATABASE_IS_AWAY:
        raise
    except Exception:
        if len(case_ids) == 1:
            # It is looked at again in the night.
            logger.exception("what is wrong in case %s of force %s cannot be said", case_ids[0], force)
            return Mended()
    done = Mended()
    for case_id in case_ids:
        done.add(_each([case_id], force=force, now=now))
    return done


def _before(case_ids: Collection[CaseId], force: ForceName) -> Mapping[CaseId, Before]:
    rows = Item.objects.filter(
        Q(reason=REASON) & ~Q(state=ItemState.WITHDRAWN) | Q(state=ItemState.OPEN, kind=ItemKind.MEND),
        force=force,
        case_id__in=list(case_ids),
    )
    asked: dict[CaseId, list[Asked]] = {}
    by_messages: dict[CaseId, set[tuple[PersonId | None, str]]] = {}
    for row in rows:
        case_id = CaseId(row.case_id or 0)
        if row.reason == REASON:
            asked.setdefault(case_id, []).append(_asked(row))
        else:
            person_id = PersonId(row.person_id) if row.person_id is not None else None
            by_messages.setdefault(case_id, set()).add((person_id, row.reason))
    return {
        case_id: Before(asked.get(case_id, ()), frozenset(by_messages.get(case_id, ())))
        for case_id in {*asked, *by_messages}
    }


def _asked(row: Item) -> Asked:
    person_id = PersonId(row.person_id) if row.person_id is not None else None
    state = ItemState(row.state)
    return Asked(row.id, person_id, Desk(row.desk), state, mends_of(row), row.closed_at, row.due_at)


def _calendar(now: datetime) -> Calendar:
    terms = terms_in_force()
    return Calendar(terms.hours, terms.holidays, now)


def _open(before: Mapping[CaseId, Before]) -> Mapping[_Whose, Asked]:
    return {
        (case_id, each.person_id, each.desk): each
        for case_id, one in before.items()
        for each in one.asked
        if each.state is ItemState.OPEN
    }
