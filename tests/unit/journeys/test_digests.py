"""A burst of news comes in one message; nothing of it is lost."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.journeys.making import NOON, World, a_journey, a_person, after, an_event, facts, lines, plan
from waypost.access.values import JourneyState
from waypost.journeys.rules import TextFacts
from waypost.journeys.runs import What
from waypost.journeys.values import Digest, Exit, Journey, Moment, Send, Span, Survey, Unit, Wait
from waypost.messages.values import UPDATES_JOINED

RECORDED, ASSIGNED, CLOSED = an_event(1, "crime.recorded"), an_event(2, "oic.assigned"), an_event(3, "case.closed")


def news(name: str, on: str, **fields: object) -> Journey:
    return replace(a_journey(Send("1", name), on=[on], name=name), **fields)  # type: ignore[arg-type]


FIRST, SECOND, THIRD = news("first", "crime.recorded"), news("second", "oic.assigned"), news("third", "case.closed")
HALF_AN_HOUR = Digest(30)


def gathering(*more: Journey, **fields: object) -> World:
    journeys = [replace(journey, digest=HALF_AN_HOUR) for journey in (FIRST, SECOND, THIRD)]
    return World([*journeys, *more], **fields)  # type: ignore[arg-type]


def test_the_news_of_one_pass_comes_in_one_message() -> None:
    made = plan(FIRST, SECOND, THIRD, events=[RECORDED, ASSIGNED, CLOSED])

    (digest,) = made.intents
    assert (digest.template, digest.run_key, digest.step) == (UPDATES_JOINED, (1, "first", "case"), "1")
    assert [(part.template, part.run_key, part.event_number) for part in digest.parts] == [
        ("first", (1, "first", "case"), 1),
        ("second", (1, "second", "case"), 2),
        ("third", (1, "third", "case"), 3),
    ]


def test_the_trace_says_what_was_joined_and_what_was_sent() -> None:
    made = plan(FIRST, SECOND, events=[RECORDED, ASSIGNED])

    told = [(line.what, line.template, line.journey) for line in made.trace if line.what is not What.EXIT]
    assert told == [
        (What.MERGE, "first", "first"),
        (What.MERGE, "second", "second"),
        (What.SEND, UPDATES_JOINED, "first"),
    ]


def test_each_person_has_a_digest_of_their_own() -> None:
    made = plan(FIRST, SECOND, events=[RECORDED, ASSIGNED], facts=facts(a_person(1), a_person(2)))

    assert [(intent.person_id, len(intent.parts)) for intent in made.intents] == [(1, 2), (2, 2)]


def test_a_single_piece_of_news_goes_as_itself() -> None:
    (intent,) = plan(FIRST, events=[RECORDED]).intents

    assert (intent.template, intent.parts) == ("first", ())


@pytest.mark.parametrize(
    ("second", "texts"),
    [
        (replace(SECOND, digest=Digest(None)), {}),
        (SECOND, {"second": TextFacts(may_join=False)}),
        (replace(SECOND, steps=(Survey("1", "second"),)), {}),
        # What only a pilot may be told is joined with nothing that everybody is.
        (replace(SECOND, state=JourneyState.PILOT), {}),
    ],
)
def test_what_goes_by_itself(second: Journey, texts: dict[str, TextFacts]) -> None:
    made = plan(FIRST, second, events=[RECORDED, ASSIGNED], texts=texts)

    assert [(intent.template, intent.parts) for intent in made.intents] == [("first", ()), ("second", ())]


def test_the_state_of_a_digest_is_that_of_its_parts() -> None:
    states = {"first": JourneyState.SHADOW, "second": JourneyState.SHADOW}

    made = plan(FIRST, SECOND, THIRD, events=[RECORDED, ASSIGNED, CLOSED], states=states)

    assert [(intent.template, intent.state) for intent in made.intents] == [
        ("third", JourneyState.LIVE),
        (UPDATES_JOINED, JourneyState.SHADOW),
    ]


def test_a_digest_is_of_use_for_as_long_as_one_of_its_parts() -> None:
    def until(days: int) -> Journey:
        moment = Moment("case.recorded_at", Span(Unit.DAYS, days))
        return replace(FIRST, name=f"until_{days}", steps=(Send("1", "x", until=moment),))

    bounded = plan(until(2), until(5), events=[RECORDED]).intents[0]
    unbounded = plan(until(2), SECOND, events=[RECORDED, ASSIGNED]).intents[0]

    assert bounded.expires_at == after(NOON, days=5)
    assert [part.expires_at for part in bounded.parts] == [after(NOON, days=2), after(NOON, days=5)]
    assert unbounded.expires_at is None


def test_a_window_gathers_until_it_ends() -> None:
    world = gathering()
    world.look(RECORDED)
    world.look(ASSIGNED, now=after(NOON, minutes=10))
    assert (world.told, world.wake_at) == ([], after(NOON, minutes=30))
    assert [run.wait_until for run in world.runs.values()] == [after(NOON, minutes=30)] * 2

    world.let_pass(after(NOON, hours=2))

    assert [[part.template for part in intent.parts] for intent in world.intents] == [["first", "second"]]
    assert not any(run.is_live for run in world.runs.values())


def test_a_single_gathered_piece_goes_as_itself_and_once() -> None:
    world = gathering()
    world.look(RECORDED)

    world.let_pass(after(NOON, hours=2))

    assert world.told == ["first"]


def test_after_a_window_the_next_news_opens_another() -> None:
    world = gathering()
    world.look(RECORDED)
    world.let_pass(after(NOON, minutes=31))

    world.look(ASSIGNED, now=after(NOON, minutes=40))

    assert (world.told, world.wake_at) == (["first"], after(NOON, minutes=70))


def test_a_shorter_window_lets_all_go_that_is_gathered() -> None:
    world = World([replace(FIRST, digest=HALF_AN_HOUR), replace(SECOND, digest=Digest(5))])
    world.look(RECORDED)
    world.look(ASSIGNED, now=after(NOON, minutes=10))
    assert world.wake_at == after(NOON, minutes=15)

    world.let_pass(after(NOON, minutes=15))

    assert [len(intent.parts) for intent in world.intents] == [2]


def test_news_that_comes_as_the_window_ends_goes_with_the_rest() -> None:
    world = gathering()
    world.look(RECORDED)

    world.look(ASSIGNED, now=after(NOON, minutes=30))

    assert [len(intent.parts) for intent in world.intents] == [2]
    assert world.wake_at is None


def test_a_wait_that_ends_with_the_window_goes_with_the_rest() -> None:
    waiting = replace(SECOND, digest=HALF_AN_HOUR, steps=(Wait("1", Span(Unit.MINUTES, 30)), Send("2", "waited")))
    world = World([replace(FIRST, digest=HALF_AN_HOUR), waiting])
    world.look(RECORDED, ASSIGNED)

    world.let_pass(after(NOON, minutes=30))

    assert [[part.template for part in intent.parts] for intent in world.intents] == [["first", "waited"]]


def test_one_persons_window_ends_no_other_ones() -> None:
    world = gathering(facts=facts(a_person(1), a_person(2)))
    world.look(replace(RECORDED, person_ref="p1"))
    world.look(replace(RECORDED, number=2, person_ref="p2"), now=after(NOON, minutes=20))

    world.let_pass(after(NOON, minutes=31))

    assert [intent.person_id for intent in world.intents] == [1]


def test_what_would_be_too_late_by_the_end_of_the_window_goes_at_once() -> None:
    soon = Moment("case.recorded_at", Span(Unit.HOURS, 0))
    in_time = Moment("case.recorded_at", Span(Unit.MINUTES, 20))
    world = World(
        [replace(FIRST, digest=HALF_AN_HOUR, steps=(Send("1", "a", until=in_time), Send("2", "b", until=soon)))]
    )

    world.look(RECORDED)

    assert world.told == ["a"]


def test_a_run_that_gathers_can_be_ended() -> None:
    world = World([replace(FIRST, digest=HALF_AN_HOUR, exits=(Exit("crime.cancelled"),))])
    world.look(RECORDED)

    world.look(an_event(2, "crime.cancelled"))
    world.let_pass(after(NOON, hours=2))

    assert (world.told, world.run.gathers) == ([], False)


def test_facts_are_read_again_when_the_window_ends() -> None:
    until = Moment("appointment.starts_at")
    world = World([replace(FIRST, digest=HALF_AN_HOUR, steps=(Send("1", "x"), Send("2", "y", until=until)))])
    world.look(RECORDED)

    world.let_pass(after(NOON, hours=2))

    assert world.told == ["x"]
    assert (What.SKIP, "date_gone") in lines(world.trace)


def test_after_a_silence_there_is_one_digest_of_what_is_still_true_and_of_use() -> None:
    officer = replace(SECOND, exits=(Exit("oic.removed"),))
    texts = {"third": TextFacts(valid_for=timedelta(days=2)), "first": TextFacts(valid_for=timedelta(days=14))}
    week_ago = after(NOON, days=-7)
    events = [replace(event, at=week_ago, received_at=week_ago) for event in (RECORDED, ASSIGNED, CLOSED)]
    other = news("fourth", "property.recovered")

    made = plan(
        FIRST,
        officer,
        THIRD,
        other,
        events=[*events, an_event(4, "oic.removed"), an_event(5, "property.recovered")],
        texts=texts,
    )

    (digest,) = made.intents
    # The officer is no longer true, the closing no longer of use.
    assert [part.template for part in digest.parts] == ["first", "fourth"]


def test_waits_that_end_together_are_joined_too() -> None:
    waits = [
        replace(FIRST, name=name, steps=(Wait("1", Span(Unit.DAYS, 2)), Send("2", name))) for name in ("one", "two")
    ]
    world = World(waits)
    world.look(RECORDED)

    world.let_pass(after(NOON, days=2))

    assert [len(intent.parts) for intent in world.intents] == [2]
