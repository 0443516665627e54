"""What a victim refuses in the portal: kept beside the source's plan, and told to the source in her words."""

import functools
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import yaml
from django.conf import settings
from django.db.models import QuerySet

from waypost.access.values import Actor, ActorKind
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases import models
from waypost.cases.choices import Choice, still_holds
from waypost.cases.operations import NewEvent, add_to_outbox, append_event
from waypost.cases.queries import UnknownPerson, cases_by_id
from waypost.cases.values import CaseFacts, OptOut, OutboxKind, PersonFacts

_WORDS: Final = Path("words", "choices.yaml")


class NeedsOfficer(PermissionError):
    """Where contact may be dangerous only an officer, who has spoken with the victim, lets messages go again."""


def opt_out(person_id: PersonId, choice: Choice, *, waypost_id: UUID, force: ForceName, now: datetime) -> bool:
    """
    Take a refusal: it counts at once, stands on the timeline, and the source learns it; return whether it was new.

    `waypost_id` is made by the page, so that the same form sent twice is one refusal; the entry in the crime system
    has it.

    :raises UnknownPerson: if the force has no such person, or the person is no longer in the case.
    """
    with in_force(force):
        case, person = _locked(person_id, force)
        if _is_refused(person, choice, force=force, now=now) or models.OptOut.objects.filter(id=waypost_id).exists():
            return False
        models.OptOut.objects.create(
            id=waypost_id, force=force, case_id=case.case_id, person_id=person_id, since=now, **_columns(choice)
        )
        event = NewEvent("contact.opted_out", now, person_ref=person.ref, item=str(waypost_id))
        _tell(case, event, words=_words()["refused"][choice.name], kind=OutboxKind.VICTIM_MESSAGE)
        return True


def opt_back_in(
    person_id: PersonId, choice: Choice, *, waypost_id: UUID, force: ForceName, by: Actor, now: datetime
) -> bool:
    """
    Withdraw a refusal; return whether there was one. What the source's plan says stays as it is.

    :raises NeedsOfficer: if the victim asks and a flag stands on the case.
    :raises UnknownPerson: if the force has no such person, or the person is no longer in the case.
    """
    with in_force(force):
        case, person = _locked(person_id, force)
        if by.kind is ActorKind.VICTIM and case.is_flagged:
            raise NeedsOfficer
        if not _held(person, choice, force=force).update(withdrawn_at=now):
            return False
        event = NewEvent("contact.opted_in", now, person_ref=person.ref, item=str(waypost_id))
        # What an officer notes down for her is a note: it must not read as if she had written it.
        is_hers = by.kind is ActorKind.VICTIM
        section, kind = ("wanted", OutboxKind.VICTIM_MESSAGE) if is_hers else ("noted", OutboxKind.NOTE)
        _tell(case, event, words=_words()[section][choice.name], kind=kind)
        return True


def _held(person: PersonFacts, choice: Choice, *, force: ForceName) -> QuerySet[models.OptOut]:
    return models.OptOut.objects.filter(force=force, person_id=person.person_id, withdrawn_at=None, **_columns(choice))


def _is_refused(person: PersonFacts, choice: Choice, *, force: ForceName, now: datetime) -> bool:
    """Whether this is refused already; a refusal that a later plan has lifted ends here, so that it can be anew."""
    for row in _held(person, choice, force=force):
        if still_holds(OptOut(choice.channel, choice.purpose, row.since), person.plan):
            return True
        models.OptOut.objects.filter(id=row.id).update(withdrawn_at=now)
    return False


def _locked(person_id: PersonId, force: ForceName) -> tuple[CaseFacts, PersonFacts]:
    """Return a person and the case, which is locked: of two choices at once the later finds the earlier."""
    row = (
        models.Case.objects.select_for_update()
        .filter(force=force, person__id=person_id, person__is_present=True)
        .first()
    )
    if row is None:
        raise UnknownPerson(person_id)
    case_id = CaseId(row.id)
    case = cases_by_id([case_id], force=force).get(case_id)
    if case is None:
        raise UnknownPerson(person_id)
    return case, case.person(person_id)


def _tell(case: CaseFacts, event: NewEvent, *, words: str, kind: OutboxKind) -> None:
    append_event(case.case_id, force=case.force, event=event, now=event.at)
    add_to_outbox(
        case.case_id,
        force=case.force,
        kind=kind,
        waypost_id=UUID(event.item),
        payload={"person": event.person_ref, "text": words, "at": event.at.isoformat()},
        now=event.at,
    )


def _columns(choice: Choice) -> Mapping[str, str]:
    return {"channel": choice.channel or "", "purpose": choice.purpose or ""}


def _words() -> Mapping[str, Mapping[str, str]]:
    return read_choice_words(settings.CONTENT_DIR)


@functools.cache
def read_choice_words(content: Path) -> Mapping[str, Mapping[str, str]]:
    """Return what a choice is called in the entry that the crime system gets, by `refused` or `wanted` and name."""
    words: Mapping[str, Mapping[str, str]] = yaml.safe_load((content / _WORDS).read_text(encoding="utf-8"))
    return words
