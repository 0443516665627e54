"""What other cases of the force say about somebody, read in sets: sharers, the same human, the same crime twice."""

from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.snapshots import FORCE, RECORDED, REPORTED, a_source, changed, event, take
from waypost.base.scope import in_force
from waypost.base.values import ForceName, PersonId
from waypost.cases.codes import read_known
from waypost.cases.folding import Rules
from waypost.cases.models import Person
from waypost.cases.queries import delivery_facts
from waypost.cases.rehearsal import RehearsedRecord
from waypost.cases.snapshot import parse_case
from waypost.cases.surroundings import read_sharers
from waypost.cases.values import DeliveryFacts, SourceFacts

pytestmark = pytest.mark.django_db
NUMBER, MAILBOX = "+447700900001", "amina1@example.org"
AMINA = {**RECORDED["people"][0], "family_name": "Sample"}


@pytest.fixture
def source(now: datetime) -> SourceFacts:
    return a_source("rms", now=now)


def crime(reference: str, *people: dict[str, Any], **fields: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "incident_reference": None,
        "occurred": None,
        "summary": None,
        "property": [],
        "appointments": [],
    }
    return changed(RECORDED, **{**plain, "reference": reference, "people": list(people), **fields})


def somebody(name: str, **fields: Any) -> dict[str, Any]:
    return {**AMINA, "given_name": name, "date_of_birth": "1970-01-01", **fields}


def record(source: SourceFacts, now: datetime, *documents: dict[str, Any]) -> None:
    take(source, *(event(document, f"{n} {document['reference']}") for n, document in enumerate(documents)), now=now)


def facts_of(*references: str) -> list[DeliveryFacts]:
    with in_force(FORCE):
        ids = {
            row.case.reference: PersonId(row.id)
            for row in Person.objects.select_related("case").filter(ref="p1", case__reference__in=references)
        }
        found = delivery_facts(ids.values(), force=FORCE)
    return [found[ids[reference]] for reference in references]


def codes(facts: DeliveryFacts) -> set[str]:
    return {finding.code for finding in facts.findings}


def test_other_victims_with_the_same_number_are_counted(source: SourceFacts, now: datetime) -> None:
    others = [crime(name, somebody(name), offence=RECORDED["offence"]) for name in ("Bo", "Cy")]
    record(source, now, crime("A", AMINA), *others)

    (facts,) = facts_of("A")

    assert facts.shared_by == {NUMBER: 2, MAILBOX: 2}


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "closed"},
        {"status": "cancelled"},
        {"people": [somebody("Bo", roles=["witness"])]},
        {"people": [somebody("Bo", contact={"mobile": "07700 900999"})]},
        {"people": [AMINA]},
    ],
)
def test_who_does_not_share_as_a_victim_of_an_open_case_is_not_counted(
    source: SourceFacts, now: datetime, fields: dict[str, Any]
) -> None:
    record(source, now, crime("A", AMINA), changed(crime("B", somebody("Bo")), **fields))

    assert facts_of("A")[0].shared_by == {}


def test_a_number_in_the_field_for_a_landline_is_the_same_number(source: SourceFacts, now: datetime) -> None:
    record(source, now, crime("A", AMINA), crime("B", somebody("Bo", contact={"phone": "+44 7700 900001"})))

    assert facts_of("A")[0].shared_by == {NUMBER: 1}


def test_who_has_left_a_case_shares_no_more(source: SourceFacts, now: datetime) -> None:
    record(source, now, crime("A", AMINA), crime("B", somebody("Bo")))
    take(source, event(crime("B", somebody("Cy", id="p9", contact={}), revision=9), "later"), now=now)

    assert facts_of("A")[0].shared_by == {}


def test_a_victim_who_is_a_suspect_in_another_open_crime_is_found(source: SourceFacts, now: datetime) -> None:
    accused = {**AMINA, "roles": ["suspect"], "contact": {}}
    record(source, now, crime("A", AMINA), crime("B", somebody("Bo"), {**accused, "id": "s1"}))

    assert codes(facts_of("A")[0]) == {"accused_elsewhere"}

    take(source, event(crime("B", somebody("Bo"), {**accused, "id": "s1"}, status="closed", revision=9), "x"), now=now)
    assert codes(facts_of("A")[0]) == set()


