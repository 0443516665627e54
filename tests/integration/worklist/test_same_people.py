"""The same human in several cases: asked about, never merged by itself, and taken back when the records say no more."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.integration.worklist.world import history, item, outbox
from tests.snapshots import FORCE, RECORDED, changed, event, take
from waypost.access.forces import NewForce, add_force
from waypost.access.models import AuditEvent
from waypost.access.values import Actor, ActorKind, ForceState
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.choices import ContactKind, WhyFrozen
from waypost.cases.erasing.operations import erase
from waypost.cases.erasing.values import Order
from waypost.cases.frozen_contacts import Frozen, freeze_contact
from waypost.cases.models import Case, Person
from waypost.cases.operations import NewSource, add_source
from waypost.cases.queries import source_by_id
from waypost.cases.same_person import look, same_people
from waypost.cases.same_person.values import CannotDecide, Decision, NoSuchPair, PairState, Said
from waypost.cases.same_person_models import SamePerson
from waypost.cases.values import SourceFacts, SourceState
from waypost.worklist.models import Item
from waypost.worklist.operations import BadAnswer, answer_item, hand_out, look_later, mend_due, sweep
from waypost.worklist.operations.same_people import ask, decide_pair
from waypost.worklist.people_commands import people
from waypost.worklist.rules.same_people import REASON
from waypost.worklist.values import Answer, ItemState

pytestmark = pytest.mark.django_db
CLERK = Actor(ActorKind.STAFF, "7001")
OTHER = ForceName("northshire")
NUMBER = "07700 900123"
AMINA = {
    **RECORDED["people"][0],
    "family_name": "Sample",
    "contact": {"mobile": NUMBER, "email": "amina@example.org"},
}
ALONE: dict[str, Any] = {"incident_reference": None, "occurred": None, "summary": None, "property": []}


class Desk:
    """Crimes of one force, each with one victim, and short words for what tests do with them."""

    def __init__(self, now: datetime, force: ForceName = FORCE) -> None:
        self.now, self.force, self.sent = now, force, 0
        added = add_source(NewSource(force, "rms", "push", SourceState.LIVE), now=now)
        self.source: SourceFacts = source_by_id(added.id)

    def record(self, reference: str, *people: dict[str, Any], **fields: Any) -> None:
        """Send the newest state of a crime; of nobody in particular it is Amina's."""
        self.sent += 1
        who = list(people) or [AMINA]
        document = changed(RECORDED, **{**ALONE, "reference": reference, "people": who, **fields})
        document |= {"force": self.force, "revision": self.sent}
        result = take(self.source, event(document, f"e{self.sent}"), now=self.now)
        assert result.rejected == (), result.rejected

    def look(self, *references: str) -> Sequence[Item]:
        """Look at these cases, or all, and return what is asked about people then."""
        with in_force(self.force):
            rows = Case.objects.filter(force=self.force)
            ids = [CaseId(row.id) for row in rows if not references or row.reference in references]
            ask(ids, force=self.force, now=self.now)
        return self.items("open")

    def items(self, *states: str) -> Sequence[Item]:
        with in_force(self.force):
            rows = Item.objects.filter(reason=REASON).order_by("opened_at", "matter", "id")
            return [row for row in rows if not states or row.state in states]

    def pairs(self) -> Sequence[SamePerson]:
        with in_force(self.force):
            return list(SamePerson.objects.order_by("id"))

    def person(self, reference: str, ref: str = "p1") -> PersonId:
        with in_force(self.force):
            return PersonId(Person.objects.get(case__reference=reference, ref=ref).id)

    def same(self, reference: str) -> set[PersonId]:
        return set(same_people(self.person(reference), force=self.force))

    def decide(self, decision: Decision, number: int = 0) -> PairState:
        pair = self.pairs()[number].pk
        return decide_pair(pair, decision, said=Said(CLERK.id), force=self.force, by=CLERK, now=self.now).state

    def answer(self, row: Item, state: ItemState, note: str | None = None) -> None:
        given = Answer(state, self.now, by="7001", note=note)
        answer_item(row.id, given, force=self.force, by=CLERK, now=self.now)


