"""Between rows and values: what the other rooms see of an item, and lines of its history."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from waypost.access.values import Actor, ActorKind
from waypost.base.values import CaseId, ForceName, JsonValue, PersonId
from waypost.cases.values import CaseFacts
from waypost.cases.vocabulary import Flag
from waypost.worklist.models import Change, Item
from waypost.worklist.rules import Holder
from waypost.worklist.values import (
    MATTER,
    NOT_WRITTEN_BACK,
    Answer,
    CallOutcome,
    Desk,
    ItemFacts,
    ItemKind,
    ItemState,
    Matter,
    Mends,
    What,
)

SYSTEM = Actor(ActorKind.SYSTEM, "worklist")
"""Who does what nobody asked for: the passing of time, and changes of officers."""

HOLDER_FIELDS = ("owner", "at_desk", "team", "cover", "first_owner")

_ONLY_HERE = (NOT_WRITTEN_BACK, MATTER)
_WAITS = Q(state=ItemState.OPEN, handed_out_at=None, case_id__isnull=False) & ~Q(reason__in=_ONLY_HERE) | Q(
    is_note_due=True
)


def waiting_to_be_handed_out(force: ForceName) -> "QuerySet[Item]":
    """Return the items that the crime system must be told of, the oldest first; inside `in_force`."""
    return Item.objects.filter(_WAITS, force=force).order_by("opened_at", "id")


def item_facts(row: Item, case: CaseFacts | None) -> ItemFacts:
    """Return an item as other rooms see it; a case that cannot be read counts as sealed."""
    return ItemFacts(
        item_id=row.id,
        case_id=CaseId(row.case_id) if row.case_id is not None else None,
        person_id=PersonId(row.person_id) if row.person_id is not None else None,
        person_ref=row.person_ref,
        kind=ItemKind(row.kind),
        desk=Desk(row.desk),
        matter=row.matter,
        reason=row.reason,
        text=row.text,
        subject=row.subject,
        script=row.script,
        draft=row.draft,
        duty=row.duty or None,
        state=ItemState(row.state),
        owner=row.owner,
        cover=row.cover,
        team=row.team,
        level=row.level,
        opened_at=row.opened_at,
        due_at=row.due_at,
        answer=_answer(row),
        at_desk=Desk(row.at_desk) if row.at_desk else None,
        first_owner=row.first_owner,
        handed_out_at=row.handed_out_at,
        reference=case.reference if case else "",
        is_sealed=row.case_id is not None and (case is None or Flag.SEALED in case.flags),
        offers=mends_of(row).offers,
        rule=row.rule,
    )


def matter_of(row: Item) -> Matter:
    """Return what an item is about."""
    return Matter(
        CaseId(row.case_id) if row.case_id is not None else None,
        PersonId(row.person_id) if row.person_id is not None else None,
        ItemKind(row.kind),
        row.matter,
    )


def mends_of(row: Item) -> Mends:
    """Return what an item about a record asks to put right."""
    return Mends(**{name: tuple(found) for name, found in row.mends.items()})


def mends_json(mends: Mends) -> dict[str, list[str]]:
    """Return what an item asks to put right as its row holds it."""
    found = {"marks": mends.marks, "offers": mends.offers, "covers": mends.covers}
    return {name: list(texts) for name, texts in found.items() if texts}


def change(
    row: Item, what: What, *, by: Actor, at: datetime, details: Mapping[str, JsonValue], note: str | None = None
) -> Change:
    """Return a line of an item's history; `details` holds codes, collar numbers and times only."""
    return Change(
        force=row.force,
        item_id=row.id,
        at=at,
        what=what,
        actor_kind=by.kind,
        actor_id=by.id,
        details=dict(details),
        note=note,
    )


def held_by(row: Item) -> Holder:
    """Return who has an item now."""
    return Holder(row.owner, Desk(row.at_desk) if row.at_desk else None, row.team, row.cover)


def give_to(row: Item, new: Holder) -> None:
    """Set who has an item; the caller saves it."""
    row.owner, row.team, row.cover = new.owner, new.team, new.cover
    row.at_desk = new.at_desk.value if new.at_desk else ""


def _answer(row: Item) -> Answer | None:
    if row.answered_at is None:
        return None
    return Answer(
        state=ItemState(row.state),
        at=row.answered_at,
        by=row.answered_by or None,
        note=row.answer_note,
        text=row.answer_text,
        call=CallOutcome(row.call) if row.call else None,
    )
