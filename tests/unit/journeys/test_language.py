"""The language of journeys: what is right is read, what is wrong is named by line with its remedy."""

from pathlib import Path

import pytest

from waypost.journeys.checking import check_content, known_triggers
from waypost.journeys.language import BadJourney, check_text, parse_journey, read_schema
from waypost.journeys.values import Exit, Send, Wait

CONTENT = Path(__file__).parents[3] / "content"
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


def faults(text: str) -> list[tuple[int, str]]:
    found = check_text(text, file="j.yaml", schema=read_schema(CONTENT), triggers=known_triggers(CONTENT))
    return [(fault.line, fault.sentence) for fault in found]


def test_a_sound_journey_is_read_as_it_says() -> None:
    journey = parse_journey("j", 3, GOOD)

    assert faults(GOOD) == []
    assert (journey.name, journey.version, journey.exits) == ("j", 3, (Exit("appointment.changed", same_item=True),))
    assert [type(step) for step in journey.steps] == [Send, Wait, Send]


@pytest.mark.parametrize(
    ("right", "wrong", "line", "word"),
    [
        ("phase: 1\n", "", 1, "`phase`: add it"),
        ("phase: 1", "phase: 9", 2, "phase"),
        ("once_for: event", "once_for: ever", 6, "once_for must be one of case, event, item"),
        ("to: person", "too: person", 4, "`to`"),
        ("[appointment.booked]", "[appointment.bokked]", 4, "no event is called appointment.bokked"),
        ("event: appointment.changed", "event: appointment.vanished", 8, "no event is called"),
        ("- send: attend_appointment_reminder", "- sent: attend_appointment_reminder", 14, "is no step"),
        ('at: "10:00"', 'at: "25:00"', 12, "is no step"),
        ("date: appointment.starts_at,", "date: appointment.begins_at,", 12, "is no step"),
        ("  - send: attend_appointment_reminder\n", "", 12, "ends with a wait"),
        ("steps:", "steps: [", 11, "is not YAML"),
    ],
)
def test_a_fault_is_named_by_line_with_what_to_write(right: str, wrong: str, line: int, word: str) -> None:
    assert right in GOOD

    found = faults(GOOD.replace(right, wrong, 1))

    assert found
    assert any(word in sentence for _, sentence in found), found
    assert line in [number for number, _ in found], found


def test_a_text_that_is_no_journey_never_becomes_one() -> None:
    with pytest.raises(BadJourney):
        parse_journey("j", 1, "just words")


def test_the_shipped_content_is_sound() -> None:
    assert check_content(CONTENT, rules=CONTENT) == []
