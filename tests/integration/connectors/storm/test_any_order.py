"""A feed that comes shuffled and repeated ends as the one in order, and tells the caller the same and nothing stale."""

import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.integration.connectors.storm.feeds import content, kinds, send
from tests.integration.journeys.looking import deliver_all, drain_all
from tests.integration.journeys.stories import put_in_force
from tests.integration.messages.world import FakeProvider
from tests.snapshots import FORCE
from tests.unit.connectors.storm.samples import messages, opened, read_spec, spec, unit
from waypost.base.scope import in_force
from waypost.cases.values import SourceFacts
from waypost.connectors.storm.values import Message
from waypost.messages.models import Message as Outgoing

pytestmark = pytest.mark.django_db

RECEIVED = "contact_report_received_adult"
ON_THE_WAY = "attend_officer_en_route"
STORIES = {
    "on-the-way": f"""
title: Say that somebody is on the way
phase: 1
start: {{ events: [incident.resource_en_route], to: victims, once_for: event }}
end_on: [{{ event: incident.status_changed }}, {{ event: incident.resulted }}]
digest: never
steps:
  - send: {ON_THE_WAY}
""",
    "received": f"""
title: Say that the call was taken down
phase: 1
start: {{ events: [incident.created], to: victims, once_for: case }}
digest: never
steps:
  - send: {RECEIVED}
""",
}


@pytest.fixture
def source(source: SourceFacts, now: datetime) -> SourceFacts:
    put_in_force(STORIES, now=now)
    return source


@contextmanager
def undone() -> Iterator[None]:
    """Live one feed and undo it, so that the next comes to an empty record."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def told() -> list[str]:
    """Return the templates of what was handed over."""
    with in_force(FORCE):
        left = Outgoing.objects.filter(handed_over_at__isnull=False).order_by("id")
        return list(left.values_list("template", flat=True))


def live(source: SourceFacts, feed: Iterable[Sequence[Message]], now: datetime) -> None:
    """Let requests come one after the other, and after each tell what there is to tell."""
    for request in feed:
        send(source, *request, now=now)
        drain_all(now)
        deliver_all(FakeProvider(), now)


def shuffled(chance: random.Random, feed: Sequence[Message]) -> list[Message]:
    """Return the messages in another order, some of them twice."""
    found = [*feed, *chance.choices(feed, k=4)]
    chance.shuffle(found)
    return found


def test_feed_in_order_tells_that_somebody_is_on_the_way(source: SourceFacts, now: datetime) -> None:
    live(source, [[each] for each in messages("burglary.xml")[:7]], now)

    assert told() == [RECEIVED, ON_THE_WAY]


@given(chance=st.randoms(use_true_random=False), at_once=st.booleans())
@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_shuffled_feed_ends_as_the_one_in_order(
    source: SourceFacts, now: datetime, chance: random.Random, at_once: bool
) -> None:
    feed = messages("burglary.xml")
    with undone():
        live(source, [feed], now)
        in_order, said = content(), told()
    assert said == [RECEIVED]
    other = shuffled(chance, feed)

    with undone():
        live(source, [other] if at_once else [[each] for each in other], now)

        assert content() == in_order
        # Told message by message somebody may be on the way before it is over; all else is told once, and the same.
        assert [each for each in told() if each != ON_THE_WAY] == said
        assert told().count(ON_THE_WAY) <= (0 if at_once else 1)


OVER = [
    pytest.param([unit(3, "ARRIVED")], id="somebody has come"),
    pytest.param([unit(3, "ARRIVED"), spec(4, "RESULTED", incident={"Result": "AT"})], id="it is resulted"),
    pytest.param([spec(3, "CLOSED")], id="it is closed"),
    pytest.param([unit(3, "STOODDOWN")], id="the unit was called off"),
]
PERSON = {"Ref": "P1", "Roles": {"Role": "VIC"}, "Forename": "Nadia", "Surname": "Example7", "Mobile": "07700 900123"}
BEGINNING = opened(Persons={"Person": {**PERSON, "Born": "12/04/1988"}}, Markers={"Marker": []}, PhoneSeen="N")


@pytest.mark.parametrize("number", [2, 9])
@pytest.mark.parametrize("over", OVER)
def test_late_message_that_a_unit_set_out_tells_nobody(
    source: SourceFacts, now: datetime, over: list[dict[str, object]], number: int
) -> None:
    late = unit(number, "ENROUTE", ExpectedAt="2026-11-20T09:40:00+00:00")
    # While it would still be news.
    at = now.replace(hour=9, minute=30)
    is_new_order = over == [unit(3, "STOODDOWN")] and number == 9

    live(source, [[read_spec(each)] for each in (BEGINNING, *over, late)], at)

    # A unit that sets out after another was called off is on the way indeed.
    assert told().count(ON_THE_WAY) == is_new_order
    assert kinds().count("incident.resource_en_route") == is_new_order


def test_message_that_was_hours_on_its_way_tells_nobody(source: SourceFacts, now: datetime) -> None:
    live(source, [[read_spec(BEGINNING)], [read_spec(unit(2, "ENROUTE"))]], now)

    assert told() == [RECEIVED]
