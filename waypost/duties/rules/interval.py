"""
The clocks that the Code does not number: how often a victim is told by agreement, and silence where nothing is agreed.

Each runs from one telling to the next. *Source:* domain notes 1.4, "Update frequency"; ADR 16.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from waypost.base.clock import LONDON
from waypost.cases.compare import ChangeKind
from waypost.cases.standing import stand_ins
from waypost.cases.values import PersonFacts, TimelineEntry
from waypost.duties.duty import INTERVAL, SILENCE, Duty, Length, Limit, Told
from waypost.duties.rules.ending import Ending
from waypost.duties.rules.enhanced import Ground, enhanced_spells
from waypost.duties.rules.meeting import case_ended_at, holds_all, is_told_for, proof_from
from waypost.duties.rules.starting import Matter, victims_of
from waypost.duties.rules.states import state_of
from waypost.duties.values import Clock, ClockKey, Proof, ToldBy

_OPENED = {ChangeKind.CRIME_RECORDED, ChangeKind.CASE_BACKLOG, ChangeKind.VICTIM_ADDED, ChangeKind.CRIME_REOPENED}
_AGREED = {ChangeKind.CONTRACT_AGREED, ChangeKind.CONTRACT_CHANGED}


@dataclass(frozen=True)
class Turn:
    """One turn from a telling, or from the agreement, to the next telling."""

    duty: Duty
    person: PersonFacts
    event: TimelineEntry
    from_: datetime
    proof: Proof | None
    stopped_at: datetime | None


def update_clocks(matter: Matter) -> Iterator[Clock]:
    """
    Yield the clocks of the agreed interval or of silence for each victim, from the newest agreement on.

    For a child its guardian agrees how often, for who has died the family: what is told to them counts. Nobody is owed
    updates who wants none, or who is dead and has nobody. Where a new agreement has come, what was before it is history
    and no longer made here.
    """
    for person in victims_of(matter.case):
        hearer = _hearer(person, matter)
        if hearer is None or _wants_none(person) or _wants_none(hearer):
            continue
        first = _first(person, hearer, matter)
        duty = _duty(hearer, matter)
        if first is not None and duty is not None:
            yield from (_clock(turn, matter) for turn in _turns(duty, person, first, matter))


def _hearer(victim: PersonFacts, matter: Matter) -> PersonFacts | None:
    """Return who hears of the case for a victim: they, or of who stands for them the first with an agreement."""
    standing = stand_ins(victim, matter.case, today=_day(matter.now))
    if standing:
        return next((one for one in standing if _agreed_days(one) is not None), standing[0])
    return None if victim.deceased else victim


def _wants_none(person: PersonFacts) -> bool:
    return person.plan is not None and person.plan.no_contact


def _agreed_days(person: PersonFacts) -> int | None:
    plan = person.plan
    return plan.update_every_days if plan is not None and plan.agreed_at is not None else None


def is_news(told: Told, duty: Duty, person: PersonFacts, matter: Matter) -> bool:
    """Whether it told the victim something of the case: what a duty demands, a named text, or an officer's word."""
    if told.at > matter.now or not is_told_for(told, person, matter.case):
        return False
    match told.by:
        case ToldBy.DELIVERY:
            return _is_news_by_message(told, duty, matter)
        case ToldBy.PAGE:
            return told.page in duty.met_by.pages
        case ToldBy.OFFICER:
            return duty.met_by.officer
    return False


def _is_news_by_message(told: Told, duty: Duty, matter: Matter) -> bool:
    if told.template in duty.met_by.by_any_way:
        return True
    if told.channel not in duty.met_by.channels or told.is_discreet:
        return False
    served = matter.duties.on(told.duty, _day(told.at)) if duty.met_by.any_duty else None
    return told.template in duty.met_by.templates or (served is not None and holds_all(told, served))


def _duty(hearer: PersonFacts, matter: Matter) -> Duty | None:
    days = _agreed_days(hearer)
    if days is None:
        return matter.duties.on(SILENCE, _day(matter.now))
    agreed = Length(Limit.DAYS, days)
    duty = matter.duties.on(INTERVAL, _day(matter.now))
    return replace(duty, standard=agreed, enhanced=agreed) if duty else None


def _first(person: PersonFacts, hearer: PersonFacts, matter: Matter) -> tuple[datetime, TimelineEntry] | None:
    """Return from when updates are owed, and the event that says so."""
    agreed = hearer.plan is not None and hearer.plan.update_every_days is not None
    kinds, about = (_OPENED | _AGREED if agreed else _OPENED), {None, person.ref, hearer.ref}
    found = [event for event in matter.events if event.kind in kinds and event.person_ref in about]
    if not any(event.kind in _OPENED for event in found):
        return None
    return max(((_since(event), event) for event in found), key=lambda pair: (pair[0], pair[1].number))


def _since(event: TimelineEntry) -> datetime:
    # Of a case that is taken over with the backlog nobody here knows what was told before.
    return event.seen_at if event.kind == ChangeKind.CASE_BACKLOG else event.at


def _turns(duty: Duty, person: PersonFacts, first: tuple[datetime, TimelineEntry], matter: Matter) -> Iterator[Turn]:
    from_, event = first
    ended = case_ended_at(duty, matter)
    for told in _tellings(duty, person, matter):
        # What follows on the same day is the same news.
        if told.at <= from_ or _day(told.at) == _day(from_):
            continue
        if ended is not None and ended < told.at:
            break
        yield Turn(duty, person, event, from_, proof_from(told), None)
        from_ = told.at
    if ended is None or from_ <= ended:
        yield Turn(duty, person, event, from_, None, ended)


def _tellings(duty: Duty, person: PersonFacts, matter: Matter) -> Sequence[Told]:
    news = [told for told in matter.told if is_news(told, duty, person, matter)]
    return sorted(news, key=lambda told: (told.at, told.reference))


def _clock(turn: Turn, matter: Matter) -> Clock:
    ground = Ground(matter.duties.enhanced, matter.groups)
    spells = enhanced_spells(turn.person, case=matter.case, events=matter.events, ground=ground)
    ending = Ending(turn.duty, turn.from_, spells, matter.holidays)
    until = turn.proof.at if turn.proof else turn.stopped_at or matter.now
    breached = ending.breached_at(until=until)
    ends = ending.at(breached or until)
    return Clock(
        key=ClockKey(turn.duty.id, turn.person.person_id, _day(turn.from_).isoformat()),
        case_id=matter.case.case_id,
        event_number=turn.event.number,
        event_at=turn.from_,
        received_at=turn.from_,
        starts_at=turn.from_,
        enhanced=ends.enhanced,
        due_at=ends.due_at,
        state=state_of(turn.proof, breached_at=breached, stopped_at=turn.stopped_at),
        proof=turn.proof,
        breached_at=breached,
    )


def _day(at: datetime) -> date:
    return at.astimezone(LONDON).date()
