"""An incident is told of each crime recorded from it, once, whichever record names the other and comes first."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from itertools import permutations
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import connection

from tests.snapshots import FORCE, RECORDED, REPORTED, a_source, changed, event, take
from waypost.base.scope import in_force
from waypost.base.values import PersonId
from waypost.cases.models import Case, Person, TimelineEvent
from waypost.cases.queries import case_id_by_reference, cases_by_id, delivery_facts
from waypost.cases.values import CaseKind, DeliveryFacts, SourceFacts

LINKED = "incident.crime_recorded"


def incident(**fields: Any) -> dict[str, Any]:
    return changed(REPORTED, reference="A-1", **fields)


def crime(reference: str = "C-1", **fields: Any) -> dict[str, Any]:
    return changed(RECORDED, reference=reference, **{"incident_reference": None, **fields})


def told(reference: str = "A-1") -> list[Any]:
    """Return of which crimes the incident's timeline tells, in its order."""
    with in_force(FORCE):
        rows = TimelineEvent.objects.filter(kind=LINKED, case__reference=reference, case__kind="incident")
        return [row.details["crime"] for row in rows.order_by("number")]


def crime_of(reference: str = "A-1") -> str | None:
    case_id = case_id_by_reference(reference, kind=CaseKind.INCIDENT, force=FORCE)
    assert case_id is not None
    found = cases_by_id([case_id], force=FORCE)[case_id].incident
    assert found is not None
    return found.crime_reference


@pytest.fixture
def source(now: datetime) -> SourceFacts:
    return a_source("both", now=now)


NAMED_BY_CRIME = [incident(), crime(incident_reference="A-1")]
NAMED_BY_INCIDENT = [incident(case_reference="C-1"), crime()]
NAMED_BY_BOTH = [incident(case_reference="C-1"), crime(incident_reference="A-1")]
NAMED_LATER_BY_CRIME = [incident(), crime(), crime(revision=2, incident_reference="A-1")]
NAMED_LATER_BY_INCIDENT = [incident(), crime(), incident(revision=2, case_reference="C-1")]


@pytest.mark.django_db
@pytest.mark.parametrize("is_one_batch", [True, False])
@pytest.mark.parametrize(
    "documents",
    [
        order
        for story in (NAMED_BY_CRIME, NAMED_BY_INCIDENT, NAMED_BY_BOTH, NAMED_LATER_BY_CRIME, NAMED_LATER_BY_INCIDENT)
        for order in permutations(story)
    ],
)
def test_both_records_known_tell_it_once(
    source: SourceFacts, now: datetime, documents: tuple[dict[str, Any], ...], is_one_batch: bool
) -> None:
    events = [event(document, f"e{number}") for number, document in enumerate(documents)]

    for batch in [events] if is_one_batch else [[each] for each in events]:
        take(source, *batch, now=now)

    assert told() == ["C-1"]
    assert crime_of() == "C-1"


@pytest.mark.django_db
def test_later_revisions_of_either_tell_it_no_second_time(source: SourceFacts, now: datetime) -> None:
    take(source, event(incident(), "1"), event(crime(incident_reference="A-1"), "2"), now=now)

    take(source, event(incident(revision=2, case_reference="C-1"), "3"), now=now)
    take(source, event(crime(revision=2, incident_reference="A-1", status="screening"), "4"), now=now)

    assert told() == ["C-1"]


@pytest.mark.django_db
def test_two_crimes_of_one_incident_are_told_each(source: SourceFacts, now: datetime) -> None:
    crimes = [event(crime(f"C-{n}", incident_reference="A-1"), f"c{n}") for n in (1, 2)]

    take(source, crimes[0], now=now)
    take(source, event(incident(), "i"), now=now)
    take(source, crimes[1], now=now)

    assert told() == ["C-1", "C-2"]
    assert crime_of() == "C-1"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "documents",
    [
        [incident(), crime()],
        [incident(case_reference="C-9"), crime()],
        [incident(), crime(incident_reference="A-9")],
        # Linked crimes are no incidents, even of the same reference.
        [incident(), crime(linked=["A-1"])],
        [incident(), crime("A-1")],
        # No longer named when the incident comes.
        [crime(incident_reference="A-1"), crime(revision=2), incident()],
    ],
)
def test_records_that_do_not_name_each_other_tell_nothing(
    source: SourceFacts, now: datetime, documents: list[dict[str, Any]]
) -> None:
    for number, document in enumerate(documents):
        take(source, event(document, f"e{number}"), now=now)

    assert told() == []


@pytest.mark.django_db
def test_an_incident_that_names_a_crime_says_so_before_the_crime_is_known(source: SourceFacts, now: datetime) -> None:
    take(source, event(incident(case_reference="C-1")), now=now)

    assert (told(), crime_of()) == ([], "C-1")


