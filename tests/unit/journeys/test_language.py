"""The language of journeys: what is right is read, what is wrong is named by line with its remedy."""

from datetime import time
from pathlib import Path
from typing import get_args

import pytest

from waypost.access.values import JourneyState
from waypost.cases.codes import read_triggers
from waypost.cases.compare import INTERNAL
from waypost.journeys.language import BadJourney, check_text, parse_journey, read_schema
from waypost.journeys.values import (
    END,
    Again,
    Arm,
    Branch,
    Comparison,
    Condition,
    Digest,
    End,
    Entry,
    Exit,
    Goal,
    GoTo,
    Moment,
    Scope,
    Send,
    Span,
    Step,
    Survey,
    Task,
    TaskKind,
    To,
    Unit,
    Wait,
    WaitFor,
    WaitUntil,
    WaitUntilTime,
)

CONTENT = Path(__file__).parents[3] / "content"
TRIGGERS = frozenset(trigger.name for trigger in read_triggers(CONTENT)) | frozenset(map(str, INTERNAL))
CLOCKS = frozenset(trigger.name for trigger in read_triggers(CONTENT) if trigger.origin == "clock")
GOOD = """\
title: Confirm an appointment and remind of it
phase: 1
start:
  events: [appointment.booked]
  to: person
  once_for: event
end_on:
  - event: appointment.changed
    same_item: true
steps:
  - send: attend_scheduled_confirmed
  - wait_until: { date: appointment.starts_at, days_before: 1, at: "10:00" }
    if_past: end
  - send: attend_appointment_reminder
"""
WHOLE = """\
title: Everything that the language can say
phase: 2
state: pilot
topic: appointment
start:
  events: [crime.recorded, victim.added]
  where:
    - { fact: case.risk, is: low }
    - { fact: person.is_minor, is: no }
    - { fact: person.formats, includes_none: [easy_read, bsl] }
    - { fact: outcome.code, not_in: ["1", "18"] }
  to: victims
  once_for: case
  again: after_end
end_on:
  - event: crime.cancelled
goal:
  - event: portal.registered
supersede: item
expire_after: { days: 90 }
digest: { minutes: 30 }
takes_over: { 1: tell, old_ask: ask }
steps:
  - id: tell
    send: crime_recorded_adult
    until: { date: event.at, days_after: 14 }
    where: [{ fact: case.acquisitive, is: yes }]
  - wait: { working_days: 2, at: "10:00" }
    stands_for: case.open
  - wait: { minutes: 30 }
  - wait_until: { date: incident.promised_by, hours_before: 2 }
    if_past: go_on
    stands_for: incident.promise_passed
  - wait_until_time: "09:30"
  - id: ask
    wait_for: { events: [portal.registered, portal.locked], same_item: true, up_to: { days: 3 } }
    then: end
    if_late: call
  - branch:
      - { where: [{ fact: case.status, in: [closed, cancelled] }], go_to: end }
    otherwise: 2
  - go_to: ask
  - id: call
    task: call
    script: call_script
    due: { hours: 4 }
  - survey: survey_closed
  - end: nothing_more_to_tell
"""


def faults(text: str) -> list[tuple[int, str]]:
    found = check_text(text, file="j.yaml", schema=read_schema(CONTENT), triggers=TRIGGERS, clocks=CLOCKS)
    return [(fault.line, fault.sentence) for fault in found]


def test_a_sound_journey_is_read_as_it_says() -> None:
    journey = parse_journey("j", 3, GOOD)

    assert faults(GOOD) == []
    assert (journey.name, journey.version, journey.exits) == ("j", 3, (Exit("appointment.changed", same_item=True),))
    assert journey.steps == (
        Send("1", "attend_scheduled_confirmed"),
        WaitUntil("2", Moment("appointment.starts_at", Span(Unit.DAYS, -1, time(10))), end_if_past=True),
        Send("3", "attend_appointment_reminder"),
    )


def test_everything_that_the_language_can_say_is_read() -> None:
    journey = parse_journey("whole", 1, WHOLE)

    assert faults(WHOLE) == []
    assert (journey.state, journey.topic, journey.again) == (JourneyState.PILOT, "appointment", Again.AFTER_END)
    assert (journey.to, journey.entry, journey.supersede) == (To.VICTIMS, Entry.CASE, Scope.ITEM)
    assert journey.where == (
        Condition("case.risk", Comparison.IS, ("low",)),
        Condition("person.is_minor", Comparison.IS, ("no",)),
        Condition("person.formats", Comparison.INCLUDES_NONE, ("easy_read", "bsl")),
        Condition("outcome.code", Comparison.NOT_IN, ("1", "18")),
    )
    assert (journey.exits, journey.goals) == ((Exit("crime.cancelled"),), (Goal("portal.registered"),))
    assert (journey.expire_after, journey.digest) == (Span(Unit.DAYS, 90), Digest(30))
    assert journey.takes_over == (("1", "tell"), ("old_ask", "ask"))


