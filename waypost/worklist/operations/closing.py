"""Closes items: with an answer, or because what they asked for is no longer needed. A closed item stays closed."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from waypost.access.values import Actor, ActorKind
from waypost.base.queue import wake
from waypost.base.scope import in_force
from waypost.base.sets import insert_rows, update_rows
from waypost.base.values import CaseId, ForceName, JsonValue, PersonId
from waypost.cases.confirmed_contacts import confirm_contact
from waypost.cases.places import Reader, wake_soon
from waypost.cases.queries import cases_by_id
from waypost.cases.same_person import decide, pair_between
from waypost.cases.same_person.values import CannotDecide, NoSuchPair, Said
from waypost.worklist.library import terms_in_force
from waypost.worklist.models import Change, Item
from waypost.worklist.rows import SYSTEM, change, item_facts, matter_of, mends_of
from waypost.worklist.rules import closes, due_again_at, fault_of_answer, look_at
from waypost.worklist.rules.mending import REASON, chosen, confirms_nothing
from waypost.worklist.rules.same_people import decision_of, pair_of_matter
from waypost.worklist.values import Answer, Desk, ItemFacts, ItemKind, ItemState, Matter, UnknownItem, What


class AlreadyAnswered(ValueError):
    """The item is closed: somebody has answered it, or it is no longer needed."""


class BadAnswer(ValueError):
    """The answer does not fit the item."""


def answer_item(item_id: UUID, answer: Answer, *, force: ForceName, by: Actor, now: datetime) -> ItemFacts:
    """
    Record what somebody answered, and return the item as it is then.

    A call that nobody took leaves it open, due again after a while. Who asked for the item does what follows. An
    answer that did not come from the crime system is told to it, so that nobody does the same there.

    :raises UnknownItem: if the force has no such item.
    :raises AlreadyAnswered: if it is closed.
    :raises BadAnswer: saying what does not fit.
    """
    with in_force(force):
        row = Item.objects.select_for_update().filter(force=force, id=item_id).first()
        if row is None:
            raise UnknownItem(item_id)
        if row.state != ItemState.OPEN:
            raise AlreadyAnswered(item_id)
        fault = fault_of_answer(ItemKind(row.kind), answer)
        if fault is not None:
            raise BadAnswer(fault)
        line = _close(row, answer, by=by, now=now) if closes(answer) else _call_again(row, answer, by=by, now=now)
        line.details |= _confirm(row, answer, by=by, now=now)
        line.details |= _decide(row, answer, by=by, now=now)
        line.save()
        case_id = CaseId(row.case_id) if row.case_id is not None else None
        if case_id is not None:
            # A call may be what a duty waits for.
            wake_soon(Reader.DUTIES, [case_id], force=force, now=now)
        cases = cases_by_id([case_id], force=force) if case_id is not None else {}
        return item_facts(row, cases.get(case_id) if case_id is not None else None)


def withdraw_items(item_ids: Collection[UUID], *, force: ForceName, reason: str, now: datetime) -> int:
    """
    Close what is still open of these, because nobody need do it any more; return how many that were.

    The ids are those that were asked for, or of the items that stand for them; one about the record stands as long as
    the record does (`withdraw_mended`). Where the crime system has the task, its log is told.
    """
    with in_force(force):
        ids = list(item_ids)
        rows = Item.objects.filter(Q(id__in=ids) | Q(asked_as__in=ids), force=force).exclude(reason=REASON)
        return _withdraw(rows, reason=reason, now=now)


def withdraw_mended(item_ids: Collection[UUID], *, force: ForceName, reason: str, now: datetime) -> int:
    """Close what is still open of these items about records, as `withdraw_items` does; return how many there were."""
    with in_force(force):
        return _withdraw(Item.objects.filter(id__in=list(item_ids), force=force), reason=reason, now=now)


def withdraw_matters(matters: Iterable[Matter], *, force: ForceName, reason: str, now: datetime) -> int:
    """Close the open items of these matters, as `withdraw_items` does; return how many there were."""
    wanted = set(matters)
    of_cases = {matter.case_id for matter in wanted} - {None}
    with in_force(force):
        rows = Item.objects.filter(force=force, state=ItemState.OPEN)
        about = Q(case_id__in=of_cases) | (Q(case_id=None) if any(each.case_id is None for each in wanted) else Q())
        found = [
            row.id
            for row in rows.filter(about, matter__in={each.matter for each in wanted})
            if matter_of(row) in wanted
        ]
        return _withdraw(rows.filter(id__in=found), reason=reason, now=now)


def _withdraw(rows: "QuerySet[Item]", *, reason: str, now: datetime) -> int:
    open_ = list(rows.filter(state=ItemState.OPEN).select_for_update().order_by("id"))
    for row in open_:
        row.state, row.closed_at = ItemState.WITHDRAWN, now
        row.look_at, row.is_note_due = None, row.handed_out_at is not None
    update_rows(open_, ["state", "closed_at", "look_at", "is_note_due"])
    details: dict[str, JsonValue] = {"reason": reason}
    insert_rows([change(row, What.WITHDRAWN, by=SYSTEM, at=now, details=details) for row in open_])
    _wake_for_notes(open_)
    return len(open_)


def _confirm(row: Item, answer: Answer, *, by: Actor, now: datetime) -> dict[str, JsonValue]:
    """Let a contact be used that the answer confirms in so many words; return what the history says of it."""
    offers = mends_of(row).offers if answer.state is ItemState.DONE else ()
    offer = chosen(offers, answer.note)
    if offer is None or row.case_id is None or row.person_id is None:
        return {}
    case_id, person_id, force = CaseId(row.case_id), PersonId(row.person_id), ForceName(row.force)
    confirm_contact(offer, case_id=case_id, person_id=person_id, force=force, by=answer.by or by.id, now=now)
    # What waits for a way to this person is looked at again.
    wake_soon(Reader.JOURNEYS, [case_id], force=force, now=now)
    return {"confirmed": offer.field, "from": offer.from_field}


def _decide(row: Item, answer: Answer, *, by: Actor, now: datetime) -> dict[str, JsonValue]:
    """Keep what the answer says of two entries that seem to be one human; return what the history says of it."""
    ids, force = pair_of_matter(row.matter), ForceName(row.force)
    pair = pair_between(ids, force=force) if ids is not None else None
    decision = decision_of(answer.state, answer.note, pair.state) if pair is not None else None
    if pair is None or decision is None:
        return {}
    try:
        said = Said(answer.by or by.id, answer.note or "")
        decide(pair.pair_id, decision, said=said, force=force, by=by, now=now)
    except (CannotDecide, NoSuchPair) as error:
        raise BadAnswer(f"This cannot be decided now: {error}.") from None
    return {"pair": decision.value}


def _close(row: Item, answer: Answer, *, by: Actor, now: datetime) -> Change:
    row.state, row.closed_at, row.look_at = answer.state, now, None
    row.answered_at, row.answered_by = answer.at, answer.by or ""
    row.answer_note, row.answer_text = answer.note, answer.text
    row.call = answer.call or ""
    # Who answered in the crime system knows that it is done, but not that what they wrote has confirmed nothing.
    is_news = by.kind is not ActorKind.SOURCE or confirms_nothing(mends_of(row).offers, answer.state, answer.note)
    row.is_note_due = row.handed_out_at is not None and is_news
    row.save()
    _wake_for_notes([row])
    details: dict[str, JsonValue] = {"state": row.state, "call": row.call or None, "by": answer.by}
    return change(row, What.ANSWERED, by=by, at=now, details=details, note=answer.note)


def _call_again(row: Item, answer: Answer, *, by: Actor, now: datetime) -> Change:
    terms, desk = terms_in_force(), Desk(row.desk)
    row.due_at = due_again_at(desk, terms=terms, latest_at=row.latest_at, now=now)
    row.look_at = look_at(row.due_at, desk, level=row.level, terms=terms)
    row.save(update_fields=["due_at", "look_at"])
    details: dict[str, JsonValue] = {"at": answer.at.isoformat(), "by": answer.by, "due_at": row.due_at.isoformat()}
    return change(row, What.NOT_REACHED, by=by, at=now, details=details, note=answer.note)


def _wake_for_notes(rows: Collection[Item]) -> None:
    for force in {row.force for row in rows if row.is_note_due}:
        wake("hand_out_items", force=ForceName(force))
