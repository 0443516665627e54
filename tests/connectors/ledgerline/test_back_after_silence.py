"""A crime system that was off for 72 hours: caught up in one poll, one true message a person, nothing that is over."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, insert, update

from demo.rms.tables import appt, occ, occ_flag
from tests.connectors.ledgerline.conftest import ANYSHIRE, Rms
from tests.integration.journeys.looking import drain_all
from tests.integration.messages.world import FakeProvider, carried
from waypost.access.forces import change_force
from waypost.access.values import OPERATOR
from waypost.base.scope import in_force
from waypost.cases.models import Case, Source
from waypost.cases.queries import source_by_id
from waypost.cases.values import SourceFacts
from waypost.connectors.polling.poll import poll
from waypost.connectors.polling.values import PollReport
from waypost.connectors.watching import watch_sources
from waypost.messages.models import Message
from waypost.messages.operations import deliver
from waypost.messages.pace import Pace

OFF_AT = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
BACK_AT = OFF_AT + timedelta(hours=72)
NIGHT = BACK_AT + timedelta(hours=3)
"""Half past ten on Monday evening: messages leave again at eight."""
MORNING = datetime(2026, 11, 24, 8, tzinfo=UTC)
OVER = datetime(2026, 11, 22, 10, tzinfo=UTC)
TO_COME = datetime(2026, 11, 26, 10, tzinfo=UTC)
STORIES = ("nothing", "allocated", "visit_over", "visit_to_come", "closed", "reopened", "flagged")
OF_EACH = 20


@dataclass(frozen=True)
class Silence:
    """The cases by what has happened in them meanwhile."""

    source: SourceFacts
    stories: Mapping[str, str]

    def told(self, since: datetime) -> Mapping[str, list[Counter[str]]]:
        """Return, for each story, what each victim was told since then, by template."""
        with in_force(ANYSHIRE):
            names = dict(Case.objects.values_list("id", "reference"))
            left = Message.objects.filter(handed_over_at__gte=since).values_list("case_id", "template")
            by_case: dict[str, Counter[str]] = {reference: Counter() for reference in self.stories}
            for case_id, template in left:
                by_case[names[case_id]][template] += 1
        found: dict[str, list[Counter[str]]] = defaultdict(list)
        for reference, story in self.stories.items():
            found[story].append(by_case[reference])
        return found


def send(provider: FakeProvider, moment: datetime) -> None:
    drain_all(moment)
    deliver(ANYSHIRE, now_fn=lambda: moment, providers=carried(provider), pace=Pace(batch=500))


def record(rms: Rms, connection: Connection) -> dict[str, tuple[int, str]]:
    """Record every case with a victim of its own; return key and story by number."""
    made: dict[str, tuple[int, str]] = {}
    for number in range(OF_EACH * len(STORIES)):
        reference, story = f"{number}/11/26", STORIES[number % len(STORIES)]
        values = {"rep_dttm": OFF_AT - timedelta(hours=3), "oic_coll_no": None}
        with_key = connection.scalar(
            insert(occ).values(**OCCURRENCE, occ_no=reference, **values).returning(occ.c.occ_id)
        )
        key = int(with_key or 0)
        person = {"fname": f"Example{number}", "sname": f"Sample{number}", "mob_no": f"07700 900{number:03}"}
        rms.add_person(connection, key, **person)
        made[reference] = (key, story)
    return made


OCCURRENCE = {"stat_cd": "REC", "off_cd": "028/DWL", "off_desc": "Burglary - residential", "off_grp_cd": "BURDWL"}


def happen(connection: Connection, key: int, story: str) -> None:
    """Let a story go on while nobody reads it; what was in between is seen by nobody."""
    if story == "nothing":
        return
    changes: dict[str, object] = {"stat_cd": "ALL", "oic_coll_no": "4471"}
    if story in {"closed", "reopened"}:
        ended = {"stat_cd": "FIN", "oc_cd": "HO18", "oc_dttm": OFF_AT + timedelta(hours=40), "oc_by_cd": "POL"}
        connection.execute(update(occ).where(occ.c.occ_id == key).values(oic_coll_no="4471", **ended))
        if story == "closed":
            return
        changes = {"stat_cd": "INV", "oc_cd": None, "oc_dttm": None, "oc_by_cd": None, "oic_coll_no": "4471"}
    connection.execute(update(occ).where(occ.c.occ_id == key).values(**changes))
    if story in {"visit_over", "visit_to_come"}:
        starts_at = OVER if story == "visit_over" else TO_COME
        ends_at = starts_at + timedelta(hours=2)
        connection.execute(insert(appt).values(occ_id=key, appt_type_cd="VIS", start_dttm=starts_at, end_dttm=ends_at))
    if story == "flagged":
        connection.execute(insert(occ_flag).values(occ_id=key, flag_cd="DA"))


@pytest.fixture
def silence(rms: Rms, source: SourceFacts, provider: FakeProvider) -> Silence:
    """Have every victim told that the crime is recorded; then nobody reads for 72 hours in which much happens."""
    change_force(ANYSHIRE, changes={"hours": "08:00-20:00", "placeholders": ""}, by=OPERATOR, now=OFF_AT)
    Source.objects.filter(id=source.id).update(fresh_within_minutes=30)
    with rms.owner.begin() as connection:
        made = record(rms, connection)
    poll(source_by_id(source.id), now_fn=lambda: OFF_AT)
    send(provider, OFF_AT)
    send(provider, OFF_AT + timedelta(minutes=20))
    with rms.owner.begin() as connection:
        for key, story in made.values():
            happen(connection, key, story)
    return Silence(source, {reference: story for reference, (_, story) in made.items()})


@pytest.fixture
def provider() -> FakeProvider:
    return FakeProvider()


def test_back_after_72_hours_each_person_hears_once_what_is_true_now(silence: Silence, provider: FakeProvider) -> None:
    assert every(silence.told(OFF_AT)) == {story: {("crime_recorded_burglary",)} for story in STORIES}
    assert watch_sources(ANYSHIRE, now=BACK_AT).stale.keys() == {silence.source.id}

    report = read(silence, NIGHT)

    assert report.changed == OF_EACH * (len(STORIES) - 1)
    assert report.set_aside == 0
    assert watch_sources(ANYSHIRE, now=NIGHT).well == {silence.source.id}
    told_before = len(provider.sent)
    for hours in (0, 1, 8):
        send(provider, NIGHT + timedelta(hours=hours))
    assert len(provider.sent) == told_before, "nobody is woken"

    for minutes in (0, 5):
        read(silence, MORNING + timedelta(minutes=minutes))
        send(provider, MORNING + timedelta(minutes=minutes))

    assert every(silence.told(MORNING)) == {
        "nothing": {()},
        "allocated": {("alloc_officer_assigned",)},
        # Of a visit that is over nobody hears; one to come carries a date and goes by itself.
        "visit_over": {("alloc_officer_assigned",)},
        "visit_to_come": {("alloc_officer_assigned", "attend_scheduled_confirmed")},
        # Who hears that it is closed is not told first that somebody has it; that it was closed in between, nobody.
        "closed": {("out_filed_no_suspect",)},
        "reopened": {("alloc_officer_assigned",)},
        "flagged": {()},
    }


def every(told: Mapping[str, list[Counter[str]]]) -> Mapping[str, set[tuple[str, ...]]]:
    """Return, for each story, what its victims were told: the same each, or there are several."""
    return {story: {tuple(sorted(one.elements())) for one in victims} for story, victims in told.items()}


def read(silence: Silence, moment: datetime) -> PollReport:
    return poll(source_by_id(silence.source.id), now_fn=lambda: moment)
