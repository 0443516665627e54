"""Whether contact is still safe is asked anew: on the agreed day, and once for several reasons."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

from tests.unit.journeys.second_half import ADULT, NOON, a_case, happened, shipped
from waypost.base.working_days import bank_holidays
from waypost.cases.values import TimelineEntry
from waypost.journeys.facts import JourneyFacts
from waypost.journeys.rules import Situation, decide
from waypost.journeys.runs import RunFacts, RunKey, TaskIntent
from waypost.journeys.values import Journey

REVIEWED = replace(ADULT, review_on=date(2026, 12, 7))
FLAGGED = replace(a_case(), flags=("domestic_abuse",))


@cache
def ours() -> list[Journey]:
    return [journey for journey in shipped() if journey.topic in {"safe_contact_check", "safe_contact_day"}]


def asked(facts: JourneyFacts, *days: tuple[datetime, tuple[str, ...]]) -> list[tuple[str, datetime]]:
    """Return what an officer is asked, with when it is due, after such events on such days, and has not been undone."""
    runs: dict[RunKey, RunFacts] = {}
    tasks: list[TaskIntent] = []
    for day, (now, kinds) in enumerate(days):
        told = happened(*kinds, person="p1")
        events = [replace(one, number=one.number + 10 * day, at=now, seen_at=now) for one in told]
        plan = decide(_situation(facts, events, runs), now=now)
        runs |= {run.key: run for run in plan.runs}
        tasks += plan.tasks
    return [(task.trigger, task.due_at) for task in tasks if not runs[task.run_key].is_taken_back]


def _situation(facts: JourneyFacts, events: list[TimelineEntry], runs: dict[RunKey, RunFacts]) -> Situation:
    return Situation(
        facts=facts,
        journeys=ours(),
        followed={(journey.name, 1): journey for journey in ours()},
        phases=frozenset({1, 2}),
        paused=frozenset(),
        runs=[*runs.values()],
        place=0,
        events=events,
        holidays=bank_holidays(),
    )


def test_on_the_agreed_day_an_officer_asks_anew_and_not_before() -> None:
    case, nine = a_case(REVIEWED), datetime(2026, 12, 7, 9, tzinfo=UTC)
    agreed = (NOON, ("contract.agreed",))

    assert asked(case, agreed, (nine - timedelta(minutes=1), ())) == []
    assert asked(case, agreed, (nine, ())) == [("contact.safety_recheck", datetime(2026, 12, 8, 17, tzinfo=UTC))]


def test_a_day_that_has_passed_already_is_asked_about_at_once_and_a_plan_without_one_never() -> None:
    agreed = (NOON, ("plan.changed",))

    assert len(asked(a_case(replace(ADULT, review_on=date(2026, 11, 2))), agreed)) == 1
    assert asked(a_case(), agreed, (NOON + timedelta(days=400), ())) == []


def test_another_officer_before_the_agreed_day_does_not_undo_it() -> None:
    case = replace(a_case(REVIEWED), flags=FLAGGED.flags)
    changed = (NOON + timedelta(days=1), ("oic.changed",))
    nine = datetime(2026, 12, 7, 9, tzinfo=UTC)

    told = asked(case, (NOON, ("contract.agreed",)), changed, (nine, ()))

    assert [due.date() for _, due in told] == [date(2026, 11, 23), date(2026, 12, 8)]


def test_a_newer_plan_and_a_closed_case_make_the_older_day_void() -> None:
    nine = datetime(2026, 12, 7, 9, tzinfo=UTC)
    moved = (NOON + timedelta(days=1), ("plan.changed",))

    assert len(asked(a_case(REVIEWED), (NOON, ("contract.agreed",)), moved, (nine, ()))) == 1
    assert asked(a_case(REVIEWED), (NOON, ("contract.agreed",)), (moved[0], ("case.closed",)), (nine, ())) == []


def test_another_officer_or_news_of_a_suspect_asks_in_a_flagged_case_alone() -> None:
    events = (NOON, ("oic.changed",))

    assert len(asked(FLAGGED, events)) == 1
    assert len(asked(FLAGGED, (NOON, ("oic.changed", "suspect.arrested")))) == 1
    assert asked(a_case(), events) == []


def test_before_a_contact_has_stood_unconfirmed_for_a_year_it_is_asked_about() -> None:
    (asks,) = [journey for journey in shipped() if journey.name == "contact-details-old"]
    told_on: list[tuple[datetime | None, int, str]] = []
    for again in (None, NOON + timedelta(days=100)):
        runs: dict[RunKey, RunFacts] = {}
        person = replace(ADULT, contact_confirmed_at=NOON)
        for day in range(500):
            now = NOON + timedelta(days=day)
            if again is not None and now >= again:
                person = replace(ADULT, contact_confirmed_at=again)
            events = happened("crime.recorded") if day == 0 else []
            situation = replace(
                _situation(a_case(person), events, runs), journeys=[asks], followed={(asks.name, 1): asks}
            )
            plan = decide(situation, now=now)
            runs |= {run.key: run for run in plan.runs}
            told_on += [(again, day, one.template) for one in plan.intents]

    assert told_on == [
        (None, 330, "contact_details_confirm"),
        (NOON + timedelta(days=100), 430, "contact_details_confirm"),
    ]
