"""
What of a record somebody should put right, case by case: findings with the marks by which they are known again.

Which of it becomes work, and for whom, is decided in `worklist`. Read `defects_of` first; a fixed number of queries.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.db import connection

from waypost.access.queries import force_settings
from waypost.access.values import ForceSettings, ForceState
from waypost.base.clock import LONDON
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.compare.values import ChangeKind
from waypost.cases.confirmed_contacts import contact_key
from waypost.cases.findings.contacts import findings_of_contact
from waypost.cases.findings.marks import mark_of
from waypost.cases.findings.suggestions import Suggestion, suggestions
from waypost.cases.models import Case, FrozenContact
from waypost.cases.pilot import is_in_pilot
from waypost.cases.queries import cases_by_id, delivery_facts
from waypost.cases.standing import is_child
from waypost.cases.surroundings import OVER
from waypost.cases.values import CaseFacts, CaseKind, DataFinding, DeliveryFacts, PersonFacts, SourceState
from waypost.cases.vocabulary import CaseStatus, Role

_BACKLOG: Final = [ChangeKind.CASE_BACKLOG.value, ChangeKind.INCIDENT_BACKLOG.value]
_UNTOUCHED: Final = """
SELECT c.id FROM cases_case c JOIN cases_event e ON e.force = c.force AND e.case_id = c.id AND e.number = 1
    WHERE c.force = %s AND c.id = ANY(%s::bigint[]) AND c.events = 1 AND e.kind = ANY(%s)
