"""What the record says in words reaches the texts that are about it."""

from tests.unit.cases.documents import applied
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.facts import case_facts
from waypost.cases.values import SourceFacts, SourceState

SOURCE = SourceFacts(1, ForceName("anyshire"), "rms", "push", SourceState.LIVE, "", {}, None)


def test_a_fact_brings_the_words_of_its_details_and_nothing_else() -> None:
    details = {"reason": "There is no film.", "review_right": True}
    fact = {"id": "f1", "kind": "crime.not_investigated", "at": "2026-11-20T09:10:00Z", "details": details}

    case = case_facts(applied(facts=[fact]), case_id=CaseId(1), source=SOURCE, held=0, ids={"p1": PersonId(1)})

    (told,) = case.told_facts
    assert (told.id, told.kind, told.words) == ("f1", "crime.not_investigated", {"reason": "There is no film."})
