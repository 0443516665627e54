"""Reads everything that an explanation is told from, in a fixed number of queries."""

from django.conf import settings

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.base.working_days import bank_holidays
from waypost.cases.held import held_in_case
from waypost.cases.queries import case_id_by_reference, cases_by_id, timeline
from waypost.cases.values import CaseKind
from waypost.journeys.explain.material import Material
from waypost.journeys.explain.words import read_explain_words
from waypost.journeys.library import journeys_by_version
from waypost.journeys.passes import replay
from waypost.journeys.queries import decisions_of_case, passes_of_case
from waypost.messages.queries import messages_of_case


class NoSuchCase(LookupError):
    """The force has no record of that reference: check both, as the crime system or control room writes them."""


def read_material(reference: str, *, kind: CaseKind, force: ForceName) -> Material:
    """
    Return what one record is explained from.

    :raises NoSuchCase: if the force has no such record of that kind.
    """
    with in_force(force):
        case_id = case_id_by_reference(reference, kind=kind, force=force)
        if case_id is None:
            raise NoSuchCase(f"the force {force} has no {kind} {reference}: check both as the record writes them")
        return _material(case_id, reference, kind, force=force)


def _material(case_id: CaseId, reference: str, kind: CaseKind, *, force: ForceName) -> Material:
    # Of a case that was erased the decisions are left, and nobody in it.
    case = cases_by_id([case_id], force=force).get(case_id)
    decisions = decisions_of_case(case_id, force=force)
    passes = {kept.id: kept for kept in passes_of_case(case_id, force=force)}
    versions = {(one.journey, one.version) for one in decisions}
    journeys = journeys_by_version(versions.union(*(kept.versions for kept in passes.values())))
    return Material(
        reference=reference,
        kind=str(kind),
        events=timeline(case_id, force=force),
        decisions=decisions,
        passes=passes,
        after={
            number: replay(kept, journeys=journeys, holidays=bank_holidays()).runs for number, kept in passes.items()
        },
        messages={message.id: message for message in messages_of_case(case_id, force=force)},
        journeys=journeys,
        people={person.person_id: person.ref for person in case.people} if case else {},
        words=read_explain_words(settings.CONTENT_DIR),
        held=held_in_case(case_id, force=force),
    )
