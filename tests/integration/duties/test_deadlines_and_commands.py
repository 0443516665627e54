"""By when messages should have told, what an officer's call was about, and what the commands say of the clocks."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner, Result

from tests.integration.duties.watching import (
    VICTIM,
    a_case,
    a_fact,
    call,
    clocks,
    hours,
    items,
    look,
    send_all,
    states,
    tell,
    the_case,
)
from tests.integration.messages.world import FakeProvider
from tests.snapshots import FORCE
from waypost.base.scope import in_force
from waypost.cases.values import SourceFacts
from waypost.duties.commands import duty
from waypost.duties.values import ToldBy
from waypost.messages.models import Message
from waypost.messages.queries import tellings_of
from waypost.worklist.values import CallOutcome

pytestmark = pytest.mark.django_db

NOT_INVESTIGATED = a_fact("crime.not_investigated", "2026-11-20T11:00:00Z", reason="Nothing to go on.")
ENHANCED = {**VICTIM, "enhanced": ["vulnerable"]}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(duty, list(arguments))


def test_a_message_knows_by_when_its_duty_wants_it_told(
    source: SourceFacts, provider: FakeProvider, now: datetime
) -> None:
    tell(source, a_case(facts=[NOT_INVESTIGATED]), at=now)
    send_all(now, provider)
    look(now)

    with in_force(FORCE):
        found = dict(Message.objects.filter(channel="email").values_list("duty", "tell_by"))
    ends = {clock.key.duty: clock.due_at for clock in clocks("D01", "D05")}
    assert found == ends
    assert set(found) == {"D01", "D05"}


def test_a_victim_with_enhanced_rights_should_be_told_sooner(
    source: SourceFacts, provider: FakeProvider, now: datetime
) -> None:
    tell(source, a_case(people=[ENHANCED], facts=[NOT_INVESTIGATED]), at=now)
    send_all(now, provider)

    with in_force(FORCE):
        found = set(Message.objects.filter(duty="D05").values_list("tell_by", flat=True))
    assert found == {datetime(2026, 11, 24, tzinfo=UTC)}


def test_a_text_that_serves_no_duty_has_no_time_by_which(
    source: SourceFacts, provider: FakeProvider, now: datetime
) -> None:
    officer = {"collar_number": "1234", "name": "PC Made Up"}
    tell(source, a_case(officer=officer), at=now)
    send_all(now, provider)

    with in_force(FORCE):
        assert set(Message.objects.exclude(duty="D01").values_list("tell_by", flat=True)) <= {None}


def test_a_call_that_came_before_the_writing_meets_the_duty_that_it_was_about(
    source: SourceFacts, provider: FakeProvider, now: datetime
) -> None:
    tell(source, a_case(people=[ENHANCED], facts=[NOT_INVESTIGATED]), at=now)
    send_all(now, provider)
    look(now)
    (item,) = items("D05")

    call(item, CallOutcome.SPOKEN_TO, at=now + hours(3))
    look(now + hours(3))

    (clock,) = clocks("D05")
    assert clock.proof is not None
    assert (clock.state.value, clock.proof.by, clock.proof.reference) == ("met", ToldBy.OFFICER, str(item.id))


def test_who_was_asked_to_call_because_of_a_message_is_not_asked_again_because_of_the_clock(
    source: SourceFacts, provider: FakeProvider, now: datetime
) -> None:
    tell(source, a_case(people=[ENHANCED], facts=[NOT_INVESTIGATED]), at=now)
    send_all(now, provider)

    look(now + timedelta(days=2))

    assert states("D05") == ["running"]
    assert [item.reason for item in items("D05")] == ["needs_call"]


def test_a_call_about_one_thing_stands_for_no_call_about_another(
    source: SourceFacts, provider: FakeProvider, now: datetime
) -> None:
    tell(source, a_case(people=[ENHANCED], facts=[NOT_INVESTIGATED]), at=now)
    send_all(now, provider)
    other = {**NOT_INVESTIGATED, "id": "f2"}
    tell(source, a_case(people=[ENHANCED], facts=[NOT_INVESTIGATED, other], revision=2), at=now)

    look(now + timedelta(days=2))

    assert sorted(item.reason for item in items("D05")) == ["duty_not_met", "needs_call"]


def test_tellings_say_what_the_text_really_held(source: SourceFacts, provider: FakeProvider, now: datetime) -> None:
    tell(source, a_case(), at=now)
    send_all(now, provider)

    found = {(one.channel.value, one.state.value): one for one in tellings_of([the_case()], force=FORCE)}

    text, mail = found["sms", "handed_over"], found["email", "handed_over"]
    assert (text.duty, mail.duty) == ("D01", "D01")
    assert {"offence_title", "reference"} <= mail.held
    assert "offence_title" not in text.held
    assert (mail.worded_at, mail.delivered_at, mail.is_discreet) == (now, None, False)


def test_the_clocks_of_a_case_are_listed_as_json_lines(source: SourceFacts, now: datetime) -> None:
    tell(source, a_case(), at=now)
    look(now)

    result = run("list", "--force", FORCE, "--case", "42260000001", "--json")

    lines = [json.loads(line) for line in result.output.splitlines()]
    (first,) = [line for line in lines if line["duty"] == "D01"]
    assert (first["case"], first["person"], first["state"], first["told_at"]) == ("42260000001", "p1", "running", None)
    assert first["due_at"] == "2026-11-21T00:00:00+00:00"


def test_a_reason_is_recorded_from_the_command_line(source: SourceFacts, now: datetime) -> None:
    tell(source, a_case(), at=now)
    look(now + timedelta(days=1))
    listed = run(
        "compliance", "--force", FORCE, "--month", "2026-11", "--behind", "breached", "--duty", "D01", "--json"
    )
    (line,) = listed.output.splitlines()
    number = str(json.loads(line)["clock"])

    refused = run("reason", number, "because", "--force", FORCE)
    recorded = run("reason", number, "not_reached", "--force", FORCE)

    assert (refused.exit_code, recorded.exit_code) == (1, 0)
    assert [clock.why_late for clock in clocks("D01")] == ["not_reached"]


def test_figures_are_one_line_for_each_duty_and_length(source: SourceFacts, now: datetime) -> None:
    tell(source, a_case(), at=now)
    look(now + timedelta(days=1))

    result = run("compliance", "--force", FORCE, "--month", "2026-11")

    assert "D01, standard: 0 met, 0 late, 0 open, 1 breached, 0 stopped" in result.output.splitlines()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["list", "--force", "nowhere"], "there is no force nowhere"),
        (["list", "--force", FORCE, "--case", "R9"], "has no record R9"),
        (["compliance", "--force", FORCE, "--month", "November"], "November is no month"),
        (["reason", "7", "other", "--force", FORCE, "--words", "x"], "has no clock 7"),
    ],
)
def test_what_was_typed_wrong_is_said_in_one_sentence(db: None, arguments: list[str], sentence: str) -> None:
    result = run(*arguments)

    assert result.exit_code == 1
    assert sentence in result.output


def test_a_duty_that_there_is_none_of_is_said_in_words() -> None:
    result = run("compliance", "--force", FORCE, "--behind", "running", "--duty", "D99")

    assert result.exit_code == 1
    assert "there is no duty D99" in result.output
