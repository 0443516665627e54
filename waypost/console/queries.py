"""Every read behind the staff pages: what this person may see of the worklist, and what an item is about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from waypost.access.permissions import Permission
from waypost.access.queries import directory
from waypost.access.values import Staff
from waypost.base.scope import in_force
from waypost.base.values import CaseId, PersonId
from waypost.cases.queries import cases_by_id, delivery_facts
from waypost.cases.values import CaseFacts, DeliveryFacts
from waypost.console.case_doors import looker_for
from waypost.console.choosing import Choice, Place, When, Whose
from waypost.console.listing import ListView, list_view
from waypost.console.presentation import Asked, ItemLine, ItemView, Wording, item_line, item_view
from waypost.console.standing import SEALED_CASE, Standing, is_named, standing
from waypost.console.words import console_words
from waypost.messages.queries import tellings_of
from waypost.messages.values import Channel
from waypost.worklist import queries as worklist
from waypost.worklist.operations import UnknownItem
from waypost.worklist.queries import Cursor, Filter, Page
from waypost.worklist.rules import Viewer, is_asked
from waypost.worklist.values import ItemFacts, ItemKind

PAGE_SIZE = 20


@dataclass(frozen=True)
class ItemPage:
    """The page of one item, and what the audit log says was seen: of which case and person, and which parts."""

    item: ItemView
    case_id: CaseId | None
    person_id: PersonId | None
    seen: tuple[str, ...]


def worklist_page(choice: Choice, *, by: Staff, now: datetime) -> ListView:
    """Return one page of what this person may see, what is due first first."""
    with in_force(by.force):
        found = worklist.items_for(Viewer(by), force=by.force, wanted=_filter(choice, by), page=_page(choice), now=now)
        cases = cases_by_id({item.case_id for item in found.items if item.case_id is not None}, force=by.force)
        wording = _wording(by)
    lines = [
        _line(item, cases.get(item.case_id) if item.case_id else None, by=by, wording=wording, now=now)
        for item in found.items
    ]
    after = Place(found.after.due_at, found.after.item_id) if found.after else None
    return list_view(choice, tuple(lines), after=after, words=wording.words)


def item_page(item_id: UUID, *, by: Staff, now: datetime) -> ItemPage | None:
    """Return the page of one item, or None where there is none that this person may see."""
    with in_force(by.force):
        item = visible_item(item_id, by=by, now=now)
        if item is None:
            return None
        asked = Asked(
            item=item,
            facts=_facts(item, by),
            history=worklist.history(item_id, force=by.force),
            channels=_channels(item, by),
        )
        wording = _wording(by)
    return ItemPage(
        item=item_view(asked, wording=wording, now=now),
        case_id=item.case_id,
        person_id=item.person_id,
        seen=_seen(asked),
    )


def visible_item(item_id: UUID, *, by: Staff, now: datetime) -> ItemFacts | None:
    """Return one item as it is now, or None where there is none that this person may open."""
    item = _listed(item_id, by)
    return item if item is not None and _stands(item, by=by, now=now) is Standing.OPEN else None


def case_to_open_first(item_id: UUID, *, by: Staff, now: datetime) -> CaseId | None:
    """Return the case that this person has to give a reason for before they open an item of it, or None."""
    item = _listed(item_id, by)
    if item is None or _stands(item, by=by, now=now) not in {Standing.NEEDS_REASON, Standing.NEEDS_GLASS}:
        return None
    return item.case_id


def _listed(item_id: UUID, by: Staff) -> ItemFacts | None:
    try:
        return worklist.item(item_id, Viewer(by), force=by.force)
    except UnknownItem:
        return None


def _stands(item: ItemFacts, *, by: Staff, now: datetime) -> Standing:
    """Return how somebody stands to an item: whom it does not ask opens it as they open its case."""
    if item.case_id is None or is_asked(Viewer(by), item):
        return Standing.OPEN
    case = cases_by_id({item.case_id}, force=by.force).get(item.case_id)
    if case is None:
        return Standing.OPEN
    with in_force(by.force):
        looker = looker_for(by, frozenset({item.case_id}), now=now)
    return standing(looker, case, permission=Permission.SEE_CASE)


def _line(item: ItemFacts, case: CaseFacts | None, *, by: Staff, wording: Wording, now: datetime) -> ItemLine:
    """Return one line of the list; of a sealed case whom it does not name learns that something waits, no more."""
    line = item_line(item, case=case, wording=wording, now=now)
    if not item.is_sealed or is_asked(Viewer(by), item) or (case is not None and is_named(case, by)):
        return line
    return replace(line, reference=SEALED_CASE, who="", why="Open it to see what is asked.")


def _filter(choice: Choice, by: Staff) -> Filter:
    return Filter(
        kind=choice.kind,
        is_mine=choice.whose is Whose.MINE,
        team=by.team if choice.whose is Whose.TEAM else "",
        is_overdue=choice.when is When.OVERDUE,
    )


def _page(choice: Choice) -> Page:
    after = choice.after
    return Page(size=PAGE_SIZE, after=Cursor(after.due_at, after.item_id) if after else None)


def _facts(item: ItemFacts, by: Staff) -> DeliveryFacts | None:
    if item.person_id is None:
        return None
    return delivery_facts([item.person_id], force=by.force).get(item.person_id)


def _channels(item: ItemFacts, by: Staff) -> frozenset[Channel]:
    """Return the channels of the messages that wait for the answer to a draft."""
    if item.case_id is None or item.kind is not ItemKind.CONFIRM:
        return frozenset()
    told = tellings_of([item.case_id], force=by.force)
    return frozenset(telling.channel for telling in told if telling.work_item == item.item_id)


def _seen(asked: Asked) -> tuple[str, ...]:
    item, facts = asked.item, asked.facts
    parts: Sequence[tuple[str, object]] = (
        ("person", facts),
        ("contact", facts and item.kind is ItemKind.CALL),
        ("contact_plan", facts and facts.person.plan),
        ("flags", facts and facts.case.flags),
        ("script", item.script),
        ("draft", item.draft),
    )
    return tuple(name for name, value in parts if value)


def _wording(by: Staff) -> Wording:
    return Wording(words=console_words(), directory=directory(by.force))
