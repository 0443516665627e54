"""Made-up crimes are what the contract takes, each with a victim who can be told by one number of her own."""

from datetime import UTC, datetime

import orjson
import phonenumbers
import pytest

from bench.events import MOST_VICTIMS, Story, batches, mobile, officer_named, recorded, serial_of, single, written_into
from waypost.cases.snapshot import parse_case

STORY = Story("anyshire", datetime(2026, 3, 2, 12, tzinfo=UTC))


@pytest.mark.parametrize("serial", [0, 1, 59, 26 * 27, 999_999, MOST_VICTIMS - 1])
def test_every_event_is_what_the_contract_takes(serial: int) -> None:
    events = [recorded(serial, STORY), officer_named(serial, STORY), written_into(serial, STORY, revision=3)]

    assert [parse_case(event["data"]).revision for event in events] == [1, 2, 3]
    assert len({event["id"] for event in events}) == 3


@pytest.mark.parametrize("serial", [0, 31_415_926, MOST_VICTIMS - 1])
def test_number_of_a_victim_is_a_mobile_and_leads_back_to_her(serial: int) -> None:
    number = phonenumbers.parse(mobile(serial))

    assert phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    assert serial_of(mobile(serial)) == serial
    assert serial_of(recorded(serial, STORY)["data"]["people"][0]["contact"]["mobile"]) == serial


def test_there_are_no_more_victims_than_numbers() -> None:
    with pytest.raises(ValueError, match="no victim"):
        mobile(MOST_VICTIMS)


def test_names_hold_no_figures_and_are_not_shared() -> None:
    names = {recorded(serial, STORY)["data"]["people"][0]["family_name"] for serial in range(2000)}

    assert len(names) == 2000
    assert all(name.isalpha() for name in names)


def test_batches_hold_every_event_once_and_in_order() -> None:
    events = [recorded(serial, STORY) for serial in range(5)]

    assert [len(orjson.loads(body)) for body in batches(events, 2)] == [2, 2, 1]
    assert [event for body in batches(events, 2) for event in orjson.loads(body)] == list(
        map(orjson.loads, single(events))
    )
