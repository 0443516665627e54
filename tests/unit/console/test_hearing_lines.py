"""A hearing in a list: who must attend and what they need, who was told, and no names."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.conf import settings

from tests.unit.portal.facts import VICTIM, case
from waypost.base.values import CaseId, MessageId, PersonId
from waypost.cases.hearings.values import Kept, Listed, Place
from waypost.cases.record_values import ToldFact
from waypost.console.case_page.words import read_page_words
from waypost.console.witness_care.choosing import place_text, read_choice, read_place
from waypost.console.witness_care.presentation import LISTINGS, RESULTS, HearingLine, Wording, hearing_line
from waypost.console.witness_care.views import cells
from waypost.console.witness_care.words import read_hearing_words
from waypost.console.words import read_words
from waypost.messages.queries import Telling
from waypost.messages.values import Channel, MessageState

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AT = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
ITEM = UUID(int=7)
WORDING = Wording(
    words=read_words(settings.CONTENT_DIR),
    hearings=read_hearing_words(settings.CONTENT_DIR),
    states=read_page_words(settings.CONTENT_DIR).states,
)


def telling(**changes: object) -> Telling:
    values: dict[str, object] = {
        "message_id": MessageId(UUID(int=1)),
        "case_id": CaseId(7),
        "person_id": VICTIM.person_id,
        "template": "t",
        "duty": "",
        "trigger": "court.hearing_listed",
        "event_number": 1,
        "item": "h1",
        "channel": Channel.SMS,
        "state": MessageState.DELIVERED,
        "is_digest": False,
        "held": frozenset(),
        "is_discreet": False,
        "worded_at": None,
        "planned_at": NOW,
        "state_at": NOW,
        "delivered_at": NOW,
        "is_inferred": False,
        "act": "1 a",
        "work_item": None,
    }
    return Telling(**{**values, **changes})  # type: ignore[arg-type]


def line(*told: Telling, triggers: frozenset[str] = LISTINGS, victim: dict[str, object] | None = None) -> HearingLine:
    hearing = Kept("h1", AT, "Anytown Crown Court", "trial", "listed", NOW, attend=(VICTIM.ref, "gone"))
    somebody = replace(VICTIM, **victim) if victim else VICTIM  # type: ignore[arg-type]
    return hearing_line(
        Listed(1, CaseId(7), "42260000001", hearing), case(somebody), told, triggers=triggers, wording=WORDING
    )


def test_who_must_attend_stands_by_role_and_initials() -> None:
    shown = line()

    assert [one.who for one in shown.attend] == ["The victim, A.M."]
    assert str(VICTIM.family_name) not in str(cells(shown))


def test_needs_are_those_of_the_day() -> None:
    (one,) = line(victim={"date_of_birth": date(2010, 1, 1), "formats": ("bsl",), "enhanced": ("intimidated",)}).attend

    assert one.needs == ("Under 18 on the day", "British Sign Language", "Intimidated")


def test_special_measures_are_said_as_the_court_decided() -> None:
    lists = {"measures": ("screens",)}
    fact = ToldFact("f1", "special_measures.decision", {}, NOW, VICTIM.ref, {"granted": True}, lists)
    hearing = Kept("h1", AT, "Court", "trial", "listed", NOW, attend=(VICTIM.ref,))
    listed = Listed(1, CaseId(7), "42260000001", hearing)

    shown = hearing_line(listed, case(VICTIM, told_facts=(fact,)), (), triggers=LISTINGS, wording=WORDING)

    assert shown.attend[0].needs == ("Special measures: screens",)


def test_a_victim_of_whom_no_message_tells_is_shown_as_not_told() -> None:
    (told,) = line().told

    assert (told.sentence, told.is_open) == ("No message", True)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (MessageState.DELIVERED, "Told: 23 November 2026 at 9am, text message"),
        (MessageState.HANDED_OVER, "Sent, nothing came back yet: 23 November 2026 at 9am, text message"),
        (MessageState.AWAITING_APPROVAL, "Waits for a person"),
    ],
)
def test_what_became_of_the_news_is_said_in_words(state: MessageState, sentence: str) -> None:
    (told,) = line(telling(state=state, work_item=ITEM)).told

    assert told.sentence == sentence


def test_the_newest_news_counts_and_of_its_ways_the_one_that_told() -> None:
    old = telling(act="1 a")
    new = telling(act="2 a", planned_at=NOW + timedelta(hours=1), state=MessageState.FAILED)
    by_mail = telling(act="2 a", planned_at=NOW, channel=Channel.EMAIL, state=MessageState.HANDED_OVER)

    (told,) = line(old, new, by_mail).told

    assert told.sentence.startswith("Sent, nothing came back yet")


def test_news_of_another_hearing_or_of_a_result_is_not_that_of_this_listing() -> None:
    (told,) = line(telling(item="h2"), telling(trigger="court.verdict")).told
    (result,) = line(telling(trigger="court.verdict"), triggers=RESULTS).told

    assert (told.sentence, result.is_open) == ("No message", False)


def test_a_witness_was_warned_only_by_what_says_that_they_must_come() -> None:
    assert line(telling()).attend[0].warned == "No message"
    assert line(telling(trigger="witness.required")).attend[0].warned.startswith("Told")


@pytest.mark.parametrize(
    ("said", "monday"),
    [
        ({}, "2026-11-23"),
        ({"week": "2026-12-03"}, "2026-11-30"),
        ({"week": "soon"}, "2026-11-23"),
        ({"week": "9999-12-31"}, "2026-11-23"),
    ],
)
def test_a_week_begins_on_its_monday(said: dict[str, str], monday: str) -> None:
    assert read_choice(said, now=NOW).monday.isoformat() == monday


@pytest.mark.parametrize(
    "said", ["", "x", "2026-11-23T09:00:00~1", f"{NOW.isoformat()}~0", f"{NOW.isoformat()}~{2**63}"]
)
def test_a_place_that_is_none_is_the_beginning(said: str) -> None:
    assert read_place(said) is None


def test_a_place_is_read_as_it_was_written() -> None:
    place = Place(NOW, 5)

    assert read_place(place_text(place)) == place


def test_people_of_other_cases_never_stand_in_a_line() -> None:
    (told,) = line(telling(person_id=PersonId(999))).told

    assert told.sentence == "No message"
