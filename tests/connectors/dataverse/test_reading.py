"""What the made-up environment shows is read whole: nothing that changes is missed, nothing is guessed."""

import json
from dataclasses import dataclass, field, replace
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from demo.dynamics.faults import Fault
from demo.dynamics.seed import add_case, add_plan
from demo.dynamics.service import Dataverse
from tests.connectors.dataverse.conftest import START, Clock
from waypost.cases.values import CaseKind
from waypost.connectors.dataverse import changes as changes_module
from waypost.connectors.dataverse import client as client_module
from waypost.connectors.dataverse import reading as reading_module
from waypost.connectors.dataverse import system as system_module
from waypost.connectors.dataverse.position import position_of
from waypost.connectors.dataverse.system import DataverseSystem
from waypost.connectors.polling.values import Batch, CannotRead, Gone

pytestmark = pytest.mark.usefixtures("in_memory")


@dataclass
class Poller:
    """Polls as `poll` does, and keeps the position where each batch says so."""

    system: DataverseSystem
    position: str = ""
    batches: list[Batch] = field(default_factory=list)

    def poll(self, *, stop_after: int | None = None) -> dict[str, Any]:
        """Return the documents of one poll by reference, the last of each; stop after so many batches that hold any."""
        self.batches, found = [], dict[str, Any]()
        for batch in self.system.batches(self.position):
            self.batches.append(batch)
            self.position = self.position if batch.position is None else batch.position
            found |= {record.reference: record.document for record in batch.records}
            if stop_after is not None and len([each for each in self.batches if each.records]) >= stop_after:
                break
        return found

    @property
    def unreadable(self) -> list[str]:
        return [each.error for batch in self.batches for each in batch.unreadable]


