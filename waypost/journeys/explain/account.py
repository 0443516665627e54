"""An explanation as a page of plain text that staff can read from top to bottom. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from waypost.base.pages.dates import say_moment
from waypost.base.values import PersonId
from waypost.cases.values import TimelineEntry
from waypost.journeys.explain.lines import NO_JOURNEY
from waypost.journeys.explain.material import Material
from waypost.journeys.explain.sentences import sentence_for
from waypost.journeys.passes import Version
from waypost.journeys.queries import DecisionFacts
from waypost.messages.queries import AttemptFacts, MessageFacts
from waypost.messages.reasons import MEANINGS
from waypost.messages.values import AnswerKind, Reason

_WORTH_SAYING = timedelta(hours=1)


@dataclass(frozen=True)
class _Chapter:
    """What was decided in one pass, and the events that it read."""

    events: Sequence[TimelineEntry]
    decisions: Sequence[DecisionFacts]


def account(material: Material, *, person: PersonId | None) -> str:
    """
    Return the whole account of one case, the oldest first; `person` None: about everybody.

    It holds references, ids and codes of the record, and none of the words of a message.
    """
    pages = [f"{material.reference} ({material.kind})"]
    pages += ["\n".join(_told(chapter, material, person)) for chapter in _chapters(material)]
    if len(pages) == 1:
        pages.append("Nothing has happened in this record yet.")
    if material.held:
        pages.append("\n".join(_held(material)))
    return "\n\n".join(pages)


def _held(material: Material) -> Iterator[str]:
    yield "Held now: no message about this record goes by itself until it is decided."
    for one in material.held:
        yield f"  {one.sentence} (since {say_moment(one.since)})"


def _chapters(material: Material) -> Iterator[_Chapter]:
    """Yield the passes in the order in which they were made, and events that led to no pass where they came in."""
    waiting = list(material.events)
    for _, group in groupby(material.decisions, key=lambda decision: (decision.pass_id, decision.at)):
        decisions = list(group)
        kept = material.pass_of(decisions[0])
        last = kept.events[-1].number if kept and kept.events else 0
        read = [event for event in waiting if event.number <= last]
        waiting = waiting[len(read) :]
        yield _Chapter(read, decisions)
    if waiting:
        yield _Chapter(waiting, ())


def _told(chapter: _Chapter, material: Material, person: PersonId | None) -> Iterator[str]:
    at = chapter.decisions[0].at if chapter.decisions else chapter.events[-1].seen_at
    yield say_moment(at)
    for event in chapter.events:
        yield f"  What happened: {_event(event, material)}."
    if not chapter.events:
        yield "  A wait ended, or news had been gathered for long enough."
    wanted = [one for one in chapter.decisions if person is None or one.person_id in {None, person}]
    if not wanted:
        yield f"  {material.words.reasons[NO_JOURNEY]}"
    for person_id in sorted({one.person_id for one in wanted}, key=lambda found: (found is None, found or 0)):
        yield f"  For {material.person(person_id)}:" if person_id is not None else "  For nobody:"
        yield from _of_person([one for one in wanted if one.person_id == person_id], material)


def _of_person(decisions: Sequence[DecisionFacts], material: Material) -> Iterator[str]:
    by_journey: dict[Version, list[DecisionFacts]] = {}
    for decision in decisions:
        by_journey.setdefault((decision.journey, decision.version), []).append(decision)
    # What led somewhere comes before what did not begin.
    for version in sorted(by_journey, key=lambda version: all(one.decision == "skip" for one in by_journey[version])):
        journey = material.journeys.get(version)
        title = f"{journey.title} " if journey else ""
        yield f"    - {title}[{version[0]}, version {version[1]}]"
        for decision in by_journey[version]:
            yield f"      {sentence_for(decision, material)}"
            message = material.message(decision)
            if message is not None:
                yield from (f"        {line}" for line in _of_message(message))


def _event(event: TimelineEntry, material: Material) -> str:
    about = f", about {event.person_ref}" if event.person_ref else ""
    late = f"; it happened on {say_moment(event.at)}" if event.seen_at - event.at >= _WORTH_SAYING else ""
    return f"{material.words.event(event.kind)}{about} (event {event.number}, {event.kind}){late}"


def _of_message(message: MessageFacts) -> Iterator[str]:
    against = [gate for gate in message.gates if gate["answer"] != AnswerKind.PASS]
    passed = len(message.gates) - len(against)
    if message.gates:
        yield f"Gates: {passed} of {len(message.gates)} had nothing against it{':' if against else '.'}"
    for gate in against:
        yield f"  {gate['name']}: {_of_gate(gate.get('reason'), str(gate['answer']))}"
    yield from _of_people(message)
    if message.duty:
        yield f"Duty of the Victims' Code: {message.duty}."
    for attempt in message.attempts:
        yield _of_attempt(attempt)


def _of_people(message: MessageFacts) -> Iterator[str]:
    if message.called_at:
        yield f"Called on {say_moment(message.called_at)}: {message.call.replace('_', ' ')}."
    if message.approved_at:
        how = " with changed words" if message.is_edited else ""
        yield f"Confirmed{how} by {message.approved_by} on {say_moment(message.approved_at)}."


def _of_gate(reason: object, answer: str) -> str:
    known = MEANINGS.get(Reason(reason)) if isinstance(reason, str) and reason in set(Reason) else None
    return known.sentence if known else f"{answer}."


def _of_attempt(attempt: AttemptFacts) -> str:
    said = "; ".join(f"{status} on {say_moment(at)}" for at, status in attempt.receipts)
    taken = f"taken by {attempt.provider} on {say_moment(attempt.accepted_at)}" if attempt.accepted_at else "not taken"
    return f"Attempt {attempt.number}, reference {attempt.reference}: {taken}. Receipts: {said or 'none yet'}."
