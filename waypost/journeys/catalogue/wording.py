"""What stands about a message in plain words: how it goes, which duty it serves, who sends it and when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from waypost.duties.duty import Duty, Length, Limit
from waypost.journeys.catalogue.material import Acting, Material, MessageFile, named
from waypost.journeys.catalogue.walking import Walk, waits_before
from waypost.journeys.checking.knowledge import Allowed, Knowledge
from waypost.journeys.checking.paths import Ways, at_send
from waypost.journeys.values import (
    Journey,
    Moment,
    Send,
    Span,
    Task,
    Unit,
    Wait,
    WaitFor,
    Waiting,
    WaitUntil,
    WaitUntilTime,
)
from waypost.messages.values import Audience, SendMode

_UNITS = {
    Unit.MINUTES: ("minute", "minutes"),
    Unit.HOURS: ("hour", "hours"),
    Unit.DAYS: ("day", "days"),
    Unit.WORKING_DAYS: ("working day", "working days"),
}
_LIVE = "live"
_FOR_SEVERAL = frozenset({Audience.ANYBODY, Audience.REGISTERED_USER})
_FOR_GUARDIANS = frozenset({Audience.GUARDIAN, Audience.ADULT_OR_GUARDIAN})
_YES, _NO = "yes", "no"
_WHETHER = "whether "


@dataclass(frozen=True)
class Place:
    """A step that names a message, and what is known there."""

    ways: Ways
    step: Acting
    known: Knowledge


@dataclass(frozen=True)
class Sender:
    """One journey that sends a message, in words: on what, to whom, where what holds, after what."""

    journey: str
    title: str
    starts: str
    to: str
    conditions: Sequence[str]
    waits: Sequence[str]
    phase: int
    state: str
    as_task: bool = False


def mode_words(file: MessageFile, material: Material) -> Sequence[str]:
    """Return how a message goes, and how to a victim with enhanced rights where that is otherwise."""
    said, template = material.words["mode_sentences"], file.template
    found = [said[template.mode.value]]
    if template.mode_enhanced is not template.mode:
        found.append(f"With enhanced rights: {material.words['modes'][template.mode_enhanced.value]}.")
    if template.audience in _FOR_GUARDIANS and SendMode.AUTOMATIC in {template.mode, template.mode_enhanced}:
        found.append(material.words["guardian_first"])
    return found


def duty_words(file: MessageFile, material: Material) -> Sequence[str]:
    """Return which duty a message serves and by when it is due, or nothing."""
    if file.template.duty is None or file.template.duty not in material.duties.versions:
        return []
    duty = material.duties.latest(file.template.duty)
    serves = "belongs to" if {file.id, file.template.version_of} & set(duty.beside) else "meets"
    return [f"It {serves} {duty.id}: {_clause(duty.title)}.", *_due(duty, material)]


def without_journey(file: MessageFile, material: Material) -> str:
    """Return who sends a message that no journey names."""
    by_code = material.words["by_code"]
    if file.id in by_code:
        return str(by_code[file.id])
    never = file.template.mode is SendMode.NEVER_PUSHED
    return str(by_code["page" if never else "nobody"])


def senders_of(name: str, material: Material) -> Iterator[Sender]:
    """Yield each journey that sends a message, or hands its script to an officer."""
    return (_sender(place, material) for place in places_of(name, material))


def places_of(name: str, material: Material) -> Iterator[Place]:
    """Yield where each journey first names a message, with all that had to be so on every way there."""
    for ways, step in material.steps_naming.get(name, ()):
        remembering = Walk(ways.journey, ways.kinds, remembers=True)
        known = remembering.arrivals.get(step.id, ways.arrivals.get(step.id, {}))
        yield Place(ways, step, at_send(step, known) if isinstance(step, Send) else known)


def span_words(span: Span) -> str:
    """Return that a length of time has passed, e.g. `7 days have passed, at 14:00`."""
    one, many = _UNITS[span.unit]
    count = abs(span.count)
    length = f"{count} {one} has passed" if count == 1 else f"{count} {many} have passed"
    return f"{length}, at {span.at:%H:%M}" if span.at else length


def wait_words(step: Waiting, material: Material) -> str:
    """Return what is waited for."""
    match step:
        case Wait():
            return span_words(step.span)
        case WaitUntil():
            return f"it is {_moment(step.moment, material)}"
        case WaitUntilTime():
            return f"it is {step.at:%H:%M}"
        case WaitFor():
            events = " or ".join(material.explained.event(event) for event in step.events)
            return f"{events}, or {span_words(step.up_to)}"


def conditions_words(known: Knowledge, material: Material) -> Iterator[str]:
    """Yield what had to be so, a clause for each fact."""
    for fact in sorted(known):
        yield from _condition(fact, known[fact], material)


def _sender(place: Place, material: Material) -> Sender:
    journey, is_task = place.ways.journey, isinstance(place.step, Task)
    audience = material.files[named(place.step)].template.audience
    return Sender(
        journey=journey.name,
        title=journey.title,
        starts=" or ".join(material.explained.event(event) for event in journey.starts_on),
        to=material.words["recipients"].get(journey.to.value, journey.to.value),
        conditions=[*conditions_words(_told(place.known, journey, audience), material)],
        waits=[*dict.fromkeys(wait_words(wait, material) for wait in waits_before(place.ways, place.step.id))],
        phase=journey.phase,
        state="" if journey.state.value == _LIVE else journey.state.value,
        as_task=is_task,
    )


def _told(known: Knowledge, journey: Journey, audience: Audience) -> Knowledge:
    """
    Leave out what is said already: the kind of record where nobody asks for it, by the event; who reads it, by for whom
    it is written.
    """
    asks = {condition.fact for condition in journey.where}
    is_said = {"case.kind"} - asks
    if audience not in _FOR_SEVERAL:
        is_said |= {"person.kind", "person.audience"}
    return {fact: allowed for fact, allowed in known.items() if fact not in is_said}


def _condition(fact: str, allowed: Allowed, material: Material) -> Iterator[str]:
    fact, allowed = _plain(fact, allowed)
    phrases = {key.partition(" ")[2]: said for key, said in _phrases(fact, material)}
    if allowed.values and allowed.values <= phrases.keys():
        said = [phrases[value][int(allowed.others)] for value in sorted(allowed.values)]
        yield (" and " if allowed.others else " or ").join(said)
    elif allowed.values:
        yield _unphrased(material.explained.facts.get(fact, fact), allowed)


def _unphrased(said: str, allowed: Allowed) -> str:
    """Return a condition in the words that the fact has by itself."""
    if allowed.values == {_YES} and said.startswith(_WHETHER):
        return f"{'it is not so that ' if allowed.others else ''}{said.removeprefix(_WHETHER)}"
    if allowed.values == {_YES, _NO} and allowed.others:
        return f"it is not on record {said}"
    return f"{said}: {'not ' if allowed.others else ''}{_choice(sorted(allowed.values, key=_in_order))}"


def _in_order(value: str) -> tuple[int, str]:
    """Sort outcomes as they are counted: 2, 2A, 10."""
    digits = "".join(one for one in value if one.isdigit())
    return int(digits or 0), value


def _choice(values: Sequence[str]) -> str:
    """Return e.g. `closed, cancelled or at scene`."""
    *before, last = [value.replace("_", " ") for value in values]
    return f"{', '.join(before)} or {last}" if before else last


def _plain(fact: str, allowed: Allowed) -> tuple[str, Allowed]:
    """Return a fact as the lists of words have it: `no` as what is not `yes`, an entry of a list as a value."""
    name, _, entry = fact.partition(" with ")
    if entry:
        return name, Allowed(frozenset({entry}), others=(_NO in allowed.values) is not allowed.others)
    if allowed.values == {_NO}:
        return fact, Allowed(frozenset({_YES}), others=not allowed.others)
    return fact, allowed


def _phrases(fact: str, material: Material) -> Iterator[tuple[str, Sequence[str]]]:
    return ((key, said) for key, said in material.words["conditions"].items() if key.split(" ")[0] == fact)


def _moment(moment: Moment, material: Material) -> str:
    goal = material.explained.dates.get(moment.date, moment.date)
    if not moment.shift.count:
        return f"{goal} ({moment.shift.at:%H:%M})" if moment.shift.at else goal
    one, many = _UNITS[moment.shift.unit]
    count = abs(moment.shift.count)
    side = "before" if moment.shift.count < 0 else "after"
    at = f", at {moment.shift.at:%H:%M}" if moment.shift.at else ""
    return f"{count} {one if count == 1 else many} {side} {goal}{at}"


def _due(duty: Duty, material: Material) -> Iterator[str]:
    words = material.words
    standard, enhanced = (_length(one, material) for one in (duty.standard, duty.enhanced))
    if standard == enhanced:
        yield f"Due: {standard}."
    else:
        yield f"Due: {standard}; with enhanced rights {enhanced}."
    if duty.is_recommended:
        yield words["recommended"]
    if not duty.is_ours:
        yield words["not_ours"]


def _length(length: Length, material: Material) -> str:
    said = material.words["durations"]
    if length.count == 1 and length.limit in {Limit.DAYS, Limit.WORKING_DAYS}:
        return str(said["one_day" if length.limit is Limit.DAYS else "one_working_day"])
    return str(said[length.limit.value]).format(count=length.count)


def _clause(text: str) -> str:
    return text[:1].lower() + text[1:]
