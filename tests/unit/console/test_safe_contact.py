"""What an officer reads of safe contact before they dial."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from django.conf import settings

from tests.unit.console.facts import NOW, delivery, other_party
from tests.unit.portal.facts import VICTIM
from waypost.cases.values import Contact, ContactPlan, DeliveryFacts
from waypost.console.safe_contact import Reaching, reaching
from waypost.console.words import read_words

WORDS = read_words(settings.CONTENT_DIR)
NUMBER = "07700 900001"
KEY = "+447700900001"


def reached(facts: DeliveryFacts) -> Reaching:
    return reaching(facts, words=WORDS, now=NOW)


def planned(**values: object) -> DeliveryFacts:
    """Return a victim with a contact plan."""
    return delivery(replace(VICTIM, plan=ContactPlan(**values)))  # type: ignore[arg-type]


def test_a_number_on_record_is_shown_where_nothing_speaks_against_it() -> None:
    found = reached(delivery())

    assert found.numbers == (NUMBER,)
    assert found.warnings == found.withheld == ()
    assert found.plan == ("No contact plan is on record.",)


def test_one_number_in_two_fields_is_shown_once() -> None:
    twice = replace(VICTIM, contact=Contact(mobile=NUMBER, phone="+44 7700 900001"))

    assert len(reached(delivery(twice)).numbers) == 1


def test_a_number_that_somebody_said_is_not_hers_is_not_shown() -> None:
    found = reached(delivery(frozen=frozenset({KEY})))

    assert found.numbers == ()
    assert "somebody said that it is not this person's" in found.withheld[0]


def test_a_number_that_is_also_the_suspects_is_not_shown() -> None:
    found = reached(delivery(others=(other_party(KEY),)))

    assert found.numbers == ()
    assert "also that of somebody else" in found.withheld[0]
    assert NUMBER not in str(found)


@pytest.mark.parametrize("plan", [{"never": ("phone",)}, {"no_contact": True}])
def test_who_must_never_be_phoned_has_no_number_on_the_page(plan: dict[str, object]) -> None:
    found = reached(planned(**plan))

    assert found.numbers == ()
    assert len(found.warnings) == 1


def test_a_plan_is_read_out_in_words() -> None:
    found = reached(
        planned(
            channels=("sms", "phone"),
            never=("letter", "voicemail"),
            hours=(time(18), time(20, 30)),
            discreet=True,
            code_word="Blue Kettle",
            safe_confirmed_at=datetime(2026, 7, 1, 8, 30, tzinfo=UTC),
        )
    )

    assert found.plan == (
        "Agreed: text message, phone call.",
        "Never: letter, voicemail.",
        "Only between 18:00 and 20:30.",
        "Discreet: do not say who you are or what it is about until you know who is listening.",
        "Confirmed as safe on 1 July 2026 at 9:30am.",
        "A code word is on record in the crime system: ask for it.",
    )
    assert "Kettle" not in str(found)


def test_a_plan_with_no_channel_at_all_says_so() -> None:
    assert reached(planned(channels=())).plan == ("Agreed: no channel at all.",)


def test_a_flagged_case_without_a_word_on_safety_warns() -> None:
    flagged = {"flags": ("domestic_abuse",)}

    assert "nobody has confirmed" in reached(delivery(changes=flagged)).warnings[0]


@pytest.mark.parametrize(
    ("born_on", "warns"),
    [
        (date(2008, 11, 21), True),
        # Eighteen today.
        (date(2008, 11, 20), False),
        (None, False),
        # What a system writes that insists on a date.
        (date(1900, 1, 1), False),
    ],
)
def test_a_child_is_never_called_by_itself(born_on: date | None, *, warns: bool) -> None:
    found = reached(delivery(replace(VICTIM, date_of_birth=born_on)))

    assert any("under 18" in warning for warning in found.warnings) is warns


def test_the_dead_are_not_called() -> None:
    assert "recorded as dead" in reached(delivery(replace(VICTIM, deceased=True))).warnings[0]


def test_a_plan_past_its_review_warns_from_the_day_after() -> None:
    assert reached(planned(review_on=date(2026, 11, 20))).warnings == ()
    assert "past its review" in reached(planned(review_on=date(2026, 11, 19))).warnings[0]


@pytest.mark.parametrize(
    ("hours", "warns"),
    [
        # It is noon.
        ((time(18), time(20)), True),
        ((time(9), time(12)), True),
        ((time(12), time(13)), False),
        ((time(20), time(8)), True),
        ((time(20), time(12, 30)), False),
    ],
)
def test_it_is_said_when_it_is_not_the_time_that_was_agreed(hours: tuple[time, time], *, warns: bool) -> None:
    assert any(warning.startswith("Not now") for warning in reached(planned(hours=hours)).warnings) is warns
