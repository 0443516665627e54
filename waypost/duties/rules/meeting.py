"""
What proves that somebody was told, and what ends a clock without that.

*Source:* design 1.3: a message whose own text holds what the duty demands and that was delivered, the page that holds
it, an officer's recorded word, or a fact that is the doing. A neutral alert never does.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from waypost.base.clock import LONDON
from waypost.cases.compare import ChangeKind
from waypost.cases.values import CaseFacts, PersonFacts, TimelineEntry
from waypost.cases.vocabulary import CaseStatus, Role
from waypost.duties.duty import Demand, Duty, LaterNews, Per, Stop, Told
from waypost.duties.rules.starting import Begun, Matter, person_named, thing_of
from waypost.duties.values import Proof, ToldBy

_GROWN_UP = 18
_ACCUSED = frozenset({Role.SUSPECT, Role.DEFENDANT})
_STATUS_STOPS = {
    Stop.CANCELLED: CaseStatus.CANCELLED,
    Stop.TRANSFERRED: CaseStatus.TRANSFERRED,
    Stop.CLOSED: CaseStatus.CLOSED,
}
_STATUS_EVENTS = {
    ChangeKind.CRIME_CANCELLED,
    ChangeKind.CRIME_TRANSFERRED,
    ChangeKind.CASE_CLOSED,
    ChangeKind.CRIME_REOPENED,
    ChangeKind.CRIME_ALLOCATED,
    ChangeKind.STATUS_CHANGED,
}


def proof_of(begun: Begun, matter: Matter) -> Proof | None:
    """Return the earliest proof that the person was told, or None."""
    told = (proof_from(one) for one in matter.told if one.at <= matter.now and meets(one, begun, matter))
    return min([*told, *_records(begun, matter)], key=lambda proof: (proof.at, proof.reference), default=None)


def meets(told: Told, begun: Begun, matter: Matter) -> bool:
    """Whether this proves that the person was told of this."""
    if not is_told_for(told, begun.person, matter.case) or told.at < begun.event.at:
        return False
    match told.by:
        case ToldBy.DELIVERY:
            return (holds_all(told, begun.duty) and _is_about(told, begun)) or _is_told_with(told, begun, matter)
        case ToldBy.PAGE:
            return told.page in begun.duty.met_by.pages and told.as_of >= begun.event.seen_at
        case ToldBy.OFFICER:
            is_of_it = told.duty == begun.duty.id and _is_about(told, begun)
            return begun.duty.met_by.officer and (is_of_it or _is_told_with(told, begun, matter))
        case ToldBy.RECORD:
            return False


def holds_all(told: Told, duty: Duty) -> bool:
    """Whether a message's own text holds what the duty demands."""
    return (
        told.duty == duty.id
        and told.template not in duty.beside
        and told.channel in duty.met_by.channels
        and not told.is_discreet
        and all(demand.if_known or _holds(told, demand) for demand in duty.met_by.must_hold)
    )


def _holds(told: Told, demand: Demand) -> bool:
    if demand.any_of:
        return not told.held.isdisjoint(demand.any_of)
    return not told.changed_text or any(words.lower() in told.changed_text for words in demand.in_words)


def is_told_for(told: Told, person: PersonFacts, case: CaseFacts) -> bool:
    """
    Whether what was told counts for that victim.

    What a child's guardian, an organisation's contact or a family's spokesperson was told does; a supporter is told
    beside the victim, not in her place.
    """
    other = next((one for one in case.people if one.person_id == told.person_id), None)
    return other is not None and is_told_through(other, person, at=told.at)


def is_told_through(other: PersonFacts, person: PersonFacts, *, at: datetime) -> bool:
    """
    Whether who tells this person tells that victim: they are one, or the one stands for the other, and safely.

    *Source:* domain notes 1.2.
    """
    if other.person_id == person.person_id:
        return True
    if person.ref not in other.acts_for or not _ACCUSED.isdisjoint(other.roles):
        return False
    if Role.FAMILY_SPOKESPERSON in other.roles:
        return True
    if person.is_organisation:
        return Role.BUSINESS_CONTACT in other.roles
    # A guardian who may have to give evidence is not who hears of it for the child.
    return Role.PARENT_GUARDIAN in other.roles and Role.WITNESS not in other.roles and _is_child(person, at)


def _is_child(person: PersonFacts, at: datetime) -> bool:
    born, day = person.date_of_birth, at.astimezone(LONDON).date()
    return born is not None and day.year - born.year - ((day.month, day.day) < (born.month, born.day)) < _GROWN_UP


def _is_about(told: Told, begun: Begun) -> bool:
    """Whether it tells of this very event, or of the same thing as it stood at the event or later."""
    if begun.duty.per is Per.CASE or told.event_number == begun.event.number:
        return True
    if not told.item or told.item != begun.event.item:
        return False
    if told.event_number is not None:
        return told.event_number > begun.event.number
    return told.as_of >= begun.event.seen_at


