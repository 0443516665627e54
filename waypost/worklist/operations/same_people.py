"""
Asks the records desk whether two entries are one human, and takes back what need not be asked any more.

Called for the batches of cases that have come to rest (`mending`), in the same transaction. Read `ask` first.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from waypost.access.values import Actor
from waypost.base.retrying import again_after_deadlock
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.cases.same_person import decide, look
from waypost.cases.same_person.values import Decision, Pair, Said
from waypost.worklist.models import Item
from waypost.worklist.operations.closing import withdraw_mended
from waypost.worklist.operations.opening import open_items
from waypost.worklist.rules.same_people import REASON, matter_of_pair, wish_about
from waypost.worklist.values import ItemState, NewItem

_CHANGED = "record_changed"
_DECIDED = "decided_elsewhere"


def ask(case_ids: Collection[CaseId], *, force: ForceName, now: datetime) -> int:
    """Look at the people of these cases, and open and withdraw what follows; return how many items are new."""
    with in_force(force):
        looked = look(case_ids, force=force, now=now)
        matters = {matter_of_pair(ids) for ids in looked.settled}
        matters |= {matter_of_pair(one.pair.ids) for one in looked.questions}
        if not matters:
            return 0
        before = _items(matters, force)
        times = Counter(row.matter for row in before if row.state == ItemState.DONE)
        open_ = {row.matter: row for row in before if row.state == ItemState.OPEN}
        wishes = [wish_about(one, times=times[matter_of_pair(one.pair.ids)]) for one in looked.questions]
        new = [wish for wish in wishes if not _says(open_.get(wish.matter), wish)]
        same = {wish.matter for wish in wishes} - {wish.matter for wish in new}
        gone = [row.id for matter, row in open_.items() if matter not in same]
        if gone:
            withdraw_mended(gone, force=force, reason=_CHANGED, now=now)
        open_items(new, force=force, now=now)
        return len(new)


def decide_pair(pair_id: int, decision: Decision, *, said: Said, force: ForceName, by: Actor, now: datetime) -> Pair:
    """
    Keep what somebody of the force says of a pair, and close what was asked about it.

    :raises NoSuchPair: if the force has none of that id, or one of its cases is not to be spoken of.
    :raises CannotDecide: if it stands otherwise, or an entry can no longer be compared.
    """
    return again_after_deadlock(lambda: _decide(pair_id, decision, said=said, force=force, by=by, now=now))


def _decide(pair_id: int, decision: Decision, *, said: Said, force: ForceName, by: Actor, now: datetime) -> Pair:
    with in_force(force):
        pair = decide(pair_id, decision, said=said, force=force, by=by, now=now)
        withdraw_mended(_open_about(pair, force), force=force, reason=_DECIDED, now=now)
        return pair


def _open_about(pair: Pair, force: ForceName) -> list[UUID]:
    rows = _items({matter_of_pair(pair.ids)}, force)
    return [row.id for row in rows if row.state == ItemState.OPEN]


def _items(matters: Collection[str], force: ForceName) -> Sequence[Item]:
    return list(Item.objects.filter(force=force, reason=REASON, matter__in=matters).order_by("opened_at", "id"))


def _says(row: Item | None, wish: NewItem) -> bool:
    """Whether what is open asks the same of the same desk: then it stands as it is."""
    if row is None:
        return False
    return (row.case_id, row.person_id, row.text) == (wish.case_id, wish.person_id, wish.text)