def test_every_kind_of_step_is_read() -> None:
    steps = parse_journey("whole", 1, WHOLE).steps

    assert steps == (
        Send(
            "tell",
            "crime_recorded_adult",
            Moment("event.at", Span(Unit.DAYS, 14)),
            (Condition("case.acquisitive", Comparison.IS, ("yes",)),),
        ),
        Wait("2", Span(Unit.WORKING_DAYS, 2, time(10)), "case.open"),
        Wait("3", Span(Unit.MINUTES, 30)),
        WaitUntil(
            "4",
            Moment("incident.promised_by", Span(Unit.HOURS, -2)),
            end_if_past=False,
            stands_for="incident.promise_passed",
        ),
        WaitUntilTime("5", time(9, 30)),
        WaitFor(
            "ask", ("portal.registered", "portal.locked"), Span(Unit.DAYS, 3), if_late="call", then=END, same_item=True
        ),
        Branch("7", (Arm((Condition("case.status", Comparison.IN, ("closed", "cancelled")),), END),), otherwise="2"),
        GoTo("8", "ask"),
        Task("call", TaskKind.CALL, "call_script", Span(Unit.HOURS, 4)),
        Survey("10", "survey_closed"),
        End("11", "nothing_more_to_tell"),
    )


def test_news_that_always_goes_alone() -> None:
    assert parse_journey("j", 1, GOOD.replace("steps:", "digest: never\nsteps:")).digest == Digest(None)


