"""How news of a suspect is told: of each by itself, in words for each reader, and only what still holds."""

from dataclasses import replace

import pytest

from tests.unit.journeys.case_life import ENHANCED, READERS
from tests.unit.journeys.suspects_life import DAY, ENGLISH, HOUR, a_suspect, after, now, read_by, told
from waypost.journeys.facts import GroupCodes, JourneyFacts

BAIL_NEWS = ("bailed", "bail_conditions_changed", "bail_ended", "bail_extended", "rui")
CONDITIONS = {"conditions": "yes"}
SERIOUS = GroupCodes("domestic_abuse", "high", acquisitive=False, injury=True)


def enhanced() -> JourneyFacts:
    return replace(read_by("adult"), people=(ENHANCED, a_suspect("s1")))


@pytest.mark.parametrize(
    ("event", "adult", "guardian", "business", "family"),
    [
        ("arrested", "arrested_standard", "arrested_parent", "arrested_business", "arrested_bereaved"),
        (
            "interviewed_voluntary",
            "interviewed_voluntary",
            "interviewed_parent",
            "interviewed_business",
            "interviewed_bereaved",
        ),
        ("bailed", "bailed_no_conditions", "bailed_parent", "bailed_business", "bailed_bereaved"),
        (
            "bail_conditions_changed",
            "bail_conditions_changed",
            "bail_changed_parent",
            "bail_changed_business",
            "bail_changed_bereaved",
        ),
        ("bail_ended", "bail_ended", "bail_ended_parent", "bail_ended_business", "bail_ended_bereaved"),
        ("bail_extended", "bail_extended", "bail_extended_parent", "bail_extended_business", "bail_extended_bereaved"),
        ("rui", "rui_standard", "rui_parent", "rui_business", "rui_bereaved"),
        ("released_no_charge", "released_no_charge", "released_parent", "released_business", "released_bereaved"),
        ("bail_breach", "bail_breach", "bail_breach_parent", "bail_breach_business", "bail_breach_bereaved"),
    ],
)
def test_each_step_is_told_once_to_each_kind_of_reader(
    event: str, adult: str, guardian: str, business: str, family: str
) -> None:
    made = {reader: told(read_by(reader), now(f"suspect.{event}")) for reader in READERS}

    assert made == {
        "adult": [f"susp_{adult}"],
        "guardian": [f"susp_{guardian}"],
        "business": [f"susp_{business}"],
        "family": [f"susp_{family}"],
    }


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("arrested", "susp_arrested_enhanced"),
        ("interviewed_voluntary", "susp_interviewed_enhanced"),
        ("rui", "susp_rui_enhanced"),
    ],
)
def test_who_is_owed_more_is_called_whether_the_record_the_group_or_a_flag_says_so(event: str, expected: str) -> None:
    cases = [enhanced(), read_by("adult", codes={}), read_by("adult", flags=("domestic_abuse",))]
    cases[1] = replace(cases[1], codes=SERIOUS)

    assert [told(case, now(f"suspect.{event}")) for case in cases] == [[expected]] * 3


def test_bail_with_conditions_is_told_by_a_person_and_bail_without_is_not() -> None:
    with_some = told(read_by("adult", codes=CONDITIONS), now("suspect.bailed"))

    assert with_some == ["susp_bailed_with_conditions"]


@pytest.mark.parametrize("ending", ["", "_parent", "_business", "_bereaved"])
def test_bail_that_may_be_broken_is_called_about_within_hours_and_not_within_the_days_of_the_duty(ending: str) -> None:
    assert "\nact_within_hours: 4\n" in (ENGLISH / f"susp_bail_breach{ending}.yaml").read_text("utf-8")


def test_two_suspects_are_two_pieces_of_news() -> None:
    made = told(read_by("adult"), now("suspect.arrested"), now("suspect.arrested", "s2"))

    assert made == ["susp_arrested_standard", "susp_arrested_standard"]


@pytest.mark.parametrize("news", ["suspect.bail_ended", "suspect.charged", "suspect.rui", "police.nfa_decision"])
def test_newer_news_takes_the_place_of_bail_that_was_not_told_yet(news: str) -> None:
    made = told(read_by("adult", codes=CONDITIONS), now("suspect.bailed"), after(HOUR, news))

    assert "susp_bailed_with_conditions" not in made
    assert len(made) == 1


@pytest.mark.parametrize("news", ["suspect.bail_ended", "suspect.charged", "suspect.rui", "police.nfa_decision"])
def test_news_of_one_suspect_leaves_that_of_another_alone(news: str) -> None:
    made = told(read_by("adult", codes=CONDITIONS), now("suspect.bailed"), after(HOUR, news, "s2"))

    assert "susp_bailed_with_conditions" in made
    assert len(made) == 2


def test_bail_that_goes_on_does_not_hide_its_conditions() -> None:
    made = told(read_by("adult", codes=CONDITIONS), now("suspect.bailed"), after(HOUR, "suspect.bail_extended"))

    assert made == ["susp_bail_extended", "susp_bailed_with_conditions"]


def test_where_nobody_is_named_news_is_of_the_only_suspect_and_of_none_of_two() -> None:
    two = read_by("adult", codes=CONDITIONS)
    one = replace(two, people=(*READERS["adult"], a_suspect("s1")))
    happened = (now("suspect.bailed", ""), after(HOUR, "suspect.bail_ended", ""))

    assert told(one, *happened) == ["susp_bail_ended"]
    assert told(two, *happened) == ["susp_bail_ended", "susp_bailed_with_conditions"]


@pytest.mark.parametrize("event", [*BAIL_NEWS, "arrested", "interviewed_voluntary", "released_no_charge"])
@pytest.mark.parametrize("end", ["crime.cancelled", "crime.merged", "crime.transferred"])
def test_nothing_is_told_of_a_case_that_is_not_ours_any_more(event: str, end: str) -> None:
    assert told(read_by("adult"), now(f"suspect.{event}"), now(end, "")) == []


@pytest.mark.parametrize("reader", ["adult", "guardian", "business", "family"])
@pytest.mark.parametrize("decision", ["police.nfa_decision", "cps.nfa"])
def test_a_release_that_comes_with_the_decision_is_one_letter(reader: str, decision: str) -> None:
    made = told(read_by(reader), now("suspect.released_no_charge"), after(HOUR, decision))

    assert len(made) == 1
    assert made[0].startswith("chg_no_charge")


def test_a_release_is_told_where_only_another_suspect_was_decided_on() -> None:
    made = told(read_by("adult"), now("suspect.released_no_charge"), after(HOUR, "police.nfa_decision", "s2"))

    assert made == ["chg_no_charge_police", "susp_released_no_charge"]


def test_a_release_is_left_to_the_end_of_the_case_where_that_comes_within_a_day() -> None:
    soon = (now("suspect.released_no_charge"), after(2 * HOUR, "outcome.assigned", ""))

    assert told(read_by("adult"), *soon, ends={2 * HOUR: "15"}) == []
    # The outcome is another's: it says nothing of this one.
    assert told(read_by("adult"), *soon, ends={2 * HOUR: "18"}) == ["susp_released_no_charge"]
    assert told(read_by("adult"), now("suspect.released_no_charge"), ends={9 * DAY: "15"}) == [
        "susp_released_no_charge"
    ]
