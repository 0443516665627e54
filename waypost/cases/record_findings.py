"""What a clerk should see, case by case: for the records desk, which goes through a force page by page."""

from collections.abc import Sequence
from dataclasses import dataclass

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.models import Case, Person
from waypost.cases.queries import cases_by_id, delivery_facts
from waypost.cases.surroundings import OVER
from waypost.cases.values import CaseKind, DataFinding
from waypost.cases.vocabulary import Role


@dataclass(frozen=True)
class CaseFindings:
    """What was found about one open case, and about those of its victims about whom something was, by entry."""

    case_id: CaseId
    reference: str
    kind: CaseKind
    about_case: tuple[DataFinding, ...]
    about_people: tuple[tuple[str, tuple[DataFinding, ...]], ...]

    @property
    def stops(self) -> bool:
        """Whether any of it keeps messages from going by themselves."""
        people = (finding for _, findings in self.about_people for finding in findings)
        return any(finding.stops for finding in (*self.about_case, *people))


@dataclass(frozen=True)
class FindingsPage:
    """Some open cases about which something was found; `next_after` is where the next page begins, None at the end."""

    cases: tuple[CaseFindings, ...]
    next_after: CaseId | None


def findings_page(*, force: ForceName, after: CaseId, limit: int) -> FindingsPage:
    """
    Return what was found among the next `limit` open cases after one, in the order in which we learned of them.

    A page may hold fewer cases than were looked at, or none: the end is where `next_after` is None. Begin after 0.
    """
    with in_force(force):
        rows = Case.objects.filter(force=force, id__gt=after, applied__isnull=False).exclude(status__in=OVER)
        case_ids = [CaseId(case_id) for case_id in rows.order_by("id").values_list("id", flat=True)[:limit]]
        found = _look(case_ids, force)
        return FindingsPage(found, case_ids[-1] if len(case_ids) == limit else None)


def _look(case_ids: Sequence[CaseId], force: ForceName) -> tuple[CaseFindings, ...]:
    cases = cases_by_id(case_ids, force=force)
    victims = Person.objects.filter(
        force=force, case_id__in=case_ids, is_present=True, roles__contains=[Role.VICTIM.value]
    )
    facts = delivery_facts([PersonId(each) for each in victims.values_list("id", flat=True)], force=force)
    people: dict[CaseId, list[tuple[str, tuple[DataFinding, ...]]]] = {}
    for _, one in sorted(facts.items()):
        if one.findings:
            people.setdefault(one.case.case_id, []).append((one.person.ref, one.findings))
    return tuple(
        CaseFindings(case_id, case.reference, case.kind, case.findings, tuple(people.get(case_id, ())))
        for case_id, case in sorted(cases.items())
        if case.findings or case_id in people
    )
