"""Every read behind the administrator's pages. Each costs a fixed number of queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from waypost.access.provider_keys import provider_keys
from waypost.access.queries import force_settings
from waypost.access.values import JourneyState
from waypost.base.pages.dates import say_moment
from waypost.base.values import CaseId, ForceName
from waypost.cases.briefs import CaseBrief, briefs_of
from waypost.cases.offences import offence_groups
from waypost.cases.sources import sources_of_force, work_of_sources
from waypost.cases.values import SourceFacts, SourceState
from waypost.console.administering.words import AdminWords, admin_words
from waypost.journeys.queries import SwitchedJourney, switched_journeys
from waypost.messages import log_queries
from waypost.messages.library import live_library
from waypost.messages.operations.letting_go import MOST_COUNTED
from waypost.messages.providers.set_up import routes_set_up
from waypost.messages.queries import StopFacts, open_stops
from waypost.messages.values import Channel, Reason


@dataclass(frozen=True)
class Overview:
    """What an administrator looks at first: how far the force is on, and what needs somebody."""

    title: str
    state: str
    stops: int
    new_ones: int
    wishes: int
    silent: tuple[str, ...]
    troubled: tuple[str, ...]


@dataclass(frozen=True)
class KeptBack:
    """How many messages of how many cases were kept back; `is_more`: and there are more than anybody counted."""

    messages: int
    cases: int
    is_more: bool


@dataclass(frozen=True)
class JourneyRow:
    """One journey; `runs` are those that have begun and not ended."""

    name: str
    title: str
    state: JourneyState
    phase: int
    is_phase_on: bool
    runs: int


@dataclass(frozen=True)
class SourceRow:
    """One system that tells us of cases."""

    source_id: int
    name: str
    kind: str
    state: str
    heard: str
    promise: str
    health: str
    is_well: bool
    waiting_back: int
    held: int


@dataclass(frozen=True)
class ProviderRow:
    """Who carries the messages of one channel, and whether it does."""

    channel: str
    name: str
    turn: str
    keys: str
    health: str
    is_well: bool
    receipt: str


def group_words() -> Mapping[str, str]:
    """Return the groups of offences with the words that staff read."""
    return {name: name.replace("-", " ").capitalize() for name in sorted(offence_groups())}


def overview(force: ForceName, *, now: datetime) -> Overview:
    """Return what needs somebody in the force."""
    settings = force_settings(force)
    return Overview(
        title=settings.title,
        state=admin_words().force_states[settings.state.value],
        stops=len(open_stops(force)),
        new_ones=sum(1 for one in log_queries.new_ones(force)),
        wishes=len(log_queries.open_wishes(force)),
        silent=tuple(row.name for row in sources(force, now=now) if not row.is_well),
        troubled=tuple(row.name for row in providers(force, now=now) if not row.is_well),
    )


def kept_back(
    reasons: Collection[Reason],
    *,
    journey: str,
    groups: frozenset[str] | None,
    since: datetime,
    until: datetime,
    force: ForceName,
) -> KeptBack | None:
    """
    Return what was kept back for one of these reasons; None where a change switches nothing on that can be counted.

    `groups`: only in cases of these groups of offences; None: of all.
    """
    if not reasons:
        return None
    found = log_queries.kept_back(reasons, journey=journey, since=since, until=until, force=force)
    is_more = sum(found.values()) >= MOST_COUNTED
    if groups is not None:
        briefs = briefs_of(list(found), force=force)
        found = {case: count for case, count in found.items() if case in briefs and briefs[case].group in groups}
    return KeptBack(sum(found.values()), len(found), is_more)


def journeys(force: ForceName) -> Sequence[JourneyRow]:
    """Return all journeys, by name."""
    return [_journey(one) for one in switched_journeys(force)]


def journey(name: str, *, force: ForceName) -> JourneyRow | None:
    """Return one journey, or None where there is none of that name."""
    return next((one for one in journeys(force) if one.name == name), None)


def sources(force: ForceName, *, now: datetime) -> Sequence[SourceRow]:
    """Return the systems of the force, as they were added; three queries."""
    work = work_of_sources(force)
    return [
        _source(one, waiting=work.waiting_back.get(one.id, 0), held=work.held.get(one.id, 0), now=now)
        for one in sources_of_force(force)
    ]


def source(source_id: int, *, force: ForceName) -> SourceFacts | None:
    """Return one system of the force, or None where it has none of that id."""
    return next((one for one in sources_of_force(force) if one.id == source_id), None)


def providers(force: ForceName, *, now: datetime) -> Sequence[ProviderRow]:
    """Return who carries what, channel by channel, in the order of their turn."""
    routes, own = routes_set_up(force), provider_keys(force)
    known = {
        one.name: one
        for one in log_queries.providers_of([each.name for route in routes.values() for each in route], force=force)
    }
    whose = "The force's own" if own else "Those of the service"
    rows = []
    for channel in Channel:
        for turn, one in enumerate(routes.get(channel, ())):
            rows.append(_provider(channel, turn, known[one.name], keys=whose, now=now))
    return rows


def stops(force: ForceName) -> Sequence[StopFacts]:
    """Return what is stopped by hand, the newest first."""
    return open_stops(force)


def text_names() -> Sequence[str]:
    """Return the texts that there are, by name."""
    return sorted(live_library().templates)


def briefs(case_ids: Collection[CaseId], *, force: ForceName) -> Mapping[CaseId, CaseBrief]:
    """Return these cases as a list shows them."""
    return briefs_of(case_ids, force=force)


def _journey(one: SwitchedJourney) -> JourneyRow:
    return JourneyRow(
        name=one.journey.name,
        title=one.journey.name.replace("-", " ").capitalize(),
        state=one.state,
        phase=one.journey.phase,
        is_phase_on=one.is_phase_on,
        runs=sum(stands.runs for stands in one.live),
    )


def _source(one: SourceFacts, *, waiting: int, held: int, now: datetime) -> SourceRow:
    words = admin_words()
    health = _health_of_source(one)
    del now
    return SourceRow(
        source_id=one.id,
        name=one.name,
        kind=one.kind,
        state=words.source_states[one.state.value],
        heard=say_moment(one.last_ok_at) if one.last_ok_at else "Never",
        promise=f"Every {one.fresh_within_minutes} minutes" if one.fresh_within_minutes else "No promise",
        health=words.source_health[health],
        is_well=health == "well",
        waiting_back=waiting,
        held=held,
    )


def _health_of_source(one: SourceFacts) -> str:
    if one.paused_at is not None:
        return "paused"
    if one.stale_since is not None:
        return "silent"
    return "never" if one.last_ok_at is None and one.state is SourceState.LIVE else "well"


def _provider(
    channel: Channel, turn: int, known: log_queries.ProviderFacts, *, keys: str, now: datetime
) -> ProviderRow:
    words: AdminWords = admin_words()
    if known.is_wrong:
        health = " ".join(words.provider_health.get(code, code) for code in known.is_wrong)
    elif known.paused_until is not None and known.paused_until > now:
        health = f"{words.provider_health['paused']} {say_moment(known.paused_until)}."
    else:
        health = words.provider_health["well"]
    return ProviderRow(
        channel=words.channels[channel.value],
        name=known.name,
        turn="First" if turn == 0 else "Stands by",
        keys=keys,
        health=health,
        is_well=health == words.provider_health["well"],
        receipt=say_moment(known.receipt_at) if known.receipt_at else "Never",
    )