def test_only_the_second_record_of_one_crime_is_stopped(source: SourceFacts, now: datetime) -> None:
    second = crime("B", AMINA, incident_reference="I-1", recorded_at="2026-11-20T10:05:00+00:00")
    record(source, now, crime("A", AMINA, incident_reference="I-1"), second)

    first, later = facts_of("A", "B")

    assert (codes(first), codes(later)) == (set(), {"same_crime_twice"})


def test_without_a_birthday_the_same_incident_tells_the_same_crime(source: SourceFacts, now: datetime) -> None:
    nameless_day = {**AMINA, "date_of_birth": None}
    record(
        source,
        now,
        crime("A", nameless_day, incident_reference="I-1", occurred={"from": "2026-11-01T09:00:00Z"}),
        crime("B", nameless_day, incident_reference="I-1", recorded_at="2026-11-20T10:05:00+00:00"),
    )

    assert "same_crime_twice" in codes(facts_of("B")[0])


def test_another_force_is_not_looked_into(source: SourceFacts, now: datetime) -> None:
    record(source, now, crime("A", AMINA), crime("B", somebody("Bo")))

    with in_force(ForceName("otherforce")):
        assert list(read_sharers({NUMBER}, force=FORCE)) == []


def test_it_takes_as_many_queries_for_ten_as_for_one(source: SourceFacts, now: datetime) -> None:
    references = [f"R{number}" for number in range(10)]
    record(source, now, *(crime(one, AMINA, incident_reference="I-1") for one in references))
    counts = []
    for wanted in (references[:1], references):
        with CaptureQueriesContext(connection) as queries:
            facts_of(*wanted)
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("key", ["mobile_key", "phone_key", "email_key", "human_key"])
def test_who_has_a_key_is_found_by_an_index(now: datetime, key: str) -> None:
    # More than a hundred: so many can a batch ask for, and a partial index must be used still.
    wanted = [f"key {number}" for number in range(300)]
    with in_force(FORCE), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        rows = Person.objects.filter(force=FORCE, is_present=True, **{f"{key}__in": wanted}).exclude(**{key: ""})
        plan = rows.explain()

    (condition,) = [line for line in plan.splitlines() if "Index Cond" in line]
    assert key in condition


def test_the_rehearsed_record_says_the_same(source: SourceFacts, now: datetime) -> None:
    documents = [
        crime("A", AMINA),
        crime("B", somebody("Bo"), {**AMINA, "id": "s1", "roles": ["suspect"], "contact": {}}),
        crime("C", AMINA, recorded_at="2026-11-20T10:05:00+00:00", summary="Do not call."),
    ]
    record(source, now, *documents)
    rehearsed = RehearsedRecord(FORCE, rules=Rules(read_known(settings.CONTENT_DIR), backlog_days=30))
    for document in documents:
        rehearsed.take(document["reference"], parse_case(document), source="rms", now=now)
    twins = {
        facts.case.reference: facts
        for facts in rehearsed.delivery_facts(PersonId(number) for number in range(1, 5)).values()
        if facts.person.ref == "p1"
    }

    for real in facts_of("A", "B", "C"):
        twin = twins[real.case.reference]
        assert (twin.findings, twin.case.findings) == (real.findings, real.case.findings)
        assert (dict(twin.shared_by), twin.frozen, twin.opt_outs) == (dict(real.shared_by), real.frozen, real.opt_outs)
    assert codes(twins["C"]) == {"accused_elsewhere", "two_crimes_of_one_day"}
    assert twins["A"].shared_by == {NUMBER: 1, MAILBOX: 1}


def test_an_incident_counts_as_an_open_case(source: SourceFacts, now: datetime) -> None:
    record(source, now, crime("A", AMINA))
    take(a_source("cad", now=now), event(changed(REPORTED, people=[somebody("Bo")]), "i"), now=now)

    assert facts_of("A")[0].shared_by == {NUMBER: 1, MAILBOX: 1}