def said(**contact: str) -> dict[str, Any]:
    return {**AMINA, "contact": contact}


@pytest.fixture
def desk(now: datetime) -> Desk:
    return Desk(now)


@pytest.fixture
def two(desk: Desk) -> Desk:
    """Return a desk with the same human in two ordinary cases, about whom somebody has been asked."""
    desk.record("A")
    desk.record("B")
    desk.look("B")
    return desk


def run(*words: str) -> Result:
    return CliRunner().invoke(people, list(words))


def test_a_human_in_two_cases_is_asked_about_once_and_nothing_is_merged(two: Desk) -> None:
    (row,) = two.items()

    assert two.look() == [row]
    assert (row.kind, row.at_desk, row.person_id) == ("mend", "records", two.person("B"))
    assert row.text.startswith(
        "Person p1 of case A and Person p1 of case B seem to be one human: equal name and date of birth, and "
        "an e-mail address and a telephone number."
    )
    assert not any(word in row.text for word in ("Amina", "Sample", "900123", "example.org"))
    assert [(pair.state, pair.evidence, pair.doubts) for pair in two.pairs()] == [("proposed", ["email", "phone"], [])]
    assert (two.same("A"), two.same("B")) == (set(), set())


def test_the_crime_system_holds_it_as_a_task_where_both_cases_are_ordinary(two: Desk) -> None:
    while hand_out(FORCE, now=two.now):
        pass
    two.decide(Decision.REFUSE)
    while hand_out(FORCE, now=two.now):
        pass

    task, note = outbox()
    assert (task["is"], task["kind"], task["person"]) == ("task", "mend", "p1")
    assert note["is"] == "note"


@pytest.mark.parametrize("flagged", ["A", "B"])
def test_no_record_names_a_case_that_is_flagged(desk: Desk, flagged: str) -> None:
    for reference in ("A", "B"):
        desk.record(reference, flags=["domestic_abuse"] if reference == flagged else [])

    (row,) = desk.look("A")

    assert (row.case_id, row.person_id, row.at_desk) == (None, None, "records")
    assert hand_out(FORCE, now=desk.now) == 0


def test_a_flag_that_comes_later_takes_the_task_out_of_the_record(two: Desk) -> None:
    while hand_out(FORCE, now=two.now):
        pass
    (before,) = two.items()
    two.record("A", flags=["stalking_harassment"])

    (after,) = two.look("A")

    assert (item(before.id).state, item(before.id).is_note_due, after.case_id) == ("withdrawn", True, None)


@pytest.mark.parametrize("flag", ["sealed", "undercover_or_protected"])
def test_of_a_sealed_case_nobody_hears(desk: Desk, flag: str) -> None:
    desk.record("A", flags=[flag])
    desk.record("B")

    assert (desk.look(), desk.pairs()) == ([], [])


def test_a_seal_that_comes_later_withdraws_the_question_and_ends_what_was_confirmed(two: Desk) -> None:
    two.decide(Decision.CONFIRM)
    assert two.same("B") == {two.person("A")}
    two.record("A", flags=["sealed"])

    # At once, before anybody has looked.
    assert two.same("B") == set()
    assert two.look("A") == []
    assert run("proposals", "--state", "confirmed", "--force", "anyshire").output == ""
    assert run("split", str(two.pairs()[0].pk), "--by", "7001", "--force", "anyshire").exit_code == 1
    two.record("A")
    two.look("A")
    assert two.same("B") == {two.person("A")}


def test_who_confirms_it_is_written_down_in_both_cases(two: Desk) -> None:
    (row,) = two.items()
    two.answer(row, ItemState.DONE, note="Same.")

    assert (two.same("A"), two.same("B")) == ({two.person("B")}, {two.person("A")})
    with in_force(FORCE):
        lines = AuditEvent.objects.filter(action="person.same_confirmed").values_list("actor_id", "person_id", "fields")
        assert sorted(lines) == [("7001", two.person("A"), []), ("7001", two.person("B"), [])]
    assert two.look() == []
    assert (two.pairs()[0].decided_by, history(row.id)) == ("7001", ["opened", "answered"])


