"""Who answers what a person wrote, where it is not the officer in the case: for the person themselves to know."""

from datetime import datetime
from enum import StrEnum

from waypost.access.queries import directory
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.queries import cases_by_id
from waypost.worklist.models import Item
from waypost.worklist.values import ItemKind, ItemState


class AnsweredBy(StrEnum):
    """Who has what a person wrote and nobody has answered."""

    OFFICER = "officer"
    COLLEAGUE = "colleague"
    TEAM = "team"


def who_answers(person_id: PersonId, *, case_id: CaseId, force: ForceName, now: datetime) -> AnsweredBy | None:
    """
    Return who answers what this person wrote last, or None where nothing waits for an answer.

    The officer may be away or have left: it is never nobody's, and the person may know that it is read.
    """
    with in_force(force):
        rows = Item.objects.filter(force=force, case_id=case_id, person_id=person_id, kind=ItemKind.REPLY)
        waiting = rows.filter(state=ItemState.OPEN).order_by("-opened_at", "-id").values_list("owner", "cover").first()
        if waiting is None:
            return None
        owner, cover = waiting
        known = directory(force).by_collar(owner)
        case = cases_by_id([case_id], force=force).get(case_id)
    if not owner or (known is not None and known.is_away(now) and not cover):
        return AnsweredBy.TEAM
    officer = case.officer.collar_number if case and case.officer else ""
    return AnsweredBy.OFFICER if owner == officer and not cover else AnsweredBy.COLLEAGUE
