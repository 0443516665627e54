"""What is different between two contents, for one person."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from waypost.journeys.simulate.against import Change, Contrast, differences
from waypost.journeys.simulate.outcomes import HELD, SENT, Fate
from waypost.messages.values import Channel

AT = datetime(2024, 1, 1, 10, tzinfo=UTC)
FATE = Fate(
    case="C1", person="p1", journey="crime-recorded", template="crime_recorded_adult", channel=Channel.SMS,
    message_class="service", end=SENT, reason="", owner="nobody", at=AT, known_at=AT, sms_parts=1, digest="a",
)  # fmt: skip
LATER = replace(FATE, at=AT + timedelta(hours=1))
REWORDED = replace(FATE, digest="b")
OTHER_TEMPLATE = replace(FATE, template="crime_recorded_burglary", digest="c")
HELD_BACK = replace(FATE, end=HELD, reason="minor")


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ([FATE], [FATE], []),
        ([], [FATE], [Change.NEWLY_GETS]),
        ([FATE], [], [Change.NO_LONGER_GETS]),
        ([FATE], [LATER], [Change.ANOTHER_TIME]),
        ([FATE], [REWORDED], [Change.ANOTHER_TEXT]),
        # A template that took another's place, at the same moment.
        ([FATE], [OTHER_TEMPLATE], [Change.ANOTHER_TEXT]),
        # What is held is not got.
        ([HELD_BACK], [FATE], [Change.NEWLY_GETS]),
        ([HELD_BACK], [], []),
        # One of two equal messages is gone.
        ([FATE, FATE], [FATE], [Change.NO_LONGER_GETS]),
        # What stays the same is paired first, so that one change is not told as two.
        ([FATE, LATER], [LATER, OTHER_TEMPLATE], [Change.ANOTHER_TEXT]),
        # By another channel it is another message.
        ([FATE], [replace(FATE, channel=Channel.EMAIL)], [Change.NEWLY_GETS, Change.NO_LONGER_GETS]),
    ],
)
def test_each_message_is_paired_with_what_it_became(
    before: list[Fate], after: list[Fate], changes: list[Change]
) -> None:
    assert sorted(each.change for each in differences(before, after)) == sorted(changes)


def test_people_are_told_apart_by_case() -> None:
    found = list(differences([FATE], [replace(FATE, case="C2")]))

    assert {(each.case, each.change) for each in found} == {("C1", Change.NO_LONGER_GETS), ("C2", Change.NEWLY_GETS)}


def test_a_difference_is_written_as_the_how_to_documents_it() -> None:
    (found,) = differences([FATE], [LATER])

    assert found.to_json() == {
        "case": "C1",
        "person": "p1",
        "change": "another_time",
        "before": {
            "at": "2024-01-01T10:00:00+00:00", "journey": "crime-recorded", "template": "crime_recorded_adult",
            "channel": "sms", "text": "a",
        },
        "after": {
            "at": "2024-01-01T11:00:00+00:00", "journey": "crime-recorded", "template": "crime_recorded_adult",
            "channel": "sms", "text": "a",
        },
    }  # fmt: skip


def test_people_are_counted_once_a_change_and_messages_each_time() -> None:
    before, after = [FATE, LATER], [replace(FATE, case="C2")]
    contrast = Contrast.empty()

    contrast.add(list(differences(before, after)), before=before, after=after)

    assert contrast.messages == {Change.NO_LONGER_GETS: 2, Change.NEWLY_GETS: 1}
    assert contrast.people == {Change.NO_LONGER_GETS: 1, Change.NEWLY_GETS: 1}
    assert (contrast.first_told, contrast.told_no_more) == (1, 1)
