"""Whom an event concerns."""

from collections.abc import Collection, Sequence

from waypost.cases.compare import ChangeKind
from waypost.cases.standing import Standing
from waypost.cases.values import TimelineEntry
from waypost.cases.vocabulary import Role, names_the_accused
from waypost.journeys.facts import JourneyFacts, PersonCodes
from waypost.journeys.runs import RunFacts
from waypost.journeys.values import Exit, To

_ACCUSED = frozenset({Role.SUSPECT, Role.DEFENDANT})
STAND_INS_FROM = 2
"""
From which phase on guardians and spokespersons are told in a victim's place; before, the victim's own entry is, whose
gates hold it for an officer. *Source:* template_catalogue.csv, `launch_phase` of their rows.
"""


def recipients(facts: JourneyFacts, event: TimelineEntry, to: To, *, phases: Collection[int]) -> Sequence[PersonCodes]:
    """
    Return those whom a journey tells of an event. The gates decide who of them may be told.

    For a child its guardians are told, for somebody who has died who speaks for the family: where the force has
    switched on a phase that has texts for them, and there are any.

    Somebody of whom no role is known may be a victim: the gates hold what is for them until it is known. An event
    that names nobody concerns the only victim; where there are several, intake has held it. Of what happens to a
    victim as a suspect the others are told, and they are not. Who has come to act for a victim is told alone, and only
    if they are told in that victim's place.
    """
    possible = [person for person in facts.people if _may_be_told(person, to) and not _is_accused_in(event, person)]
    is_about_a_stand_in = event.kind == ChangeKind.STAND_IN_ADDED
    if to in {To.REPORTERS, To.YOUNG_PEOPLE} or max(phases, default=0) < STAND_INS_FROM:
        return [] if is_about_a_stand_in else _meant(possible, event, to)
    in_their_place = _in_their_place(possible, facts)
    if is_about_a_stand_in:
        return [person for person in in_their_place if person.ref == event.person_ref]
    # Of what happens to a guardian as a suspect the others are told too; what is for that guardian the gates hold.
    about = None if names_the_accused(event.kind) else event.person_ref
    named = [person for person in in_their_place if person.ref == about]
    return named or _in_their_place(_meant(possible, event, to), facts)


def _meant(possible: Sequence[PersonCodes], event: TimelineEntry, to: To) -> Sequence[PersonCodes]:
    named = [person for person in possible if person.ref == event.person_ref]
    if to is not To.PERSON or (event.person_ref is None and len(possible) == 1):
        return named or possible
    return named


def _in_their_place(victims: Sequence[PersonCodes], facts: JourneyFacts) -> Sequence[PersonCodes]:
    """Return who is told for these victims, each once, in the order of the record."""
    refs = {ref for victim in victims for ref in victim.stand_ins or (victim.ref,)}
    return [person for person in facts.people if person.ref in refs]


def _is_accused_in(event: TimelineEntry, person: PersonCodes) -> bool:
    return event.person_ref == person.ref and names_the_accused(event.kind)


def _may_be_told(person: PersonCodes, to: To) -> bool:
    if to is To.REPORTERS:
        return Role.REPORTER in person.roles and Role.VICTIM not in person.roles
    if to is To.YOUNG_PEOPLE:
        return person.audience == Standing.YOUNG_PERSON
    return Role.VICTIM in person.roles or not person.roles


def concerns(event: TimelineEntry, run: RunFacts, facts: JourneyFacts) -> bool:
    """
    Return whether an event is about a run's recipient, or about nobody who is told anything.

    What one victim did says nothing of another, unless they are a suspect too and it is about that; what a guardian
    did is about those for whom they act, and what is about those is about their guardian.
    """
    recipient, named = facts.person(run.person_id), facts.person_by_ref(event.person_ref)
    if event.person_ref is None or recipient is None or named is None or named.ref == recipient.ref:
        return True
    if names_the_accused(event.kind) or named.ref in recipient.acts_for:
        return True
    if {Role.VICTIM, Role.REPORTER} & set(named.roles):
        return False
    return not named.acts_for or recipient.ref in named.acts_for


def leaves(leave: Exit, run: RunFacts, event: TimelineEntry, facts: JourneyFacts) -> bool:
    """
    Return whether an event ends a run.

    An event of the run's own item does so whomever it names: an appointment that is now another's is no longer hers.
    News of one suspect leaves alone what is told of another.
    """
    # In a replay a run meets the events before it, and those it has taken in, once more.
    is_news = event.number > max(run.trigger_number, run.heard)
    if not is_news or leave.on != event.kind:
        return False
    if leave.same_item:
        return run.item == event.item
    return concerns(event, run, facts) and (not leave.same_suspect or _is_of_same_suspect(event, run, facts))


def _is_of_same_suspect(event: TimelineEntry, run: RunFacts, facts: JourneyFacts) -> bool:
    """Where the record leaves out whom either is about, it is the same one if the case has no second."""
    told = facts.fact(run.item)
    if told is None:
        return False
    if told.person_ref is None or event.person_ref is None:
        return sum(1 for person in facts.people if _ACCUSED.intersection(person.roles)) <= 1
    return told.person_ref == event.person_ref
