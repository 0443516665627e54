"""What rules may read of a case, and that it is kept without a name, a contact or a word of text."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.unit.journeys.making import NOON, VISIT, a_journey, an_event, plan
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.offences import OffenceGroup
from waypost.cases.values import (
    Appointment,
    CaseFacts,
    CaseKind,
    Contact,
    Hearing,
    IncidentFacts,
    Officer,
    Outcome,
    PersonFacts,
    SourceFacts,
    SourceState,
    ToldFact,
)
from waypost.journeys.facts import JourneyFacts
from waypost.journeys.facts_of_case import Frame, journey_facts
from waypost.journeys.language import read_schema
from waypost.journeys.named_facts import CONDITION_FACTS, DATES, LIST_FACTS, YES_NO_FACTS, named_date, named_fact
from waypost.journeys.runs import RunFacts

CONTENT = Path(__file__).parents[3] / "content"
TODAY = date(2026, 11, 20)
SECRETS = ("Amina", "Okafor", "07700900123", "amina@example.org", "1 High Street", "R1", "Nobody was found", "Naylor")
GROUPS = {"assault-injury": OffenceGroup("assault-injury", "Assault", "violence", "other", 2, injury=True)}
FRAME = Frame(GROUPS, TODAY, frozenset(), young_people=True)
SOURCE = SourceFacts(1, ForceName("anyshire"), "rms", "push", SourceState.LIVE, "", {}, None)
AMINA = PersonFacts(
    PersonId(1),
    "p1",
    ("victim", "reporter"),
    "person",
    given_name="Amina (made up)",
    family_name="Okafor",
    date_of_birth=date(2008, 11, 21),
    language="cy",
    formats=("easy_read",),
    enhanced=("vulnerable",),
    contact=Contact(mobile="07700900123", email="amina@example.org", address="1 High Street"),
)


def a_case() -> CaseFacts:
    return CaseFacts(
        case_id=CaseId(7),
        force=ForceName("anyshire"),
        reference="R1",
        source=SOURCE,
        revision=1,
        group="assault-injury",
        status="recorded",
        flags=(),
        held_items=0,
        recorded_at=NOON,
        updated_at=NOON,
        people=(AMINA,),
        officer=Officer("4321", "Naylor"),
        outcome=Outcome("18", NOON, reason="Nobody was found"),
        appointments=(Appointment("ap1", "visit", VISIT, None, "1 High Street", "p1", "missed", missed_by="police"),),
        hearings=(Hearing("h1", "trial", "listed", VISIT),),
        kind=CaseKind.INCIDENT,
        incident=IncidentFacts(
            status="resulted",
            grade="priority",
            opened_at=NOON,
            is_screened=True,
            suspect_may_see_phone=False,
            channel="phone",
            promised_by=NOON + timedelta(hours=1),
            attended_at=NOON,
            result="attended",
            information_required="Nobody was found",
        ),
    )


def the_facts() -> JourneyFacts:
    return journey_facts(a_case(), FRAME)


def a_run(item: str | None) -> RunFacts:
    event = an_event(1, "crime.recorded", item=item, at=NOON - timedelta(days=1))
    (run,) = plan(a_journey(), events=[event]).runs
    return run


EXPECTED = {
    "case.kind": "incident",
    "case.group": "assault-injury",
    "case.family": "violence",
    "case.risk": "other",
    "case.acquisitive": "no",
    "case.injury": "yes",
    "case.status": "recorded",
    "case.not_investigated": "no",
    "case.discontinued": "no",
    "case.flags": (),
    "case.bereaved": "no",
    "case.has_officer": "yes",
    "case.has_news": None,
    "case.warrant_out": "no",
    "case.review_right": "no",
    "case.in_court": "no",
    "outcome.code": "18",
    "outcome.decided_by": None,
    "appointment.kind": "visit",
    "appointment.status": "missed",
    "appointment.missed_by": "police",
    "hearing.kind": None,
    "hearing.status": None,
    "hearing.result": None,
    "hearing.is_retrial": None,
    "hearing.orders": None,
    "hearing.is_sentenced": None,
    "hearing.is_soon": None,
    "hearing.had_begun": None,
    "hearing.moved_late": None,
    "hearing.needs_person": None,
    "fact.kind": None,
    "fact.by": None,
    "fact.to": None,
    "fact.granted": None,
    "fact.upheld": None,
    "fact.review_right": None,
    "fact.protects_victim": None,
    "fact.has_conditions": None,
    "person.audience": "young_person",
    "person.discreet": "no",
    "person.safe_to_write": "yes",
    "person.kind": "person",
    "person.is_minor": "yes",
    "person.enhanced": "yes",
    "person.intimidated": "no",
    "person.must_attend": "no",
    "person.language": "cy",
    "person.formats": ("easy_read",),
    "person.is_reporter": "yes",
    "incident.status": "resulted",
    "incident.grade": "priority",
    "incident.channel": "phone",
    "incident.result": "attended",
    "incident.attended": "yes",
    "incident.suspect_may_see_phone": "no",
    "incident.forensic_potential": "no",
    "incident.has_crime": "no",
}


def test_every_named_fact_has_its_value() -> None:
    run = a_run("ap1")

    assert {name: named_fact(name, facts=the_facts(), run=run) for name in CONDITION_FACTS} == EXPECTED


def test_the_hearing_of_a_run_is_its_own_item() -> None:
    facts, run = the_facts(), a_run("h1")

    assert [named_fact(name, facts=facts, run=run) for name in ("hearing.kind", "appointment.kind")] == ["trial", None]
    assert named_date("hearing.starts_at", facts=facts, run=run) == VISIT


@pytest.mark.parametrize(
    ("other", "is_retrial"),
    [
        (Hearing("h1", "trial", "heard", NOON, result_code="hung_jury", defendants=("d1",)), "yes"),
        (Hearing("a1", "appeal", "heard", NOON, result_code="appeal_allowed", defendants=("d1",)), "yes"),
        (Hearing("a1", "appeal", "heard", NOON, result_code="appeal_allowed", defendants=("d2",)), "no"),
        (Hearing("a1", "appeal", "heard", NOON, result_code="appeal_dismissed", defendants=("d1",)), "no"),
        (Hearing("h1", "trial", "heard", NOON, result_code="guilty", defendants=("d1",)), "no"),
    ],
)
def test_a_trial_is_a_second_one_after_none_with_a_verdict_or_with_one_set_aside(
    other: Hearing, is_retrial: str
) -> None:
    trial = Hearing("h2", "trial", "listed", VISIT, defendants=("d1",))

    facts = journey_facts(replace(a_case(), kind=CaseKind.CRIME, hearings=(other, trial)), FRAME)

    assert named_fact("hearing.is_retrial", facts=facts, run=a_run("h2")) == is_retrial


@pytest.mark.parametrize(
    ("other", "is_sentenced"),
    [
        (Hearing("h1", "trial", "heard", VISIT, result_code="sentenced", defendants=("d1",)), "yes"),
        (Hearing("h2", "sentence", "heard", VISIT, result_code="sentenced", defendants=("d1",)), "yes"),
        (Hearing("h2", "sentence", "heard", VISIT, result_code="sentenced", defendants=("d1", "d2")), "yes"),
        (Hearing("h2", "sentence", "heard", VISIT, result_code="sentenced", defendants=("d2",)), "no"),
        # Where nobody is named they may be others; a sentence before the trial was for something else.
        (Hearing("h2", "sentence", "heard", VISIT, result_code="sentenced"), "no"),
        (Hearing("h2", "sentence", "heard", NOON, result_code="sentenced", defendants=("d1",)), "no"),
        (Hearing("h2", "sentence", "listed", VISIT, defendants=("d1",)), "no"),
    ],
)
def test_a_hearing_is_sentenced_where_all_whom_it_is_about_were(other: Hearing, is_sentenced: str) -> None:
    trial = Hearing("h1", "trial", "heard", VISIT, result_code="guilty", defendants=("d1",))
    hearings = (other,) if other.id == "h1" else (trial, other)

    facts = journey_facts(replace(a_case(), kind=CaseKind.CRIME, hearings=hearings), FRAME)

    assert named_fact("hearing.is_sentenced", facts=facts, run=a_run("h1")) == is_sentenced


@pytest.mark.parametrize(
    ("witnesses", "roles", "acts_for", "expected"),
    [
        (("p1",), ("victim",), (), "yes"),
        (("p2",), ("victim",), ("p2",), "yes"),
        (("p2",), ("parent_guardian",), ("p2",), "yes"),
        (("p2",), ("victim",), (), "no"),
        ((), ("victim",), ("p2",), "no"),
        # Who must give evidence for themselves and is no victim.
        (("p1",), ("parent_guardian",), ("p2",), "no"),
    ],
)
def test_a_hearing_needs_who_must_attend_it_as_a_victim_and_who_acts_for_them(
    witnesses: tuple[str, ...], roles: tuple[str, ...], acts_for: tuple[str, ...], expected: str
) -> None:
    case = replace(
        a_case(),
        people=(replace(AMINA, roles=roles, acts_for=acts_for),),
        hearings=(Hearing("h1", "trial", "listed", VISIT, witnesses=witnesses),),
    )

    facts = journey_facts(case, FRAME)

    assert named_fact("hearing.needs_person", facts=facts, run=a_run("h1")) == expected


@pytest.mark.parametrize(
    ("later", "is_out"),
    [
        (None, "yes"),
        (Hearing("h2", "trial", "listed", VISIT), "yes"),
        (Hearing("h2", "warrant", "heard", VISIT, result_code="warrant_executed"), "no"),
        (Hearing("h2", "plea", "heard", VISIT, result_code="plea_guilty"), "no"),
    ],
)
def test_a_warrant_is_out_until_something_was_heard_after_it(later: Hearing | None, is_out: str) -> None:
    ordered = Hearing("h1", "first_hearing", "heard", NOON, result_code="warrant_issued")

    facts = journey_facts(replace(a_case(), kind=CaseKind.CRIME, hearings=(ordered, *filter(None, [later]))), FRAME)

    assert named_fact("case.warrant_out", facts=facts, run=a_run(None)) == is_out


def test_who_is_recorded_as_intimidated_is() -> None:
    case = replace(a_case(), people=(replace(AMINA, enhanced=("vulnerable", "intimidated")),))

    facts = journey_facts(case, FRAME)

    assert named_fact("person.intimidated", facts=facts, run=a_run(None)) == "yes"


def test_when_a_contact_was_confirmed_is_known() -> None:
    confirmed = replace(AMINA, contact=replace(AMINA.contact, confirmed_at=NOON))

    facts = journey_facts(replace(a_case(), people=(confirmed,)), FRAME)

    assert named_date("contact.confirmed_at", facts=facts, run=a_run(None)) == NOON


def test_every_named_date_has_its_value() -> None:
    facts, run = the_facts(), a_run("ap1")

    assert {name: named_date(name, facts=facts, run=run) for name in DATES} == {
        "case.recorded_at": NOON,
        "outcome.decided_at": NOON,
        "appointment.starts_at": VISIT,
        "appointment.ends_at": None,
        "hearing.starts_at": None,
        "order.ends_on": None,
        "plan.review_on": None,
        "contact.confirmed_at": None,
        "incident.opened_at": NOON,
        "incident.promised_by": NOON + timedelta(hours=1),
        "incident.eta": None,
        "incident.attended_at": NOON,
        "event.at": NOON - timedelta(days=1),
        "event.seen_at": NOON,
    }


@pytest.mark.parametrize(
    ("born_on", "kind", "is_minor"),
    [
        (date(2008, 11, 21), "person", "yes"),
        (date(2008, 11, 20), "person", "no"),
        # Born on 29 February: of age on 1 March.
        (date(2009, 2, 28), "person", "yes"),
        (None, "person", "unknown"),
        # What systems that insist on a date are given.
        (date(1900, 1, 1), "person", "unknown"),
        (None, "organisation", "no"),
    ],
)
def test_who_is_a_minor(born_on: date | None, kind: str, is_minor: str) -> None:
    case = replace(a_case(), people=(replace(AMINA, date_of_birth=born_on, kind=kind),))

    assert journey_facts(case, FRAME).people[0].is_minor == is_minor


def test_facts_hold_no_name_contact_or_text() -> None:
    kept = json.dumps(the_facts().to_json())

    assert [secret for secret in SECRETS if secret in kept] == []


def test_facts_come_back_from_json_as_they_were() -> None:
    facts = the_facts()

    back = JourneyFacts.from_json(json.loads(json.dumps(facts.to_json())))

    assert back == facts
    assert back.recorded_at.utcoffset() == datetime.now(UTC).utcoffset()


def test_the_schema_knows_the_same_facts_and_dates() -> None:
    known = read_schema(CONTENT)["$defs"]

    assert known["condition"]["properties"]["fact"]["enum"] == list(CONDITION_FACTS)
    assert known["moment"]["properties"]["date"]["enum"] == list(DATES)
    assert set(LIST_FACTS) | set(YES_NO_FACTS) <= set(CONDITION_FACTS)


@pytest.mark.parametrize(("days_before", "expected"), [(0, "yes"), (7, "yes"), (8, "no"), (-1, "yes")])
def test_a_decision_not_to_investigate_counts_for_the_ending_that_it_belongs_to(
    days_before: int, expected: str
) -> None:
    decided = ToldFact("f1", "crime.not_investigated", {"reason": "No film (made up)."}, NOON - timedelta(days_before))
    closed = replace(a_case(), outcome=Outcome("18", NOON), told_facts=(decided,))

    known = journey_facts(closed, FRAME)

    assert named_fact("case.not_investigated", facts=known, run=a_run(None)) == expected
    assert named_fact("case.discontinued", facts=known, run=a_run(None)) == "no"
    assert "No film" not in json.dumps(known.to_json())
