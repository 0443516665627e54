"""What an address asks of the worklist, and the addresses that lead on from there."""

from datetime import UTC, datetime
from urllib.parse import parse_qsl
from uuid import UUID

import pytest

from waypost.access.values import StaffRole
from waypost.console.choosing import Choice, Place, When, Whose, first_choice, read_choice
from waypost.worklist.values import ItemKind

PLACE = Place(datetime(2026, 11, 20, 12, 0, 0, 5, tzinfo=UTC), UUID("00000000-0000-4000-8000-000000000001"))


def read(said: dict[str, str]) -> Choice:
    return read_choice(said, otherwise=Whose.MINE)


def test_an_address_that_says_nothing_asks_for_what_is_shown_first() -> None:
    assert read_choice({}, otherwise=Whose.ALL) == Choice(Whose.ALL, None, When.ANY, None)


@pytest.mark.parametrize(
    "said",
    [
        {"whose": "nobody"},
        {"kind": "' or 1"},
        {"due": "yesterday"},
        {"kind": ""},
        {"after": "1"},
        {"after": "2026-11-20T12:00:00+00:00~x"},
        # A moment without a zone is nobody's.
        {"after": "2026-11-20T12:00:00~00000000-0000-4000-8000-000000000001"},
    ],
)
def test_what_an_address_says_wrong_is_not_chosen(said: dict[str, str]) -> None:
    assert read(said) == Choice()


def test_a_choice_and_its_address_say_the_same() -> None:
    choice = Choice(Whose.TEAM, ItemKind.CALL, When.OVERDUE, PLACE)

    assert read(dict(parse_qsl(choice.query))) == choice


def test_somebody_elses_work_begins_at_its_beginning() -> None:
    assert Choice(after=PLACE, kind=ItemKind.CALL).of(Whose.ALL) == Choice(Whose.ALL, ItemKind.CALL)


def test_pages_keep_what_was_chosen() -> None:
    choice = Choice(Whose.ALL, ItemKind.MEND, When.OVERDUE)

    assert choice.going_on(PLACE).from_start() == choice
    assert choice.going_on(PLACE).kind is ItemKind.MEND


@pytest.mark.parametrize(
    ("role", "whose"),
    [(StaffRole.OFFICER, Whose.MINE), (StaffRole.SUPERVISOR, Whose.MINE), (StaffRole.DATA_QUALITY, Whose.ALL)],
)
def test_a_desk_sees_its_work_first_and_an_officer_their_own(role: StaffRole, whose: Whose) -> None:
    assert first_choice(frozenset({role})) is whose