def test_a_plain_done_joins_nobody_and_is_asked_again(two: Desk) -> None:
    (row,) = two.items()
    two.answer(row, ItemState.DONE, note="I have put the record right.")

    assert (two.pairs()[0].state, two.same("A")) == ("proposed", set())
    (again,) = two.look()
    assert again.id != row.id


def test_what_was_refused_is_proposed_again_on_other_evidence_only(two: Desk) -> None:
    (row,) = two.items()
    two.answer(row, ItemState.REFUSED)

    assert two.look() == []
    for reference in ("A", "B"):
        two.record(reference, said(mobile=NUMBER))
    assert (two.look(), two.pairs()[0].state) == ([], "refused")

    for reference in ("A", "B"):
        two.record(reference, said(mobile="07700 900124"))
    (again,) = two.look()
    assert (again.id != row.id, two.pairs()[0].state, len(two.pairs())) == (True, "proposed", 1)
    two.record("A", said())
    assert (two.look("A"), two.pairs()[0].state) == ([], "refused")


def test_a_split_counts_at_once_and_holds(two: Desk) -> None:
    two.decide(Decision.CONFIRM)
    assert two.decide(Decision.SPLIT) is PairState.SPLIT

    assert two.same("A") == set()
    assert two.look() == []
    with in_force(FORCE):
        actions = AuditEvent.objects.filter(action__startswith="person.same").order_by("id")
        assert [row.action for row in actions] == ["person.same_confirmed"] * 2 + ["person.same_split"] * 2


def test_where_the_evidence_is_gone_the_question_is_withdrawn_by_itself(two: Desk) -> None:
    (row,) = two.items()
    two.record("A", said(mobile="07700 900124"))

    assert (two.look("A"), two.pairs()) == ([], [])
    assert item(row.id).state == "withdrawn"

    two.record("A")
    assert [one.id != row.id for one in two.look("A")] == [True]


def test_a_confirmed_pair_is_asked_about_again_where_the_records_say_no_longer_so(two: Desk) -> None:
    two.decide(Decision.CONFIRM)
    two.record("A", said(mobile="07700 900124"))

    (row,) = two.look("A")

    assert row.text.startswith("On 20 November 2026 it was confirmed that Person p1 of case A")
    assert (two.pairs()[0].state, two.same("B")) == ("confirmed", set())
    two.answer(row, ItemState.DONE, note="same")
    assert two.same("B") == {two.person("A")}
    # Somebody has looked at just this.
    assert two.look() == []


def test_a_confirmed_pair_whose_records_agree_again_needs_nobody(two: Desk) -> None:
    two.decide(Decision.CONFIRM)
    two.record("A", said(mobile="07700 900124"))
    two.look("A")
    two.record("B", said(mobile="07700 900124"))

    assert two.look("B") == []
    assert two.same("B") == {two.person("A")}


def test_an_entry_that_becomes_somebody_else_is_nobodys_other_self_at_once(two: Desk) -> None:
    two.decide(Decision.CONFIRM)
    two.record("A", {**AMINA, "given_name": "Jo"})

    assert two.same("B") == set()
    (row,) = two.look("A")
    two.answer(row, ItemState.REFUSED)
    assert two.pairs()[0].state == "split"


def test_an_answer_that_cannot_be_taken_any_more_is_not_taken(two: Desk) -> None:
    (row,) = two.items()
    two.record("A", {**AMINA, "date_of_birth": None})

    with pytest.raises(BadAnswer, match="cannot be decided now"):
        two.answer(row, ItemState.DONE, note="same")
    assert two.pairs()[0].state == "proposed"


def test_three_cases_of_one_human_need_two_answers(desk: Desk) -> None:
    for reference in ("A", "B", "C"):
        desk.record(reference)
    assert len(desk.look()) == 2

    desk.decide(Decision.CONFIRM, 0)
    desk.decide(Decision.CONFIRM, 1)

    assert desk.same("C") == {desk.person("A"), desk.person("B")}
    desk.record("D")
    assert len(desk.look("D")) == 1
    assert len(desk.pairs()) == 3