"""


class Skipped(StrEnum):
    """Why nobody is asked to put a record, or somebody in it, right."""

    FORCE_IN_SHADOW = "force_in_shadow"
    NOT_IN_PILOT = "not_in_pilot"
    SOURCE_IN_SHADOW = "source_in_shadow"
    IS_INCIDENT = "is_incident"
    IS_OVER = "is_over"
    IS_BACKLOG = "is_backlog"
    IS_ELSEWHERE = "is_elsewhere"
    NO_VICTIM = "no_victim"
    CANNOT_BE_READ = "cannot_be_read"


@dataclass(frozen=True)
class Defect:
    """One finding, and the mark by which it is known again while the record says the same."""

    finding: DataFinding
    mark: str


@dataclass(frozen=True)
class Defects:
    """
    What was found about one victim, or about the case itself where `person_id` is None.

    `offers` are numbers and addresses that may be meant: personal data, for staff who see the record only.
    """

    person_id: PersonId | None
    person_ref: str
    found: tuple[Defect, ...]
    offers: tuple[Suggestion, ...] = ()


@dataclass(frozen=True)
class Looked:
    """What was found in cases of which anything may be asked, and how many cases and people were passed over."""

    cases: Mapping[CaseId, Sequence[Defects]]
    skipped: Mapping[Skipped, int]


def defects_of(case_ids: Collection[CaseId], *, force: ForceName, now: datetime) -> Looked:
    """Return what somebody should put right in these cases of one force."""
    with in_force(force):
        settings = force_settings(force)
        if settings.state is ForceState.SHADOW:
            return Looked({}, {Skipped.FORCE_IN_SHADOW: len(case_ids)})
        cases = cases_by_id(case_ids, force=force)
        known = reasons_not_to_ask(cases, settings, force=force)
        why = {case_id: known.get(case_id, Skipped.CANNOT_BE_READ) for case_id in case_ids}
        looked_at = {case_id: cases[case_id] for case_id, reason in why.items() if reason is None}
        skipped = Counter(reason for reason in why.values() if reason is not None)
        victims = [one.person_id for case in looked_at.values() for one in case.people if Role.VICTIM in one.roles]
        skipped[Skipped.NO_VICTIM] = sum(len(case.people) for case in looked_at.values()) - len(victims)
        facts = delivery_facts(victims, force=force, known=cases) if victims else {}
        offers = _offers(facts, force)
        return Looked(_found(looked_at, facts, offers, settings, now=now), +skipped)


def reasons_not_to_ask(
    cases: Mapping[CaseId, CaseFacts], settings: ForceSettings, *, force: ForceName
) -> Mapping[CaseId, Skipped | None]:
    """Return for each of these cases why nobody is asked about it, None where somebody is; one query."""
    untouched = _untouched(cases.keys(), force)
    return {case_id: _why_not(case, settings, untouched) for case_id, case in cases.items()}


def open_cases(*, force: ForceName, after: CaseId, limit: int) -> Sequence[CaseId]:
    """Return the next open crimes after one, in the order in which we learned of them; begin after 0."""
    with in_force(force):
        rows = Case.objects.filter(force=force, id__gt=after, kind=CaseKind.CRIME, applied__isnull=False)
        ids = rows.exclude(status__in=OVER).order_by("id").values_list("id", flat=True)[:limit]
        return [CaseId(case_id) for case_id in ids]


def _why_not(case: CaseFacts, settings: ForceSettings, untouched: Collection[CaseId]) -> Skipped | None:
    reasons = {
        # What a control room's log lacks is asked for when the crime is recorded.
        Skipped.IS_INCIDENT: case.kind is CaseKind.INCIDENT,
        Skipped.IS_OVER: (case.status or "") in OVER,
        Skipped.IS_ELSEWHERE: case.merged_into is not None or case.transferred or _is_void(case),
        Skipped.SOURCE_IN_SHADOW: case.source.state is not SourceState.LIVE,
        Skipped.NOT_IN_PILOT: settings.state is ForceState.PILOT and not is_in_pilot(case, settings.pilot),
        Skipped.IS_BACKLOG: case.case_id in untouched,
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def _is_void(case: CaseFacts) -> bool:
    return case.status in {CaseStatus.CANCELLED.value, CaseStatus.TRANSFERRED.value}


def _untouched(case_ids: Collection[CaseId], force: ForceName) -> Collection[CaseId]:
    """Return the cases that were backlog when they first came, and of which nothing has come since."""
    with connection.cursor() as cursor:
        cursor.execute(_UNTOUCHED, [force, list(case_ids), _BACKLOG])
        return frozenset(CaseId(case_id) for (case_id,) in cursor.fetchall())


def _offers(facts: Mapping[PersonId, DeliveryFacts], force: ForceName) -> Mapping[PersonId, tuple[Suggestion, ...]]:
    """
    Return what may be meant as a way to each of these people, without what nobody should ring or confirm.

    That is what somebody else near the case has as well, and what is frozen: who sees a number may dial it.
    """
    meant = {
        person_id: [(one, contact_key(one)) for one in suggestions(facts[person_id].person) if one.is_contact]
        for person_id in facts
    }
    keys = {key for pairs in meant.values() for _, key in pairs}
    frozen: Collection[str] = ()
    if keys:
        frozen = set(
            FrozenContact.objects.filter(force=force, key__in=keys, lifted_at=None).values_list("key", flat=True)
        )
    return {
        person_id: tuple(
            one for one, key in pairs if key not in frozen and key not in _keys_of_others(facts[person_id])
        )
        for person_id, pairs in meant.items()
        if pairs
    }


def _keys_of_others(facts: DeliveryFacts) -> Collection[str]:
    return {key for other in facts.others for key in (other.mobile_key, other.phone_key, other.email_key)}


def _found(
    cases: Mapping[CaseId, CaseFacts],
    facts: Mapping[PersonId, DeliveryFacts],
    offers: Mapping[PersonId, tuple[Suggestion, ...]],
    settings: ForceSettings,
    *,
    now: datetime,
) -> Mapping[CaseId, Sequence[Defects]]:
    found: dict[CaseId, list[Defects]] = {}
    for case_id, case in cases.items():
        if case.findings and any(Role.VICTIM in one.roles for one in case.people):
            found.setdefault(case_id, []).append(Defects(None, "", _marked(case.findings, case, None)))
    for person_id, one in sorted(facts.items()):
        marked = _marked(_about(one, settings, now=now), one.case, one.person)
        if marked:
            mine = Defects(person_id, one.person.ref, marked, offers.get(person_id, ()))
            found.setdefault(one.case.case_id, []).append(mine)
    return found


def _about(facts: DeliveryFacts, settings: ForceSettings, *, now: datetime) -> Iterator[DataFinding]:
    yield from facts.findings
    person = facts.person
    is_told_by_others = person.is_organisation or is_child(person, now.astimezone(LONDON).date()) or person.deceased
    if not is_told_by_others:
        yield from findings_of_contact(person, settings)


def _marked(
    found: Sequence[DataFinding] | Iterator[DataFinding], case: CaseFacts, person: PersonFacts | None
) -> tuple[Defect, ...]:
    return tuple(Defect(one, mark_of(one, case, person)) for one in found)