def _is_told_with(told: Told, begun: Begun, matter: Matter) -> bool:
    """Whether it tells of later news that says this too, in words of its own that were read."""
    named = [later for later in begun.start.told_with if later.duty == told.duty]
    if not named or (told.by is ToldBy.DELIVERY and not _could_tell(told, begun.duty)):
        return False
    events = (event for event in matter.events if event.number == told.event_number)
    return any(_says_it_too(event, later, begun, matter) for event in events for later in named)


def _could_tell(told: Told, duty: Duty) -> bool:
    if told.duty == duty.id:
        return holds_all(told, duty)
    return told.channel in duty.met_by.channels and not told.is_discreet


def _says_it_too(event: TimelineEntry, later: LaterNews, begun: Begun, matter: Matter) -> bool:
    suspects = {event.person_ref, begun.event.person_ref} - {None}
    return (
        event.kind == later.on
        and event.number > begun.event.number
        and len(suspects) <= 1
        and all(event.details.get(name) in wanted for name, wanted in later.where.items())
        and not is_withdrawn(event, matter.events)
    )


def proof_from(told: Told) -> Proof:
    """Return what was told as a proof."""
    return Proof(told.at, told.by, told.channel or told.page, told.reference, told.is_inferred)


def _records(begun: Begun, matter: Matter) -> Iterator[Proof]:
    for event in matter.events:
        if event.kind not in begun.duty.met_by.records or is_withdrawn(event, matter.events):
            continue
        is_in_time = begun.duty.per is Per.CASE or event.at >= begun.event.at
        if is_in_time and person_named(event, matter) == begun.person:
            yield Proof(event.at, ToldBy.RECORD, "", record_reference(event))


def record_reference(event: TimelineEntry) -> str:
    """Return by what a fact is found again that proves something."""
    return f"event {event.number}"


def is_withdrawn(event: TimelineEntry, events: Sequence[TimelineEntry]) -> bool:
    """Whether the source has taken a fact back: its kind and person are named, since one id may stand for two."""
    return any(_takes_back(one, event) for one in events)


def stopped_at(begun: Begun, matter: Matter) -> datetime | None:
    """Return when the clock ended without anybody having been told, or None."""
    return min(_stops(begun, matter), default=None)


def _stops(begun: Begun, matter: Matter) -> Iterator[datetime]:
    for event in matter.events:
        if event.kind in begun.start.instead and not is_withdrawn(event, matter.events):
            yield max(event.at, begun.starts_at)
        elif event.number > begun.event.number and _ends(event, begun, matter):
            yield event.at
    ended = case_ended_at(begun.duty, matter)
    if ended is not None:
        yield max(ended, begun.starts_at)


def case_ended_at(duty: Duty, matter: Matter) -> datetime | None:
    """Return since when the case is in a state that ends the duty, or None where it is in none."""
    merged = [event.at for event in matter.events if event.kind == ChangeKind.CRIME_MERGED]
    if Stop.MERGED in duty.stops and matter.case.merged_into:
        return max(merged, default=_taken_over_at(matter))
    moved = [event for event in matter.events if event.kind in _STATUS_EVENTS]
    last = max(moved, key=lambda event: event.number, default=None)
    ends = {_STATUS_STOPS[stop] for stop in duty.stops if stop in _STATUS_STOPS}
    if last is None and matter.case.status in ends:
        return _taken_over_at(matter)
    return last.at if last is not None and last.details.get("to") in ends else None


def _taken_over_at(matter: Matter) -> datetime | None:
    """Return when a case of the backlog was recorded: what had become of it till then has no event."""
    return max((event.at for event in matter.events if event.kind == ChangeKind.CASE_BACKLOG), default=None)


def _ends(event: TimelineEntry, begun: Begun, matter: Matter) -> bool:
    duty, first = begun.duty, begun.event
    if event.kind in duty.stops_on:
        return event.item == first.item and event.person_ref in {None, begun.person.ref}
    if event.kind in duty.stops_for:
        return person_named(event, matter) == begun.person
    if Stop.WITHDRAWN in duty.stops and _takes_back(event, first):
        return True
    if Stop.SUPERSEDED not in duty.stops or event.kind not in {start.on for start in duty.starts}:
        return False
    replaced = event.details.get("instead_of")
    return thing_of(event, duty.per) == begun.thing or (replaced is not None and replaced == first.item)


def _takes_back(event: TimelineEntry, first: TimelineEntry) -> bool:
    return (
        event.kind == ChangeKind.FACT_WITHDRAWN
        and event.number > first.number
        and event.item == first.item
        and event.details.get("kind") == first.kind
        and event.person_ref == first.person_ref
    )