@pytest.mark.django_db
def test_the_records_may_come_from_two_sources(source: SourceFacts, now: datetime) -> None:
    take(source, event(incident(), "1"), now=now)

    result = take(a_source("rms", now=now), event(crime(incident_reference="A-1"), "2"), now=now)

    assert (result.held, told()) == (0, ["C-1"])


@pytest.mark.django_db
def test_the_event_comes_after_what_the_incident_told_before_and_the_rest_of_the_record_stays(
    source: SourceFacts, now: datetime
) -> None:
    take(source, event(incident(grade="odd"), "1"), now=now)
    take(source, event(crime(incident_reference="A-1"), "2"), now=now)
    take(source, event(incident(revision=2), "3"), now=now)

    with in_force(FORCE):
        row = Case.objects.get(kind="incident")
        numbers = TimelineEvent.objects.filter(case_id=row.id).order_by("number").values_list("number", "kind")
        assert list(numbers) == [(1, "incident.created"), (2, LINKED)]
        assert (row.events, row.revision, row.held) == (2, 2, 0)


def facts_of(kind: CaseKind) -> DeliveryFacts:
    with in_force(FORCE):
        person_id = PersonId(Person.objects.get(case__kind=kind, ref="p1").id)
        return delivery_facts([person_id], force=FORCE)[person_id]


@pytest.mark.django_db
@pytest.mark.parametrize("documents", [NAMED_BY_CRIME, NAMED_BY_INCIDENT])
def test_the_caller_is_told_by_the_crime_and_is_near_it(
    source: SourceFacts, now: datetime, documents: list[dict[str, Any]]
) -> None:
    take(source, *(event(document, f"e{number}") for number, document in enumerate(documents)), now=now)

    caller, victim = facts_of(CaseKind.INCIDENT), facts_of(CaseKind.CRIME)

    assert (caller.told_by_crime, victim.told_by_crime) == (True, False)
    for facts in (caller, victim):
        assert {other.name_key for other in facts.others} == {"amina|example1"}
        assert {other.mobile_key for other in facts.others} == {"+447700900001"}


@pytest.mark.django_db
def test_a_suspect_of_the_incident_is_near_the_crime_s_victim(source: SourceFacts, now: datetime) -> None:
    suspect = {"id": "s1", "roles": ["suspect"], "contact": {"mobile": "07700 900555"}}
    first = event(incident(people=[*REPORTED["people"], suspect]), "1")

    take(source, first, event(crime(incident_reference="A-1"), "2"), now=now)

    assert "+447700900555" in {other.mobile_key for other in facts_of(CaseKind.CRIME).others}


def run_on_own_connection(work: Callable[[], object]) -> None:
    try:
        work()
    finally:
        connection.close()


def is_waited_for() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return bool(cursor.fetchone()[0])


@pytest.mark.usefixtures("committed_db")
@pytest.mark.parametrize(
    "documents", [order for story in (NAMED_BY_CRIME, NAMED_BY_INCIDENT) for order in permutations(story)]
)
def test_two_doors_that_cannot_see_each_other_s_record_do_not_overlook_it(
    now: datetime, documents: tuple[dict[str, Any], ...]
) -> None:
    source = a_source("both", now=now)
    first, second = (event(document, f"e{number}") for number, document in enumerate(documents))
    is_written, is_done = Event(), Event()

    def hold_open() -> None:
        with in_force(FORCE):
            take(source, first, now=now)
            is_written.set()
            # Until the other either waits for this transaction or has overlooked it.
            while not (is_waited_for() or is_done.is_set()):
                pass

    def come_second() -> None:
        is_written.wait()
        try:
            take(source, second, now=now)
        finally:
            is_done.set()

    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(run_on_own_connection, work) for work in (hold_open, come_second)]:
            future.result()

    assert told() == ["C-1"]


@pytest.mark.usefixtures("committed_db")
def test_many_crimes_and_their_incidents_at_once_are_all_told_once(now: datetime) -> None:
    source = a_source("both", now=now)
    incidents = [event(changed(REPORTED, reference=f"A-{n}"), f"i{n}") for n in range(60)]
    crimes = [event(crime(f"C-{n}", incident_reference=f"A-{n}"), f"c{n}") for n in range(60)]
    ready = Barrier(3)

    def send(batch: list[Any]) -> None:
        ready.wait()
        take(source, *batch, now=now)

    batches = [incidents, crimes[::-1], [*crimes[:30], *incidents[30:]]]
    with ThreadPoolExecutor(3) as pool:
        for future in [pool.submit(run_on_own_connection, partial(send, batch)) for batch in batches]:
            future.result()

    assert [told(f"A-{n}") for n in range(60)] == [[f"C-{n}"] for n in range(60)]
