"""Measures a force once a day, batch by batch, and reads what was measured."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from waypost.base.clock import LONDON
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.cases.defects import open_cases
from waypost.cases.queries import cases_by_id
from waypost.cases.values import CaseFacts
from waypost.cases.vocabulary import Role
from waypost.messages.circumstances import Wanted, read_circumstances
from waypost.messages.contactability.measure import can_be_told
from waypost.messages.contactability.models import Contactability
from waypost.messages.providers.set_up import channels_set_up

_BATCH = 200
NO_TEAM = ""


@dataclass(frozen=True)
class TeamCount:
    """The victims of open crimes of one team on one day, and those who could be told; `team` is empty for none."""

    team: str
    victims: int
    reachable: int


@dataclass(frozen=True)
class Day:
    """One day; `teams` is None where nobody measured."""

    day: date
    teams: tuple[TeamCount, ...] | None


def measure_force(force: ForceName, *, now: datetime) -> int:
    """Measure all open crimes of a force, and keep the counts for the day on which it is done; return the victims."""
    victims: Counter[str] = Counter({NO_TEAM: 0})
    reachable: Counter[str] = Counter()
    after = CaseId(0)
    while case_ids := open_cases(force=force, after=after, limit=_BATCH):
        with in_force(force):
            _count(case_ids, victims, reachable, force=force, now=now)
        after = case_ids[-1]
    with in_force(force):
        _keep(victims, reachable, force=force, now=now)
    return victims.total()


def days_measured(*, force: ForceName, until: date, days: int) -> Sequence[Day]:
    """Return so many days up to one, that one last, each with what was measured of it."""
    first = until - timedelta(days=days - 1)
    with in_force(force):
        rows = Contactability.objects.filter(force=force, day__gte=first, day__lte=until).order_by("day", "team")
        found: dict[date, list[TeamCount]] = {}
        for row in rows:
            found.setdefault(row.day, []).append(TeamCount(row.team, row.victims, row.reachable))
    wanted = (first + timedelta(days=number) for number in range(days))
    return [Day(day, tuple(found[day]) if day in found else None) for day in wanted]


def _count(
    case_ids: Sequence[CaseId], victims: Counter[str], reachable: Counter[str], *, force: ForceName, now: datetime
) -> None:
    cases = cases_by_id(case_ids, force=force)
    people = [
        person.person_id
        for case in cases.values()
        for person in case.people
        if Role.VICTIM in person.roles or person.acts_for
    ]
    wanted = Wanted(people, replaced_runs=(), channels_set_up=channels_set_up(force), cases=cases, has_survey=False)
    circumstances = read_circumstances(wanted, force=force, now=now)
    for case in cases.values():
        for person in case.people:
            if Role.VICTIM in person.roles:
                team = _team(case)
                victims[team] += 1
                reachable[team] += can_be_told(person, case, circumstances)


def _team(case: CaseFacts) -> str:
    return (case.officer.team or NO_TEAM).strip()[:120] if case.officer else NO_TEAM


def _keep(victims: Counter[str], reachable: Counter[str], *, force: ForceName, now: datetime) -> None:
    day = now.astimezone(LONDON).date()
    Contactability.objects.filter(force=force, day=day).delete()
    Contactability.objects.bulk_create(
        Contactability(force=force, day=day, team=team, victims=count, reachable=reachable[team], measured_at=now)
        for team, count in sorted(victims.items())
    )
