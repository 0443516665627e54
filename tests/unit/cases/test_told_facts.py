"""What the record says in words reaches the texts that are about it."""

from datetime import UTC, date, datetime
from typing import Any

from tests.unit.cases.documents import applied
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.facts import case_facts
from waypost.cases.values import CaseFacts, CourtOrder, Officer, OtherForce, Property, SourceFacts, SourceState

SOURCE = SourceFacts(1, ForceName("anyshire"), "rms", "push", SourceState.LIVE, "", {}, None)


def test_a_fact_brings_the_words_of_its_details_and_nothing_else() -> None:
    details = {"reason": "There is no film.", "review_right": True}
    fact = {"id": "f1", "kind": "crime.not_investigated", "at": "2026-11-20T09:10:00Z", "details": details}

    case = case_facts(applied(facts=[fact]), case_id=CaseId(1), source=SOURCE, held=0, ids={"p1": PersonId(1)})

    (told,) = case.told_facts
    assert (told.id, told.kind, told.words) == ("f1", "crime.not_investigated", {"reason": "There is no film."})


def the_case(**sections: Any) -> CaseFacts:
    return case_facts(applied(**sections), case_id=CaseId(1), source=SOURCE, held=0, ids={"p1": PersonId(1)})


def test_a_fact_brings_codes_lists_and_whom_it_is_about() -> None:
    details = {"by": "cps", "upheld": True, "reason": "No film.", "offences": ["Theft", 3], "other": {"a": 1}}
    fact = {"id": "f1", "kind": "vrr.decided", "at": "2026-11-20T09:10:00Z", "person": "p1", "details": details}

    (told,) = the_case(facts=[fact]).told_facts

    assert told.person_ref == "p1"
    assert told.codes == {"by": "cps", "upheld": True}
    assert told.lists == {"offences": ("Theft",)}


def test_a_hearing_brings_its_court_its_result_and_its_orders() -> None:
    order = {"kind": "restraining", "ends_on": "2028-11-20", "text": "Stay away."}
    hearing = {
        "id": "h1",
        "kind": "sentence",
        "court": "Anyshire Crown Court",
        "starts_at": "2026-11-20T10:00:00Z",
        "status": "heard",
        "received_at": "2026-11-20T15:00:00Z",
        "result_code": "sentenced",
        "result": "A prison sentence.",
        "changed_reason": "No judge was free.",
        "defendants": ["p1"],
        "witnesses": ["p1"],
        "orders": [order],
    }

    (found,) = the_case(hearings=[hearing]).hearings

    assert (found.court, found.result_code, found.result) == ("Anyshire Crown Court", "sentenced", "A prison sentence.")
    assert (found.changed_reason, found.defendants, found.witnesses) == ("No judge was free.", ("p1",), ("p1",))
    assert found.received_at == datetime(2026, 11, 20, 15, tzinfo=UTC)
    assert found.orders == (CourtOrder("restraining", date(2028, 11, 20), "Stay away."),)


def test_a_case_brings_its_things_its_family_liaison_officer_and_whom_it_was_passed_to() -> None:
    case = the_case(
        property=[{"id": "i1", "description": "A bicycle", "status": "recovered"}],
        flo={"collar_number": "77", "name": "Okafor (made up)"},
        transferred_to={"force": "Othershire Police", "contact": "08081 570123", "reference": "X/1"},
    )

    assert case.property_items == (Property("i1", "A bicycle", "recovered"),)
    assert case.flo == Officer("77", "Okafor (made up)")
    assert case.transferred_to == OtherForce("Othershire Police", "08081 570123", "X/1")
