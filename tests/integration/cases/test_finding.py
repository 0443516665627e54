"""A case, or somebody in one, is found by what a caller can say; nothing sealed, nothing of others."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection

from tests.snapshots import ALLOCATED, EN_ROUTE, FORCE, a_source, changed, event, take
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.cases.finding.indexing import index_people
from waypost.cases.finding.keys import reference_key
from waypost.cases.finding.likeness import Likeness, Name
from waypost.cases.finding.queries import find
from waypost.cases.finding.values import MOST, Asked, By, Entry
from waypost.cases.models import Case, Person
from waypost.cases.values import SourceFacts
from waypost.worklist.people_commands import people

BORN = date(1988, 4, 12)
AMINA = {**ALLOCATED["people"][0], "given_name": "Siân", "family_name": "Thompson"}


@pytest.fixture
def source(db: None, now: datetime) -> SourceFacts:
    return a_source("rms", now=now)


def a_case(source: SourceFacts, reference: str, now: datetime, **fields: Any) -> CaseId:
    """Take in one case of Siân Thompson (made up), with other fields, and return our id of it."""
    document = changed(ALLOCATED, **{"reference": reference, "appointments": [], "people": [AMINA], **fields})
    result = take(source, event(document, f"{reference} {document['revision']}"), now=now)
    assert result.rejected == (), result.rejected
    with in_force(FORCE):
        return CaseId(Case.objects.values_list("id", flat=True).get(reference=reference, kind="crime"))


def found(asked: Asked) -> list[tuple[CaseId, By, Likeness]]:
    return [(one.case_id, one.by, one.likeness) for one in find(asked, force=FORCE).entries]


def test_each_way_of_asking_finds_the_same_person(source: SourceFacts, now: datetime) -> None:
    case_id = a_case(source, "44/O123410/26", now)
    same, alike = Likeness.SAME, Likeness.ALIKE

    assert found(Asked(reference="44 o1234lo 26")) == [(case_id, By.REFERENCE, same)]
    assert found(Asked(phone="+44 (0)7700 900001")) == [(case_id, By.PHONE, same)]
    assert found(Asked(email="Amina1+police@Example.org")) == [(case_id, By.EMAIL, same)]
    assert found(Asked(name=Name("sian", "THOMPSON"), born=BORN)) == [(case_id, By.NAME_AND_BIRTH, same)]
    assert found(Asked(name=Name("Thompson", "Sian"), born=BORN)) == [(case_id, By.NAME_AND_BIRTH, same)]
    assert found(Asked(name=Name("Sian", "Thomson"), born=BORN)) == [(case_id, By.NAME_AND_BIRTH, alike)]
    assert found(Asked(name=Name("", "Thompson"), born=BORN)) == [(case_id, By.NAME_AND_BIRTH, same)]
    assert found(Asked(name=Name("Sian", "Thompson"))) == [(case_id, By.NAME, same)]


def test_another_birth_another_number_and_a_family_name_alone_find_nobody(source: SourceFacts, now: datetime) -> None:
    a_case(source, "44/1/26", now)

    assert found(Asked(name=Name("Sian", "Thompson"), born=date(1988, 12, 4))) == []
    assert found(Asked(phone="07700 900002", email="amina2@example.org", reference="44/2/26")) == []
    assert found(Asked(name=Name("", "Thompson"))) == []
    assert found(Asked()) == []


@pytest.mark.parametrize("flag", ["sealed", "undercover_or_protected"])
def test_a_sealed_case_is_found_by_nothing(source: SourceFacts, now: datetime, flag: str) -> None:
    a_case(source, "44/1/26", now, flags=[flag])

    asked = Asked("44/1/26", "07700 900001", "amina1@example.org", Name("Sian", "Thompson"), BORN)

    assert found(asked) == found(Asked(name=Name("Sian", "Thompson"))) == []


def test_another_force_finds_nothing(source: SourceFacts, now: datetime) -> None:
    a_case(source, "44/1/26", now)
    asked = Asked("44/1/26", "07700 900001", "amina1@example.org", Name("Sian", "Thompson"), BORN)

    assert find(asked, force=ForceName("otherforce")).entries == ()


def test_who_is_no_longer_in_the_case_is_not_found(source: SourceFacts, now: datetime) -> None:
    a_case(source, "44/1/26", now)
    other = {**AMINA, "id": "p2", "given_name": "Tom", "contact": {}, "date_of_birth": "1970-01-02"}
    a_case(source, "44/1/26", now, revision=9, people=[other])

    assert found(Asked(phone="07700 900001")) == found(Asked(name=Name("Sian", "Thompson"), born=BORN)) == []


def test_the_nearest_name_comes_first_and_twins_are_two(source: SourceFacts, now: datetime) -> None:
    twin = a_case(source, "44/2/26", now, people=[{**AMINA, "given_name": "Nia"}])
    asked_for = a_case(source, "44/1/26", now)

    assert found(Asked(name=Name("Sian", "Thompson"), born=BORN)) == [
        (asked_for, By.NAME_AND_BIRTH, Likeness.SAME),
        (twin, By.NAME_AND_BIRTH, Likeness.ALIKE),
    ]


def test_an_incident_leads_to_the_crime_that_was_recorded_from_it(source: SourceFacts, now: datetime) -> None:
    crime = a_case(source, "44/1/26", now, incident_reference=EN_ROUTE["reference"])
    take(source, event(EN_ROUTE, "i1"), now=now)

    entries = find(Asked(reference=EN_ROUTE["reference"].lower()), force=FORCE).entries

    assert [one.person_id for one in entries] == [None, None]
    assert entries[1] == Entry(crime, None, By.REFERENCE, nearness=0.9)


def test_more_than_fifty_are_said_to_be_too_many(source: SourceFacts, now: datetime) -> None:
    case_id = a_case(source, "44/1/26", now)
    keys = {"whole_sound_key", "mobile_key", "is_present"}
    with in_force(FORCE):
        first = Person.objects.values(*keys).get(case_id=case_id)
        Person.objects.bulk_create(Person(force=FORCE, case_id=case_id, ref=f"x{n}", **first) for n in range(MOST))

    result = find(Asked(phone="07700 900001"), force=FORCE)

    assert (len(result.entries), result.is_too_many) == (MOST, True)


def test_who_was_there_before_is_found_once_the_index_is_made(source: SourceFacts, now: datetime) -> None:
    case_ids = [a_case(source, f"44/{number}/26", now) for number in (1, 2, 3)]
    with in_force(FORCE):
        Case.objects.update(reference_key="")
        Person.objects.update(born=None, sound_key="", whole_sound_key="")
    asked = Asked(name=Name("Sian", "Thompson"), born=BORN)
    assert found(asked) == []

    first = index_people(force=FORCE, after=0, limit=2)
    second = index_people(force=FORCE, after=first.next_after or 0, limit=2)

    assert (first.people, first.next_after, second.people, second.next_after) == (2, case_ids[1], 1, None)
    assert len(found(asked)) == 3
    assert found(Asked(reference="44 1 26"))[0][0] == case_ids[0]


def test_each_look_is_by_its_index_behind_the_wall(source: SourceFacts, now: datetime) -> None:
    a_case(source, "44/1/26", now)
    asked = Asked("44/1/26", "07700 900001", "amina1@example.org", Name("Sian", "Thompson"), BORN)

    plans = " ".join([*plans_of(asked), *plans_of(Asked(name=asked.name))])

    for index in ("case_by_reference_key", "person_by_mobile", "person_by_phone", "person_by_email"):
        assert f"cases_{index}" in plans
    for condition in ("(born = ", "(sound_key)::text = ", "(whole_sound_key)::text = "):
        assert re.search(rf"Index Cond: [^\n]*{re.escape(condition)}", plans), plans


def plans_of(asked: Asked) -> list[str]:
    """Return how the database finds it, with tables so full that none is read whole."""
    seen: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append((sql, params))
        return execute(sql, params, many, context)

    with in_force(FORCE), connection.cursor() as cursor:
        with connection.execute_wrapper(note):
            find(asked, force=FORCE)
        cursor.execute("SET LOCAL enable_seqscan = off")
        plans = []
        for sql, params in seen:
            cursor.execute(f"EXPLAIN {sql}", params)
            plans.append("\n".join(line for (line,) in cursor.fetchall()))
        return plans


def test_the_command_makes_the_index_of_a_whole_force(source: SourceFacts, now: datetime) -> None:
    a_case(source, "44/1/26", now)
    with in_force(FORCE):
        Person.objects.update(born=None, sound_key="")

    result = CliRunner().invoke(people, ["index", "--force", FORCE])

    assert result.output == "Indexed: 1 person.\n"
    assert len(found(Asked(name=Name("", "Thompson"), born=BORN))) == 1


def test_the_migration_makes_the_same_keys_of_references(db: None) -> None:
    typed = ["44/O123410/26", " il-o.A_b ", "x" * 64, "Ä/ß 1", "CR\u00d812"]
    sql = "SELECT left(translate(upper(regexp_replace(%s COLLATE \"C\", '[^A-Za-z0-9]', '', 'g')), 'OIL', '011'), 64)"
    with connection.cursor() as cursor:
        for reference in typed:
            cursor.execute(sql, [reference])
            assert cursor.fetchone() == (reference_key(reference),), reference
