"""Made-up facts of a case for the portal's tests."""

from datetime import UTC, date, datetime

from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.values import (
    CaseFacts,
    Contact,
    ContactPlan,
    Officer,
    PersonFacts,
    PortalCase,
    SourceFacts,
    SourceState,
)

PLAN = ContactPlan(safe_confirmed_at=datetime(2026, 11, 1, tzinfo=UTC), code_word="kettle")
VICTIM = PersonFacts(
    person_id=PersonId(1),
    ref="p1",
    roles=("victim",),
    kind="person",
    given_name="Amina",
    family_name="Madeup",
    date_of_birth=date(1988, 4, 12),
    contact=Contact(mobile="07700 900001", address="1 Example Road", postcode="TS5 4AB"),
)
SUSPECT = PersonFacts(
    person_id=PersonId(2), ref="s1", roles=("suspect",), kind="person", given_name="Lee", family_name="Sample"
)
SOURCE = SourceFacts(
    id=1,
    force=ForceName("anyshire"),
    name="rms",
    kind="push",
    state=SourceState.LIVE,
    write_back_url="",
    config={},
    last_ok_at=None,
)


def case(*people: PersonFacts, **changes: object) -> CaseFacts:
    """Return a burglary under investigation."""
    values: dict[str, object] = {
        "case_id": CaseId(7),
        "force": ForceName("anyshire"),
        "reference": "42260000001",
        "source": SOURCE,
        "revision": 3,
        "group": "burglary-residential",
        "status": "under_investigation",
        "flags": (),
        "held_items": 0,
        "recorded_at": datetime(2026, 11, 20, 9, 5, tzinfo=UTC),
        "updated_at": datetime(2026, 11, 20, 9, 5, tzinfo=UTC),
        "people": people,
        "officer": Officer("4471", "Jo Hall", rank="PC", team="North CID"),
    }
    return CaseFacts(**{**values, **changes})  # type: ignore[arg-type]


def portal_case(facts: CaseFacts, **changes: object) -> PortalCase:
    """Return what the victim may see of a case."""
    values: dict[str, object] = {
        "case": facts,
        "person": facts.people[0],
        "events": (),
        "appointments": (),
        "property": (),
        "summary": None,
        "offence_title": "Burglary - residential",
        "last_checked_at": None,
    }
    return PortalCase(**{**values, **changes})  # type: ignore[arg-type]
