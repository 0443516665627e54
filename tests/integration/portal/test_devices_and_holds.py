"""A sign-in from another kind of device, and a page that is shut for safety, are told to the timeline: once each."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests.integration.portal.world import FORCE, SAFE_PLAN, VICTIM, Invited, a_case
from waypost.access.models import Invitation
from waypost.access.sign_in import find_invitation, make_code
from waypost.access.sign_in_rules import Entry
from waypost.base.scope import in_force
from waypost.cases.models import TimelineEvent
from waypost.portal import operations

pytestmark = pytest.mark.django_db

IPHONE, WINDOWS = "iphone safari", "windows edge"
FLAGGED = {"flags": ["domestic_abuse"]}


@pytest.fixture
def hour(now: datetime) -> Callable[[int], datetime]:
    return lambda number: now + timedelta(hours=number)


def sign_in(invited: Invited, device: str, *, now: datetime, answer: str = "1988-04-12") -> None:
    invitation = find_invitation(invited.token, now=now)
    assert invitation is not None
    code = make_code(invitation, browser="b", now=now)
    entered = operations.enter(invited.token, entry=Entry(code, answer, "b", device), now=now)
    assert entered is not None


def knock(invited: Invited, now: datetime) -> None:
    operations.send_code(invited.token, browser="b", now=now)


def told(kind: str) -> int:
    with in_force(FORCE):
        return TimelineEvent.objects.filter(kind=kind, person_ref="p1").count()


def test_a_sign_in_from_another_kind_of_device_is_told_once(now: datetime, hour: Callable[[int], datetime]) -> None:
    invited = a_case(now)

    sign_in(invited, IPHONE, now=now)
    sign_in(invited, IPHONE, now=hour(1))
    assert told("portal.new_device") == 0

    sign_in(invited, WINDOWS, now=hour(2))
    sign_in(invited, WINDOWS, now=hour(3))
    sign_in(invited, IPHONE, now=hour(4))
    assert told("portal.new_device") == 1


def test_who_did_not_get_in_has_no_device(now: datetime, hour: Callable[[int], datetime]) -> None:
    invited = a_case(now)
    sign_in(invited, IPHONE, now=now)

    sign_in(invited, WINDOWS, now=hour(1), answer="1999-09-09")

    assert told("portal.new_device") == 0


def test_what_is_kept_of_a_device_does_not_say_what_it_is(now: datetime) -> None:
    invited = a_case(now)
    sign_in(invited, IPHONE, now=now)

    (kept,) = Invitation.objects.get(token=invited.token).devices
    assert (len(kept), "iphone" in kept) == (64, False)


def test_who_was_in_and_is_kept_out_for_safety_is_told_of_once(now: datetime, hour: Callable[[int], datetime]) -> None:
    invited = a_case(now)
    sign_in(invited, IPHONE, now=now)
    a_case(hour(1), **FLAGGED)

    knock(invited, hour(2))
    knock(invited, hour(3))
    assert told("portal.safety_hold") == 1

    # A plan that says anew that the page is not wanted bears on it anew.
    a_case(hour(4), people=[{**VICTIM, "contact_plan": {**SAFE_PLAN, "never": ["portal"]}}], **FLAGGED)
    knock(invited, hour(5))
    assert told("portal.safety_hold") == 2


def test_who_was_never_in_or_may_enter_is_not_told_of(now: datetime, hour: Callable[[int], datetime]) -> None:
    never_in = a_case(now, **FLAGGED)
    knock(never_in, hour(1))

    assert told("portal.safety_hold") == 0
