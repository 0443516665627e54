"""What was typed stands sealed in the address: not readable, not somebody else's, and not for long."""

from dataclasses import replace
from datetime import datetime, timedelta

from waypost.access.values import Staff
from waypost.base.sealing import seal
from waypost.base.values import ForceName
from waypost.console.finding.places import as_place, read_place

LEE = Staff("7f", ForceName("anyshire"), "C300", "Chris Lee", "Contact", frozenset())
TYPED = {"q": "Siân Evans 3 4 1984"}


def test_only_who_asked_reads_it_again_and_only_for_a_while(now: datetime) -> None:
    place = as_place(TYPED, by=LEE, now=now)

    assert "Evans" not in place
    assert read_place(place, by=LEE, now=now + timedelta(minutes=59)) == TYPED
    assert read_place(place, by=LEE, now=now + timedelta(minutes=60)) is None
    assert read_place(place, by=replace(LEE, id="8f"), now=now) is None
    assert read_place(place, by=replace(LEE, force=ForceName("otherforce")), now=now) is None


def test_what_is_nothing_of_ours_is_as_if_nothing_had_been_asked(now: datetime) -> None:
    for place in ("", "x", "x" * 5000, "é", seal("no json").decode(), seal('["a"]').decode(), seal("{}").decode()):
        assert read_place(place, by=LEE, now=now) is None