@pytest.fixture
def poller(system: DataverseSystem) -> Poller:
    return Poller(system)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages, questions and batches be small."""
    monkeypatch.setattr(client_module, "PAGE_ROWS", 2)
    monkeypatch.setattr(reading_module, "CASES_A_QUESTION", 3)
    monkeypatch.setattr(changes_module, "MOST_CASES_A_STEP", 5)
    monkeypatch.setattr(changes_module, "PAGES_A_STEP", 2)
    monkeypatch.setattr(system_module, "LARGEST_BATCH", 4)


def test_a_case_is_read_with_all_that_belongs_to_it(dataverse: Dataverse, poller: Poller) -> None:
    seeded = add_case(dataverse, "AN/1/26", any_outcome=100000018, any_outcomeon="2026-11-02T08:00:00Z")
    store = dataverse.store
    store.put(
        "any_caseparties",
        _any_case_value=seeded.case,
        _any_contact_value=seeded.victim,
        any_role=3,
        any_enhanced=3,
        createdon="2026-11-02T09:00:01Z",
    )
    add_plan(dataverse, seeded)
    store.put("any_caseflags", _any_case_value=seeded.case, any_flag=9)
    store.put("any_caseflags", _any_case_value=seeded.case, any_flag=8, statecode=1)
    visit = store.put(
        "appointments",
        _regardingobjectid_value=seeded.case,
        _any_contact_value=seeded.victim,
        any_kind=1,
        scheduledstart="2026-11-05T10:00:00Z",
        statecode=3,
        location="At home",
    )
    html = "<div><p>We have looked at the film.</p><p>Jo &amp; team</p></div>"
    note = store.put(
        "annotations",
        _objectid_value=seeded.case,
        subject="To the victim",
        notetext=html,
        _createdby_value=seeded.officer,
    )
    store.put("annotations", _objectid_value=seeded.case, subject="Internal", notetext="Not for victims")

    found = poller.poll()["AN/1/26"]

    jsonschema.validate({**found, "revision": 1}, _contract())
    assert found == {
        "force": "anyshire",
        "reference": "AN/1/26",
        "recorded_at": "2026-11-01T10:15:00Z",
        "updated_at": "2026-11-02T09:00:00Z",
        "offence": {"group": "burglary-residential", "title": "Burglary - residential"},
        "status": "allocated",
        "outcome": {"code": "18", "decided_at": "2026-11-02T08:00:00Z"},
        "officer": {
            "collar_number": "4471",
            "rank": "PC",
            "name": "Jo Example",
            "email": "jo.example@example.org",
            "team": "Anyville",
        },
        "flags": ["high_risk"],
        "people": [
            {
                "id": seeded.victim,
                "kind": "person",
                "given_name": "Mary",
                "family_name": "Example",
                "date_of_birth": "1980-02-29",
                "deceased": False,
                "language": "en",
                "contact": {"mobile": "07700 900123", "email": "mary@example.org"},
                "roles": ["victim", "witness"],
                "enhanced": ["vulnerable"],
                "acts_for": [],
                "contact_plan": {
                    "agreed_at": "2026-11-01T11:00:00Z",
                    "channels": ["sms", "portal"],
                    "never": ["letter"],
                    "hours": {"from": "09:00", "to": "17:30"},
                    "update_every_days": 28,
                    "discreet": True,
                    "review_on": "2026-12-01",
                },
            }
        ],
        "appointments": [
            {
                "id": visit,
                "kind": "visit",
                "starts_at": "2026-11-05T10:00:00Z",
                "place": "At home",
                "person": seeded.victim,
                "status": "booked",
            }
        ],
        "entries": [
            {
                "id": note,
                "kind": "officer_message",
                "author": "PC Jo Example",
                "at": "2026-11-02T09:00:00Z",
                "text": "We have looked at the film.\nJo & team",
            }
        ],
        "tasks": [],
    }


def _contract() -> Any:
    return json.loads(files("waypost.cases").joinpath("contract/case.schema.json").read_text(encoding="utf-8"))


def test_a_number_of_a_choice_that_nobody_mapped_is_passed_on_as_unknown(dataverse: Dataverse, poller: Poller) -> None:
    seeded = add_case(dataverse, "AN/1/26", any_stage=7, any_outcome=18, any_offencegroup=1)
    add_plan(dataverse, seeded, any_never="3,77")
    dataverse.store.put("any_caseflags", _any_case_value=seeded.case, any_flag=99)

    found = poller.poll()["AN/1/26"]

    assert (found["status"], found["outcome"]["code"], found["offence"]["group"]) == ("unknown:7", "999", "unknown-1")
    assert found["flags"] == ["unknown:99"]
    assert found["people"][0]["contact_plan"]["never"] == ["letter", "unknown:77"]


@pytest.mark.parametrize(
    "change",
    [
        ("incidents", "case", {"any_stage": 100000003}),
        ("any_caseparties", "party", {"any_role": 3}),
        ("contacts", "victim", {"mobilephone": "07700 900456"}),
        ("systemusers", "officer", {"lastname": "Another"}),
    ],
    ids=lambda change: change[0],
)
def test_a_change_anywhere_reads_the_case_again_once(
    change: tuple[str, str, dict[str, Any]], dataverse: Dataverse, poller: Poller
) -> None:
    seeded = add_case(dataverse, "AN/1/26")
    add_case(dataverse, "AN/2/26")
    before = poller.poll()
    assert poller.poll() == {}
    table, whose, values = change
    dataverse.store.put(table, getattr(seeded, whose), **values)

    after = poller.poll()

    assert list(after) == ["AN/1/26"]
    assert after["AN/1/26"] != before["AN/1/26"]
    assert poller.poll() == {}


def test_a_row_that_is_added_or_deactivated_reads_the_case_again(dataverse: Dataverse, poller: Poller) -> None:
    seeded = add_case(dataverse, "AN/1/26")
    poller.poll()
    flag = dataverse.store.put("any_caseflags", _any_case_value=seeded.case, any_flag=1)
    added = poller.poll()
    dataverse.store.put("any_caseflags", flag, statecode=1)

    removed = poller.poll()

    assert [each["AN/1/26"]["flags"] for each in (added, removed)] == [["domestic_abuse"], []]


def test_what_changes_while_everything_is_read_for_the_first_time_is_not_missed(
    dataverse: Dataverse, poller: Poller, small: None
) -> None:
    seeded = [add_case(dataverse, f"AN/{number}/26") for number in range(9)]
    poller.poll(stop_after=1)
    for each in seeded:
        dataverse.store.put("contacts", each.victim, lastname="Changed")
        dataverse.store.put("any_caseflags", _any_case_value=each.case, any_flag=9)

    found = poller.poll() | poller.poll()

    assert {document["people"][0]["family_name"] for document in found.values()} == {"Changed"}
    assert len(found) == 9


def test_a_first_load_that_dies_goes_on_where_it_ended(
    dataverse: Dataverse, poller: Poller, clock: Clock, small: None
) -> None:
    for number in range(9):
        add_case(dataverse, f"AN/{number}/26")
        clock.pass_minutes(1)
    first = poller.poll(stop_after=2)

    second = poller.poll()

    assert {*first, *second} == {f"AN/{number}/26" for number in range(9)}
    assert len({*first} & {*second}) <= 4


def test_no_batch_is_larger_than_may_be_taken_at_once(dataverse: Dataverse, poller: Poller, small: None) -> None:
    for number in range(9):
        add_case(dataverse, f"AN/{number}/26")
    found = poller.poll()
    for number in range(9):
        dataverse.store.put(
            "incidents",
            next(r["incidentid"] for r in dataverse.store.rows("incidents") if r["ticketnumber"] == f"AN/{number}/26"),
            title="x",
        )

    again = poller.poll()

    assert len(found) == len(again) == 9
    assert max(len(batch.records) for batch in poller.batches) <= 4


def test_a_poll_that_dies_between_two_batches_reads_the_rest_the_next_time(
    dataverse: Dataverse, poller: Poller, small: None
) -> None:
    poller.poll()
    for number in range(9):
        add_case(dataverse, f"AN/{number}/26")
    first = poller.poll(stop_after=1)

    second = poller.poll()

    assert {*first, *second} == {f"AN/{number}/26" for number in range(9)}


def test_links_that_are_too_old_have_everything_read_again(dataverse: Dataverse, poller: Poller) -> None:
    seeded = add_case(dataverse, "AN/1/26")
    add_case(dataverse, "AN/2/26")
    poller.poll()
    dataverse.store.put("any_caseflags", _any_case_value=seeded.case, any_flag=9)
    dataverse.forget_changes()

    found = poller.poll()

    assert {*found} == {"AN/1/26", "AN/2/26"}
    assert found["AN/1/26"]["flags"] == ["high_risk"]
    assert poller.poll() == {}


def test_another_mapping_has_everything_read_again(dataverse: Dataverse, poller: Poller) -> None:
    add_case(dataverse, "AN/1/26")
    poller.poll()
    mapping = poller.system.config.mapping
    less = replace(mapping, lists=tuple(part for part in mapping.lists if part.section != "appointments"))

    other = Poller(replace(poller.system, config=replace(poller.system.config, mapping=less)), poller.position)

    assert {*other.poll()} == {"AN/1/26"}
    assert other.poll() == {}


@pytest.mark.parametrize("kept", ["no json", "[]", "{}", '{"links": 1, "times": {}, "load_since": null, "mark": ""}'])
def test_a_position_that_was_lost_has_everything_read_again(kept: str, dataverse: Dataverse, poller: Poller) -> None:
    add_case(dataverse, "AN/1/26")
    poller.position = kept

    assert {*poller.poll()} == {"AN/1/26"}


def test_a_case_can_be_read_again_from_a_moment_on(dataverse: Dataverse, poller: Poller, clock: Clock) -> None:
    old = add_case(dataverse, "AN/1/26")
    add_case(dataverse, "AN/2/26")
    clock.pass_minutes(60)
    dataverse.store.put("contacts", old.victim, lastname="Changed")
    clock.pass_minutes(60)
    add_case(dataverse, "AN/3/26")
    poller.poll()
    poller.position = poller.system.position_at(START.replace(hour=10))

    assert {*poller.poll()} == {"AN/1/26", "AN/3/26"}
    assert poller.poll() == {}


def test_a_service_that_keeps_no_track_is_asked_by_time(dataverse: Dataverse, poller: Poller, clock: Clock) -> None:
    by_time = untracked(poller)
    first, second = add_case(dataverse, "AN/1/26"), add_case(dataverse, "AN/2/26")
    assert {*by_time.poll()} == {"AN/1/26", "AN/2/26"}
    clock.pass_minutes(60)
    dataverse.store.put("incidents", second.case, any_stage=100000003)
    assert by_time.poll()["AN/2/26"]["status"] == "under_investigation"
    # A slow write shows late, with the time at which it began.
    dataverse.store.put("contacts", first.victim, lastname="Late", modifiedon="2026-11-02T09:50:00Z")

    found = by_time.poll()

    assert found["AN/1/26"]["people"][0]["family_name"] == "Late"
    assert not any("track" in asked.headers.get("prefer", "") for asked in dataverse.asked)


def test_a_row_from_the_future_hides_nothing_that_is_written_now(
    dataverse: Dataverse, poller: Poller, clock: Clock
) -> None:
    by_time = untracked(poller)
    first = add_case(dataverse, "AN/1/26", modifiedon="2999-01-01T00:00:00Z")
    by_time.poll()
    clock.now = max(batch_present(by_time), clock.now)
    dataverse.store.put("any_caseflags", _any_case_value=first.case, any_flag=9)

    assert by_time.poll()["AN/1/26"]["flags"] == ["high_risk"]


def batch_present(poller: Poller) -> Any:
    from waypost.connectors.dataverse.position import moment_of

    return max(moment_of(at) for at in position_of(poller.position).times.values())


def untracked(poller: Poller) -> Poller:
    mapping = poller.system.config.mapping
    changes = tuple(replace(change, is_tracked=False) for change in mapping.changes)
    config = replace(poller.system.config, mapping=replace(mapping, changes=changes))
    return Poller(replace(poller.system, config=config))


def test_a_table_that_is_not_tracked_is_told_and_nothing_is_read(dataverse: Dataverse, poller: Poller) -> None:
    add_case(dataverse, "AN/1/26")
    dataverse.faults.pages.append(lambda page: {k: v for k, v in page.items() if k != "@odata.deltaLink"})

    with pytest.raises(CannotRead, match=r"^not_tracked$"):
        poller.poll()


def test_changes_without_a_link_to_go_on_are_not_read_for_ever(dataverse: Dataverse, poller: Poller) -> None:
    poller.poll()
    dataverse.faults.pages.append(lambda page: {k: v for k, v in page.items() if k != "@odata.deltaLink"})

    with pytest.raises(CannotRead, match=r"^no_link_to_go_on$"):
        poller.poll()


def test_a_column_that_was_not_answered_costs_its_case_and_no_other(dataverse: Dataverse, poller: Poller) -> None:
    add_case(dataverse, "AN/1/26")
    add_case(dataverse, "AN/2/26")
    poller.position = poller.system.position_at(START)

    def without_flags(page: dict[str, Any]) -> dict[str, Any]:
        rows = page["value"]
        if rows and "any_Contact" in rows[0]:
            del rows[0]["any_Contact"]["mobilephone"]
        return page

    dataverse.faults.pages += [without_flags] * 60

    found = poller.poll()

    assert len(found) == 1
    assert set(poller.unreadable) == {"any_Contact.mobilephone: was not answered; may the source's user read it?"}
    assert {each.reference for batch in poller.batches for each in batch.unreadable} | {*found} == {
        "AN/1/26",
        "AN/2/26",
    }


def test_a_case_that_the_service_cannot_answer_for_costs_no_other(
    dataverse: Dataverse, poller: Poller, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = add_case(dataverse, "AN/1/26")
    for number in range(2, 6):
        add_case(dataverse, f"AN/{number}/26")
    whole = dataverse.answer

    def answer(asked: Any) -> Any:
        is_whole = "any_offence" in asked.query
        if asked.path.endswith("/incidents") and broken.case in asked.query and is_whole:
            dataverse.faults.calls.append(Fault(500, {"error": {"code": "0x80040216"}}))
        return whole(asked)

    monkeypatch.setattr(dataverse, "answer", answer)

    found = poller.poll()

    assert {*found} == {f"AN/{number}/26" for number in range(2, 6)}
    assert poller.unreadable == ["the service does not answer for it: http_500"]
    assert [each.reference for batch in poller.batches for each in batch.unreadable] == ["AN/1/26"]


def test_a_service_that_answers_for_nothing_has_no_case_set_aside(dataverse: Dataverse, poller: Poller) -> None:
    add_case(dataverse, "AN/1/26")
    poller.poll()
    seeded = add_case(dataverse, "AN/2/26")
    kept = poller.position
    dataverse.store.put("incidents", seeded.case, title="x")
    dataverse.faults.calls += [None] * 9 + [Fault(500)] * 20

    with pytest.raises(CannotRead, match=r"^http_500$"):
        poller.poll()
    assert poller.position == kept


def test_rows_that_were_not_asked_for_are_given_to_nobody(dataverse: Dataverse, poller: Poller) -> None:
    first = add_case(dataverse, "AN/1/26")
    second = add_case(dataverse, "AN/2/26")
    poller.poll()
    dataverse.store.put("incidents", first.case, title="x")

    def of_another(page: dict[str, Any]) -> dict[str, Any]:
        for row in page["value"]:
            if "_any_case_value" in row:
                row["_any_case_value"] = second.case
        return page

    dataverse.faults.pages += [of_another] * 60

    with pytest.raises(CannotRead, match=r"^other_rows$"):
        poller.poll()


def test_cases_are_found_by_reference_and_those_that_are_not_there_are_gone(
    dataverse: Dataverse, system: DataverseSystem
) -> None:
    add_case(dataverse, "AN/1/26")
    add_case(dataverse, "an/2/26")
    seeded = add_case(dataverse, "AN/3/26")
    dataverse.store.delete("incidents", seeded.case)

    batch = system.by_reference(["AN/1/26", "AN/2/26", "AN/3/26", "O'Example"])

    assert [record.reference for record in batch.records] == ["AN/1/26"]
    assert batch.gone == [Gone(name, CaseKind.CRIME) for name in ("AN/2/26", "AN/3/26", "O'Example")]


def test_a_row_that_is_no_case_of_ours_is_not_read(dataverse: Dataverse, system: DataverseSystem) -> None:
    mapping = system.config.mapping
    some = replace(mapping, where=(replace(mapping.lists[0].where[0], column="statecode", among=("0",)),))
    only = Poller(replace(system, config=replace(system.config, mapping=some)))
    add_case(dataverse, "AN/1/26")
    other = add_case(dataverse, "AN/2/26", statecode=2)

    assert {*only.poll()} == {"AN/1/26"}
    dataverse.store.put("incidents", other.case, statecode=0)
    assert {*only.poll()} == {"AN/2/26"}
    dataverse.store.put("incidents", other.case, statecode=2)
    only.poll()
    assert [gone for batch in only.batches for gone in batch.gone] == [Gone("AN/2/26", CaseKind.CRIME)]


def test_a_sample_shows_the_newest_cases(dataverse: Dataverse, system: DataverseSystem, clock: Clock) -> None:
    for number in range(5):
        add_case(dataverse, f"AN/{number}/26")
        clock.pass_minutes(1)

    batch = system.sample(2)

    assert {record.reference for record in batch.records} == {"AN/3/26", "AN/4/26"}
    assert batch.position is None
