"""Made-up cases, people of the directory, and short words for what tests do with items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from tests.snapshots import ALLOCATED, FORCE, a_source, changed, event, take
from waypost.base.scope import in_force
from waypost.base.values import CaseId, PersonId
from waypost.cases.models import OutboxItem, Person
from waypost.cases.queries import case_id_by_reference
from waypost.cases.values import CaseKind, SourceFacts
from waypost.worklist.models import Change, Item
from waypost.worklist.operations import open_items
from waypost.worklist.rules.mending import REASON as RECORDS
from waypost.worklist.values import Desk, ItemKind, ItemState, NewItem

OIC = "4471"
"""Who has the case of the contract's second example."""


@dataclass
class World:
    """One case of a live source."""

    source: SourceFacts
    case_id: CaseId
    person_id: PersonId
    now: datetime
    revision: int = 100

    def change(self, **fields: Any) -> None:
        """Send a new revision of the case, with other fields."""
        self.revision += 1
        document = changed(ALLOCATED, revision=self.revision, **fields)
        result = take(self.source, event(document, f"e{self.revision}"), now=self.now)
        assert result.rejected == (), result.rejected

    def open_records(self) -> Sequence[Item]:
        """Return what is open about what is wrong in records."""
        with in_force(FORCE):
            return list(Item.objects.filter(reason=RECORDS, state=ItemState.OPEN).order_by("opened_at", "id"))

    def wish(self, **fields: Any) -> NewItem:
        """Return a call that somebody must make, with other fields."""
        values: Mapping[str, Any] = {
            "item_id": uuid4(),
            "case_id": self.case_id,
            "person_id": self.person_id,
            "person_ref": "p1",
            "kind": ItemKind.CALL,
            "desk": Desk.OIC,
            "matter": "1 call 1",
            "reason": "oic.assigned",
            "text": "Call this person.",
        }
        return NewItem(**{**values, **fields})

    def open(self, **fields: Any) -> UUID:
        """Open one item and return its id."""
        wish = self.wish(**fields)
        return open_items([wish], force=FORCE, now=self.now)[wish.item_id]


def a_world(now: datetime) -> World:
    """Return a world with the contract's second example in it: PC 4471 has the case."""
    source = a_source("rms", now=now)
    take(source, event(changed(ALLOCATED, appointments=[])), now=now)
    case_id = case_id_by_reference(ALLOCATED["reference"], kind=CaseKind.CRIME, force=FORCE)
    assert case_id is not None
    with in_force(FORCE):
        person_id = Person.objects.values_list("id", flat=True).get(case_id=case_id, ref="p1")
    return World(source, case_id, PersonId(person_id), now)


def item(item_id: UUID) -> Item:
    """Return the row of an item as it is now."""
    with in_force(FORCE):
        return Item.objects.get(id=item_id)


def history(item_id: UUID) -> list[str]:
    """Return what happened to an item, in order."""
    with in_force(FORCE):
        return list(Change.objects.filter(item_id=item_id).order_by("id").values_list("what", flat=True))


def outbox() -> Sequence[Mapping[str, Any]]:
    """Return what the crime system is given, in order."""
    with in_force(FORCE):
        rows = OutboxItem.objects.order_by("case_id", "number")
        return [{**row.payload, "waypost_id": row.id, "is": row.kind} for row in rows]