def test_a_number_of_many_people_proposes_nobody(desk: Desk) -> None:
    for reference, name in (("X", "Bo"), ("Y", "Cy")):
        desk.record(reference, {**said(mobile=NUMBER), "given_name": name, "date_of_birth": "1970-02-03"})
    desk.record("A", said(mobile=NUMBER))
    desk.record("B", said(mobile=NUMBER))

    assert (desk.look(), desk.pairs()) == ([], [])


def test_a_number_that_was_disowned_proposes_nobody(desk: Desk) -> None:
    frozen = Frozen(ContactKind.PHONE, "+447700900123", WhyFrozen.NOT_ME, None)
    freeze_contact(frozen, force=FORCE, by=CLERK, now=desk.now)
    desk.record("A", said(mobile=NUMBER))
    desk.record("B", said(mobile=NUMBER))

    assert desk.look() == []


@pytest.mark.parametrize(
    ("of_a", "of_b"),
    [
        ({"status": "closed"}, {"status": "closed"}),
        ({"transferred_to": {"force": "northshire", "reference": "N1"}}, {}),
        # Of the backlog of a first load nobody is asked until something happens there.
        ({"recorded_at": "2026-01-05T09:00:00+00:00"}, {"recorded_at": "2026-01-06T09:00:00+00:00"}),
    ],
)
def test_cases_with_which_nobody_works_here_are_left_alone(
    desk: Desk, of_a: dict[str, Any], of_b: dict[str, Any]
) -> None:
    desk.record("A", **of_a)
    desk.record("B", **of_b)

    assert (desk.look(), desk.pairs()) == ([], [])


def test_an_older_case_that_is_over_is_still_the_same_humans(desk: Desk) -> None:
    desk.record("A", status="closed")
    desk.record("B")

    assert len(desk.look("B")) == 1


def test_changed_cases_are_looked_at_when_they_have_come_to_rest_and_all_of_them_at_night(desk: Desk) -> None:
    desk.record("A")
    desk.record("B")
    look_later([case_of(desk, "B")], force=FORCE, now=desk.now)
    assert (mend_due(FORCE, now=desk.now), desk.items()) == (0, [])

    mend_due(FORCE, now=desk.now + timedelta(minutes=6))
    assert len(desk.items()) == 1

    desk.record("C")
    assert sweep(FORCE, now=desk.now).opened == 1


def case_of(desk: Desk, reference: str) -> CaseId:
    with in_force(desk.force):
        return CaseId(Case.objects.get(reference=reference).id)


def test_many_cases_are_looked_at_in_as_many_queries_as_few(desk: Desk) -> None:
    counted = []
    for names in (("Ada", "Bea"), ("Cleo", "Dora", "Edna", "Fern", "Gwen", "Hope", "Iris", "June")):
        for number, name in enumerate(names):
            for case in ("1", "2"):
                desk.record(
                    f"{name}{case}", {**AMINA, "given_name": name, "contact": {"mobile": f"07700 90020{number}"}}
                )
        with in_force(FORCE):
            ids = [CaseId(row.id) for row in Case.objects.all() if row.reference[:-1] in names]
            with CaptureQueriesContext(
                connection,
            ) as queries:
                found = look(ids, force=FORCE, now=desk.now)
        counted.append(len(queries))
        assert len(found.questions) == len(names)

    assert counted[0] == counted[1]


def test_cases_of_people_who_are_in_no_other_cost_three_queries(desk: Desk) -> None:
    desk.record("A")
    with in_force(FORCE), CaptureQueriesContext(connection) as queries:
        look([case_of(desk, "A")], force=FORCE, now=desk.now)

    # One of the case's id is the test's own.
    assert len(queries) <= 4


def test_nothing_of_a_pair_is_left_when_one_of_the_cases_is_erased(two: Desk) -> None:
    two.record("A", status="closed")
    (row,) = two.items()

    erase("A", Order(FORCE, "asked for", CLERK, two.now))

    assert two.pairs() == []
    assert (item(row.id).state, item(row.id).text) == ("withdrawn", "")
    assert two.look() == []


