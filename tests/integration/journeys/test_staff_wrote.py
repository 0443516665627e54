"""What staff write in the console is told as an officer's message is: once, and without its words."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.integration.journeys.looking import ASSIGNED, drain_all, messages
from tests.integration.journeys.stories import put_in_force
from tests.snapshots import FORCE, REPORTED, a_source, changed, event, take
from tests.staff import HALL, a_member
from waypost.base.scope import in_force
from waypost.base.values import PersonId
from waypost.cases.models import Person
from waypost.messages.operations.replying import Reply, write_to_victim

pytestmark = pytest.mark.django_db
ONCE = UUID("00000000-0000-4000-8000-000000000001")
WORDS = "We have asked the shop for its film."
SHIPPED = Path(__file__).parents[3] / "content" / "journeys" / "officer-wrote.yaml"
TOLD = ["msg_officer_replied", "msg_officer_replied"]


@pytest.fixture(autouse=True)
def _shipped(db: None, now: datetime) -> None:
    """Put the shipped journey in force, and no other."""
    put_in_force({"officer-wrote": SHIPPED.read_text(encoding="utf-8")}, now=now)


def the_victim() -> PersonId:
    with in_force(FORCE):
        return PersonId(Person.objects.values_list("id", flat=True).get(ref="p1"))


def told() -> list[str]:
    return [template for template, _ in messages()]


def test_an_alert_is_planned_once_also_when_the_words_come_back_as_an_entry(now: datetime) -> None:
    source = a_source("rms", now=now)
    take(source, event(ASSIGNED), now=now)
    drain_all(now)

    write_to_victim(Reply(ONCE, the_victim(), WORDS), by=a_member(HALL, now=now), now=now)
    drain_all(now)
    planned = told()
    entry = {"id": "e9", "kind": "officer_message", "person": "p1", "at": now.isoformat(), "text": WORDS}
    later = now + timedelta(minutes=5)
    back = changed(ASSIGNED, revision=50, entries=[{**entry, "waypost_id": str(ONCE)}])
    take(source, event(back, "e50"), now=later)
    drain_all(later)

    assert set(planned) == set(TOLD)
    assert told() == planned

    other = changed(ASSIGNED, revision=51, entries=[*back["entries"], {**entry, "id": "e10"}])
    take(source, event(other, "e51"), now=later)
    drain_all(later)
    assert len(told()) == 2 * len(planned)


def test_a_caller_whose_report_is_no_crime_yet_is_told_as_well(now: datetime) -> None:
    source = a_source("storm", now=now)
    take(source, event(changed(REPORTED, flags=[], suspect_may_see_phone=False)), now=now)
    drain_all(now)

    write_to_victim(Reply(ONCE, the_victim(), WORDS), by=a_member(HALL, now=now), now=now)
    drain_all(now)

    assert set(told()) == set(TOLD)