@pytest.mark.parametrize(
    ("right", "wrong", "line", "word"),
    [
        ("phase: 1\n", "", 1, "`phase`: add it"),
        ("phase: 1", "phase: 9", 2, "phase cannot be that: write a phase from 1 to 4"),
        ("phase: 1", "phase: 1\nstate: on", 3, "state must be one of live, pilot, shadow"),
        ("once_for: event", "once_for: ever", 6, "once_for must be one of case, event, item"),
        ("once_for: event", "once_for: event\n  again: always", 7, "start.again must be one of after_end, never"),
        ("to: person", "too: person", 4, "`to`"),
        ("to: person", "too: person", 5, "does not know `too`"),
        ("[appointment.booked]", "[appointment.bokked]", 4, "no event is called appointment.bokked"),
        ("[appointment.booked]", "appointment.booked", 4, "write a list of different events"),
        ("event: appointment.changed", "event: appointment.vanished", 8, "no event is called"),
        ("steps:", "goal: [{ event: portal.entered }]\nsteps:", 10, "no event is called portal.entered"),
        (
            "- send: attend_appointment_reminder",
            "- sent: attend_appointment_reminder",
            14,
            "write exactly one of send,",
        ),
        ("- send: attend_appointment_reminder", "- send: x1\n    survey: survey_a", 14, "write exactly one of send,"),
        (
            'at: "10:00"',
            'at: "25:00"',
            12,
            'step 2.wait_until.at cannot be that: write a local time in quotes, such as "10',
        ),
        ('at: "10:00"', "at: 10:00", 12, "write a local time in quotes"),
        (
            "date: appointment.starts_at,",
            "date: appointment.begins_at,",
            12,
            "step 2.wait_until.date must be one of appoint",
        ),
        ("days_before: 1,", "hours_before: 1,", 12, "with at most one of hours_before, hours_after"),
        ("days_before: 1,", "days_before: 1, days_after: 1,", 12, "with at most one of hours_before, hours_after"),
        ("days_before: 1,", "weeks_before: 1,", 12, "does not know `weeks_before`"),
        ("if_past: end", "if_past: stop", 13, "step 2.if_past must be one of end, go_on"),
        ("if_past: end", "stands_for: crime.recorded", 13, "no clock is called crime.recorded"),
        ("if_past: end", "if_passed: end", 13, "step 2 does not know `if_passed`"),
        ("  - send: attend_appointment_reminder\n", "", 12, "ends with a wait"),
        ("steps:", "steps: [", 11, "is not YAML"),
        ("phase: 1", "phase: 1\nphase: 2", 3, "has `phase` twice in one place: keep one"),
        ("    if_past: end", "    if_past: end\n    if_past: go_on", 14, "has `if_past` twice"),
        ("steps:", "supersede: item\nsteps:", 10, "supersede has no topic"),
        ("steps:", "digest: always\nsteps:", 10, "digest cannot be that: write never, or {minutes: N}"),
        ("steps:", "expire_after: { weeks: 2 }\nsteps:", 10, "does not know `weeks`"),
        ("steps:", 'expire_after: { hours: 2, at: "10:00" }\nsteps:', 10, "{ days: N } or { working_days: N }"),
        ("steps:", "expire_after: 90\nsteps:", 10, "expire_after cannot be that: write { minutes: N }"),
        ("steps:", "topic: An appointment\nsteps:", 10, "topic cannot be that: write one word"),
        (
            "steps:",
            "takes_over: { 1: gone }\nsteps:",
            10,
            "leads to gone, which no step is called: use one of 1, 2, 3, or end",
        ),
        ("- send: attend_appointment_reminder", "- go_to: nowhere", 14, "leads to nowhere, which no step is called"),
        ("- send: attend_appointment_reminder", "- id: end\n    send: text", 14, "end is reserved"),
        ("- send: attend_appointment_reminder", "- id: Two words\n    send: text", 14, "write a word of small letters"),
        (
            "- send: attend_scheduled_confirmed",
            "- id: a1\n    send: text\n  - id: a1\n    send: text",
            13,
            "the id a1 of step 1",
        ),
        (
            "- send: attend_appointment_reminder",
            "- wait_for: { events: [portal.locked] }",
            14,
            "has no `if_late`: add it",
        ),
        (
            "- send: attend_appointment_reminder",
            "- wait_for: { events: [portal.lokked], up_to: { days: 1 } }\n    then: end\n    if_late: far",
            14,
            "no event is called portal.lokked",
        ),
        (
            "- send: attend_appointment_reminder",
            "- branch:\n      - { go_to: end }",
            15,
            "step 3.branch.0 has no `where`: add it",
        ),
        (
            "- send: attend_appointment_reminder",
            "- task: shout\n    script: text\n    due: { days: 1 }",
            14,
            "must be one of call, confirm",
        ),
        (
            "- send: attend_appointment_reminder",
            "- task: call\n    due: { days: 1 }",
            14,
            "step 3 has no `script`: add it",
        ),
        ("- send: attend_appointment_reminder", "- end: Bye bye", 14, "such as nothing_more_to_tell"),
        (
            "to: person",
            "to: person\n  where: [{ fact: case.colour, is: red }]",
            6,
            "start.where.0.fact must be one of appointment",
        ),
        (
            "to: person",
            "to: person\n  where: [{ fact: outcome.code, is: 18 }]",
            6,
            'write a text in quotes, such as "18"',
        ),
        ("to: person", "to: person\n  where: [{ fact: outcome.code }]", 6, "write { fact: NAME, is: TEXT }"),
        (
            "to: person",
            "to: person\n  where: [{ fact: case.risk, is: low, in: [low] }]",
            6,
            "with one of is, is_not, in",
        ),
        ("to: person", "to: person\n  where: [{ fact: case.risk, like: low }]", 6, "does not know `like`"),
        ("to: person", "to: person\n  where: [{ fact: person.formats, is: bsl }]", 6, "compare it with includes or"),
        ("to: person", "to: person\n  where: [{ fact: case.risk, includes: [low] }]", 6, "compare it with is, is_not"),
        ("to: person", "to: person\n  where: [{ fact: case.injury, is: some }]", 6, "only ever no or yes"),
    ],
)
def test_a_fault_is_named_by_line_with_what_to_write(right: str, wrong: str, line: int, word: str) -> None:
    assert right in GOOD

    found = faults(GOOD.replace(right, wrong, 1))

    assert [sentence for number, sentence in found if number == line and word in sentence], found


@pytest.mark.parametrize("text", ["", "just words", "- a\n- list", "title: 3"])
def test_a_text_that_is_no_journey_has_faults_and_never_becomes_one(text: str) -> None:
    assert faults(text)
    with pytest.raises(BadJourney):
        parse_journey("j", 1, text)


def test_a_journey_that_tells_nobody_anything_is_a_fault() -> None:
    steps = "steps:\n  - wait: { days: 1 }\n  - end: nothing\n"

    assert faults(GOOD[: GOOD.index("steps:")] + steps) == [
        (11, "tells nobody anything: add a step `send: TEMPLATE`, a task or a survey.")
    ]


def test_the_page_about_the_language_shows_it_as_it_is() -> None:
    page = (CONTENT.parent / "docs" / "howto" / "journey-language.md").read_text(encoding="utf-8")
    shown = page.split("```yaml\n")[1].split("```")[0]

    assert faults(shown) == []
    kinds = {type(step) for step in parse_journey("shown", 1, shown).steps}
    assert kinds == set(get_args(Step))


@pytest.mark.parametrize("path", sorted((CONTENT / "journeys").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_journey_is_in_the_language(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert faults(text) == []
    assert parse_journey(path.stem, 1, text).name == path.stem