def test_a_pair_is_kept_once_and_never_confirmed_by_nobody(two: Desk) -> None:
    (kept,) = two.pairs()
    values = {
        name: getattr(kept, name) for name in ("force", "first_id", "second_id", "first_case_id", "second_case_id")
    }

    with in_force(FORCE):
        for wrong in ({}, {"first_id": 7, "state": "confirmed"}, {"first_id": kept.second_id}):
            with pytest.raises(IntegrityError), transaction.atomic():
                SamePerson.objects.create(**{**values, "state": "proposed", "proposed_at": two.now, **wrong})


@pytest.fixture
def north(now: datetime) -> Desk:
    """Return the desk of another force, which has the same source, references and human."""
    add_force(NewForce(OTHER, "Northshire Police", state=ForceState.LIVE, placeholders=()), now=now)
    return Desk(now, OTHER)


def test_two_forces_never_meet_over_one_human(desk: Desk, north: Desk) -> None:
    desk.record("A")
    north.record("A")

    assert (desk.look(), north.look()) == ([], [])
    assert (desk.pairs(), north.pairs()) == ([], [])
    # It is no other reason that keeps them apart.
    for each in (desk, north):
        each.record("B")
        each.look()
        (pair,) = each.pairs()
        assert {pair.first_id, pair.second_id} == {each.person("A"), each.person("B")}


def test_what_one_force_has_confirmed_is_nothing_to_another(two: Desk, north: Desk) -> None:
    north.record("A")
    north.record("B")
    north.look()
    two.decide(Decision.CONFIRM)
    (mine,), (theirs,) = two.pairs(), north.pairs()

    assert set(mine.marks).isdisjoint(theirs.marks)
    assert (two.same("A"), north.same("A")) == ({two.person("B")}, set())
    assert same_people(two.person("A"), force=OTHER) == frozenset()
    for decision in Decision:
        with pytest.raises(NoSuchPair):
            decide_pair(mine.pk, decision, said=Said(CLERK.id), force=OTHER, by=CLERK, now=two.now)
    with in_force(OTHER):
        assert not SamePerson.objects.filter(pk=mine.pk).exists()
        assert look([CaseId(mine.first_case_id)], force=OTHER, now=two.now).questions == ()
    with transaction.atomic():
        assert list(SamePerson.objects.all()) == []
    listed = run("proposals", "--force", OTHER, "--state", "confirmed", "--json")
    assert (listed.output, run("split", str(mine.pk), "--force", OTHER, "--by", "7001").exit_code) == ("", 1)
    assert two.pairs()[0].state == "confirmed"


def test_the_commands_list_confirm_and_split_and_print_nobodys_name(two: Desk) -> None:
    listed = json.loads(run("proposals", "--force", "anyshire", "--json").output)

    assert listed["entries"] == [{"case": "A", "person": "p1"}, {"case": "B", "person": "p1"}]
    assert (listed["state"], listed["evidence"]) == ("proposed", ["email", "phone"])
    plain = run("proposals", "--force", "anyshire").output
    assert "person p1 of A and person p1 of B" in plain
    assert not any(word in plain for word in ("Amina", "Sample", "900123"))

    whom = [str(listed["pair"]), "--force", "anyshire", "--by", "7001", "--json"]
    assert json.loads(run("confirm", *whom).output)["state"] == "confirmed"
    assert [row.state for row in two.items()] == ["withdrawn"]
    refused = run("refuse", *whom)
    assert (refused.exit_code, "split it" in refused.output) == (1, True)
    assert json.loads(run("split", *whom).output)["state"] == "split"
    assert two.same("A") == set()


def test_a_pair_that_nobody_has_is_said_to_be_none() -> None:
    found = run("confirm", "99", "--force", "anyshire", "--by", "7001")

    assert found.exit_code == 1
    assert "anyshire has no pair 99" in found.output


def test_what_stands_otherwise_cannot_be_decided(two: Desk) -> None:
    with pytest.raises(CannotDecide):
        two.decide(Decision.SPLIT)
    two.decide(Decision.CONFIRM)
    with pytest.raises(CannotDecide):
        two.decide(Decision.CONFIRM)
    with pytest.raises(CannotDecide):
        two.decide(Decision.REFUSE)
