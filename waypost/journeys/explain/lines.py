"""An explanation as lines for a machine, one decision a line. Pure."""

from collections.abc import Iterator, Sequence

from waypost.base.values import PersonId
from waypost.cases.values import TimelineEntry
from waypost.journeys.explain.material import Material
from waypost.journeys.explain.sentences import sentence_for
from waypost.journeys.lines import Line
from waypost.journeys.queries import DecisionFacts
from waypost.messages.queries import MessageFacts

NO_JOURNEY = "no_journey"


def lines(material: Material, *, person: PersonId | None) -> Iterator[Line]:
    """
    Yield every decision in the order in which it was made; an event that started and ended nothing has a line too.

    `person` None: about everybody.
    """
    led_somewhere = {decision.event_number for decision in material.decisions}
    concerned = (
        {None, material.person(person)} if person is not None else {event.person_ref for event in material.events}
    )
    silent = [event for event in material.events if event.number not in led_somewhere and event.person_ref in concerned]
    for decision in material.decisions:
        while silent and silent[0].number < (decision.event_number or 0):
            yield _nothing(silent.pop(0), material)
        if person is None or decision.person_id in {None, person}:
            yield line_of(decision, material)
    for event in silent:
        yield _nothing(event, material)


def line_of(decision: DecisionFacts, material: Material) -> Line:
    """Return one decision, with what has become of its message since."""
    message = material.message(decision)
    return Line(
        at=decision.at,
        case=material.reference,
        person=material.person(decision.person_id),
        journey=decision.journey,
        version=decision.version,
        step=decision.step,
        trigger=decision.trigger,
        template=decision.template,
        channel=message.channel if message else "",
        decision=decision.decision,
        reason=decision.reason,
        sentence=sentence_for(decision, material),
        gates=_gates(message),
        message=str(message.id) if message else None,
        state=message.state if message else decision.state,
        duty=(message.duty or None) if message else None,
    )


def _gates(message: MessageFacts | None) -> Sequence[tuple[str, str]]:
    return [(str(gate["name"]), str(gate["answer"])) for gate in message.gates] if message else ()


def _nothing(event: TimelineEntry, material: Material) -> Line:
    return Line(
        at=event.seen_at,
        case=material.reference,
        person=event.person_ref,
        journey="",
        version=0,
        step="",
        trigger=event.kind,
        template="",
        channel="",
        decision="skip",
        reason=NO_JOURNEY,
        sentence=material.words.reasons[NO_JOURNEY],
        gates=(),
        message=None,
        state="",
        duty=None,
    )
