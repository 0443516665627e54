"""The auditor reads words and no codes; a choice of days is understood, and codes become names."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from waypost.access.alarm_values import AlarmFacts, AlarmKind
from waypost.access.audit_queries import AuditLine, AuditPlace
from waypost.access.permissions import Action
from waypost.access.values import OPERATOR, Actor, ActorKind, Staff, StaffRole
from waypost.base.values import CaseId, ForceName
from waypost.console.auditing.choosing import read_choice
from waypost.console.auditing.presentation import Names, action_words, alarm_row, row

NOW = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
"""Already the second of July in London."""

HALL_ID = UUID(int=7)
HALL = Staff(
    str(HALL_ID), ForceName("anyshire"), "4471", "PC Jo Hall", "North CID", frozenset({StaffRole.AUDITOR}),
)  # fmt: skip
NAMES = Names({HALL_ID: HALL}, {CaseId(1): "42AY/1/26"})


def line(by: Actor, **fields: object) -> AuditLine:
    values = {"action": "staff.case_viewed", "case_id": CaseId(1), "person_id": None, "fields": ("contact_plan",)}
    return AuditLine(**{"line": 1, "at": NOW, "by": by, "request_id": "r", **values, **fields})  # type: ignore[arg-type]


def test_every_action_has_words_and_no_words_are_left_of_one_that_is_gone() -> None:
    assert set(action_words()) == {action.value for action in Action}


def test_without_a_wish_the_last_seven_days_of_london_are_shown() -> None:
    choice = read_choice({}, now=NOW)

    assert (choice.first, choice.last, choice.faults) == (date(2026, 6, 26), date(2026, 7, 2), ())
    assert choice.until == datetime(2026, 7, 2, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["1/2/2026", "2026-02-01", "01 02 2026", "1 February 2026", " 1.2.2026 "])
def test_a_day_is_understood_however_it_is_written(typed: str) -> None:
    assert read_choice({"from": typed}, now=NOW).first == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"from": "yesterday"}, ("from", "Enter a day like 20/11/2026")),
        ({"to": "31/02/2026"}, ("to", "Enter a day like 20/11/2026")),
        ({"from": "03/07/2026"}, ("from", "The first day must not be after the last day")),
        ({"from": "01/01/2020"}, ("from", "Choose a year at most")),
    ],
)
def test_what_is_wrong_with_a_day_is_told_at_its_box(said: dict[str, str], fault: tuple[str, str]) -> None:
    choice = read_choice(said, now=NOW)

    assert choice.faults == (fault,)
    assert choice.first <= choice.last


@pytest.mark.parametrize(
    "after", ["", "x", "2026-07-01~1", "2026-07-01T00:00:00+00:00~-1", f"{NOW.isoformat()}~{2**70}"]
)
def test_a_place_that_is_none_is_the_beginning(after: str) -> None:
    assert read_choice({"after": after}, now=NOW).after is None


def test_an_address_leads_to_the_same_choice_again() -> None:
    place = AuditPlace(NOW - timedelta(microseconds=1), 12)
    choice = read_choice({"person": "4471", "action": "staff.added", "from": "1/7/2026"}, now=NOW).going_on(place)
    said = dict(
        pair.split("=") for pair in choice.query.replace("%3A", ":").replace("%2B", "+").replace("%7E", "~").split("&")
    )

    assert read_choice(said, now=NOW) == choice


@pytest.mark.parametrize(
    ("by", "who"),
    [
        (HALL.actor, "PC Jo Hall, 4471"),
        (OPERATOR, "Somebody at the command line"),
        (Actor(ActorKind.STAFF, "not-signed-in"), "Somebody who was not let in"),
        (Actor(ActorKind.VICTIM, "x"), "A victim"),
        (Actor(ActorKind.SYSTEM, "alarms"), "Waypost (alarms)"),
        (Actor(ActorKind.STAFF, str(UUID(int=8))), str(UUID(int=8))),
    ],
)
def test_whoever_acted_is_called_by_name_or_by_what_they_are(by: Actor, who: str) -> None:
    assert row(line(by), names=NAMES).who == who


def test_a_line_says_in_words_what_was_done_with_what_and_names_no_id() -> None:
    shown = row(line(HALL.actor, fields=(str(UUID(int=3)), "contact_plan", "flags")), names=NAMES)

    assert (shown.what, shown.case, shown.seen) == ("Looked at a case", "42AY/1/26", "contact plan, flags")
    assert shown.when == "02/07/2026 00:30:00"


def test_of_an_erased_case_our_number_is_left_and_of_an_unknown_action_its_code() -> None:
    shown = row(line(HALL.actor, case_id=CaseId(9), action="of.old"), names=NAMES)

    assert (shown.case, shown.what) == ("Number 9, erased", "of.old")


def test_nobody_is_offered_to_mark_an_alarm_about_themselves() -> None:
    alarm = AlarmFacts(UUID(int=1), AlarmKind.MANY_CASES, HALL_ID, None, 31, NOW, "", None, None)

    assert not alarm_row(alarm, names=NAMES, viewer=HALL).may_mark
    assert alarm_row(alarm, names=NAMES, viewer=Staff(**{**HALL.__dict__, "id": str(UUID(int=8))})).may_mark
