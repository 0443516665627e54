"""After a silence the state is brought up to date, and only what is still of use is told, as one digest a person."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.journeys.looking import NOBODY_YET, decisions, deliver_all, drain_all, messages, sent
from tests.integration.journeys.stories import STORIES, put_in_force
from tests.integration.messages.world import FakeProvider
from tests.snapshots import ALLOCATED, FORCE, changed, event, take
from waypost.access.forces import change_force
from waypost.access.values import OPERATOR
from waypost.base.scope import in_force
from waypost.cases.values import SourceFacts
from waypost.messages.models import Message

pytestmark = pytest.mark.django_db

FIRST, SECOND = (
    NOBODY_YET["people"][0],
    {
        **NOBODY_YET["people"][0],
        "id": "p2",
        "given_name": "Bea",
        "contact": {"mobile": "07700 900002"},
    },
)
PEOPLE = [FIRST, SECOND]
BACK = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
"""Half past two at night, 62 hours after the last word."""
MORNING = datetime(2026, 11, 23, 8, tzinfo=UTC)
AFTER_SILENCE = changed(
    ALLOCATED,
    revision=9,
    people=PEOPLE,
    updated_at="2026-11-23T02:00:00Z",
    appointments=[
        {"id": "gone", "kind": "visit", "starts_at": "2026-11-22T10:00:00Z", "person": "p1", "status": "booked"},
        {"id": "soon", "kind": "visit", "starts_at": "2026-11-26T10:00:00Z", "person": "p1", "status": "booked"},
        {"id": "off", "kind": "visit", "starts_at": "2026-11-26T12:00:00Z", "person": "p2", "status": "cancelled"},
    ],
)


@pytest.fixture
def told_before(source: SourceFacts, now: datetime) -> None:
    """Let both victims know that the crime is recorded, in a force that tells nobody at night; then all is silent."""
    put_in_force({name: text.replace("digest: never\n", "") for name, text in STORIES.items()}, now=now)
    change_force(FORCE, changes={"hours": "08:00-20:00"}, by=OPERATOR, now=now)
    take(source, event(changed(NOBODY_YET, people=PEOPLE), "1"), now=now)
    drain_all(now)
    provider = FakeProvider()
    deliver_all(provider, now)
    assert sent() == ["crime_recorded_adult", "crime_recorded_adult"]


def told() -> list[tuple[str, str]]:
    with in_force(FORCE):
        left = Message.objects.filter(handed_over_at__gte=MORNING).order_by("person_ref", "id")
        return list(left.values_list("person_ref", "template"))


@pytest.mark.usefixtures("told_before")
def test_what_came_in_the_silence_is_one_message_a_person_in_the_morning(source: SourceFacts) -> None:
    provider = FakeProvider()
    take(source, event(AFTER_SILENCE, "2"), now=BACK)
    drain_all(BACK)
    deliver_all(provider, BACK)
    assert provider.sent == []

    for minutes in (0, 1, 2):
        deliver_all(provider, MORNING + timedelta(minutes=minutes))

    # The second has news of one kind only: no digest is made of one.
    assert told() == [("p1", "updates_joined"), ("p2", "alloc_officer_assigned")]


@pytest.mark.usefixtures("told_before")
def test_what_has_passed_in_the_silence_is_told_to_nobody(source: SourceFacts) -> None:
    take(source, event(AFTER_SILENCE, "2"), now=BACK)
    drain_all(BACK)

    with in_force(FORCE):
        parts = [part for row in Message.objects.filter(template="updates_joined") for part in row.parts]
        items = set(Message.objects.values_list("item", flat=True)) | {part["item"] for part in parts}
    assert "gone" not in items
    assert ("1", "skip", "too_late") in decisions("appointment-booked")


@pytest.mark.usefixtures("told_before")
def test_what_is_revised_before_morning_is_told_as_it_is_then(source: SourceFacts) -> None:
    take(source, event(AFTER_SILENCE, "2"), now=BACK)
    drain_all(BACK)
    without = changed(AFTER_SILENCE, revision=10, appointments=[])
    take(source, event(without, "3"), now=BACK + timedelta(hours=1))
    drain_all(BACK + timedelta(hours=1))

    deliver_all(FakeProvider(), MORNING)
    deliver_all(FakeProvider(), MORNING + timedelta(minutes=1))

    with in_force(FORCE):
        digests = Message.objects.filter(template="updates_joined", handed_over_at__isnull=False)
        assert all(part["item"] != "soon" for row in digests for part in row.parts)
    assert messages()
