"""Who is told of what: each trigger with each kind of reader, found by walking every journey as that reader."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from waypost.journeys.catalogue.material import Acting, Material, named
from waypost.journeys.catalogue.moments import TellingMoment, moments_of
from waypost.journeys.catalogue.readers import READERS, ReaderKind
from waypost.journeys.catalogue.walking import Walk
from waypost.journeys.checking.events import kinds_of
from waypost.journeys.checking.knowledge import Allowed, Knowledge, contradiction
from waypost.journeys.checking.paths import Ways, at_send
from waypost.journeys.values import END, Journey, Send, Survey, Task, To, Wait, WaitUntil
from waypost.messages.values import MessageClass, SendMode


@dataclass(frozen=True)
class Cover:
    """
    One text that a journey has for a reader on a trigger.

    `held` is why the gates keep it back, so that an officer tells them; empty where it goes. `is_needless`: it is held
    and yet no officer should be asked, since it is advice or a survey. `as_task`: an officer gets it as a script.
    """

    template: str
    journey: str
    phase: int
    state: str
    mode: SendMode
    duty: str
    held: str = ""
    is_needless: bool = False
    as_task: bool = False


@dataclass(frozen=True)
class Cell:
    """What one kind of reader gets on one trigger (with its qualifier, where that is told apart)."""

    trigger: str
    reader: str
    covers: tuple[Cover, ...]

    @property
    def told(self) -> Sequence[Cover]:
        """The texts that go, and the scripts that an officer is asked to follow."""
        return [cover for cover in self.covers if not cover.held]

    @property
    def held(self) -> Sequence[Cover]:
        """The texts that an officer is asked to tell instead."""
        return [cover for cover in self.covers if cover.held]

    @property
    def is_hole(self) -> bool:
        """Whether nothing of ours reaches them."""
        return not self.told


@dataclass(frozen=True)
class Coverage:
    """All cells, by trigger and reader."""

    cells: Mapping[tuple[str, str], Cell]

    @cached_property
    def triggers(self) -> Sequence[str]:
        """The triggers, in the order of the table."""
        return [*dict.fromkeys(trigger for trigger, _ in self.cells)]

    def row(self, trigger: str) -> Sequence[Cell]:
        """Return the cells of one trigger, in the order of readers."""
        return [self.cells[trigger, reader.name] for reader in READERS]


def coverage_of(material: Material) -> Coverage:
    """Walk every journey as every kind of reader."""
    facts = frozenset(trigger.name for trigger in material.triggers if trigger.origin == "fact")
    return Coverage(
        {
            (moment.name, reader.name): Cell(moment.name, reader.name, tuple(_covers(moment, reader, material, facts)))
            for moment in moments_of(material)
            for reader in READERS
        }
    )


def _covers(moment: TellingMoment, reader: ReaderKind, material: Material, facts: frozenset[str]) -> Iterator[Cover]:
    for ways in material.ways:
        if ways.journey.to in reader.to and _concerns(ways.journey, moment.trigger):
            walk = Walk(ways.journey, ways.kinds, given=_given(moment, reader, ways, facts))
            if contradiction(walk.first) is None:
                yield from _met(walk, moment.trigger, reader, material)


def _concerns(journey: Journey, trigger: str) -> bool:
    return trigger in journey.starts_on or bool(_clocks(journey, trigger))


def _clocks(journey: Journey, trigger: str) -> Sequence[str]:
    """Return the waits whose end is this trigger."""
    waits = (step for step in journey.steps if isinstance(step, Wait | WaitUntil))
    return [step.id for step in waits if step.stands_for == trigger]


def _given(moment: TellingMoment, reader: ReaderKind, ways: Ways, facts: frozenset[str]) -> Knowledge:
    kinds = Allowed(frozenset(map(str, kinds_of(moment.trigger, facts=facts) & ways.kinds)))
    said = {fact: Allowed(frozenset({value})) for fact, value in moment.says.items()}
    return {**reader.given, **said, "case.kind": kinds}


def _met(walk: Walk, trigger: str, reader: ReaderKind, material: Material) -> Iterator[Cover]:
    """Yield what the reader meets after the trigger and before the next clock, each text once."""
    steps = _after(walk, trigger)
    found: dict[tuple[str, bool], Cover] = {}
    for step in walk.journey.steps:
        if step.id in steps and isinstance(step, Send | Survey | Task):
            known = walk.arrivals[step.id]
            known = at_send(step, known) if isinstance(step, Send) else known
            if contradiction(known) is None and named(step) in material.files:
                cover = _cover(step, walk.journey, reader, material)
                found.setdefault((cover.template, cover.as_task), cover)
    yield from found.values()


def _after(walk: Walk, trigger: str) -> frozenset[str]:
    """Return the steps that are reached after the trigger without another clock between."""
    journey, clocks = walk.journey, _clocks(walk.journey, trigger)
    waiting = [journey.steps[0].id] if trigger in journey.starts_on else []
    for clock in clocks:
        if clock in walk.reached:
            waiting += [edge.target for edge in walk.edges(clock, walk.arrivals[clock])]
    found: set[str] = set()
    while waiting:
        here = waiting.pop()
        if here in found or here == END:
            continue
        found.add(here)
        if not getattr(journey.step(here), "stands_for", None):
            waiting += [edge.target for edge in walk.edges(here, walk.arrivals[here])]
    return frozenset(found)


def _cover(step: Acting, journey: Journey, reader: ReaderKind, material: Material) -> Cover:
    template = material.files[named(step)].template
    plain = Cover(
        template=template.id,
        journey=journey.name,
        phase=journey.phase,
        state=journey.state.value,
        mode=SendMode.HUMAN_FIRST if isinstance(step, Task) else reader.mode(template),
        duty=template.duty or "",
        as_task=isinstance(step, Task),
    )
    if isinstance(step, Task):
        return plain
    held = reader.refusal(template)
    is_trifle = template.is_advice or template.message_class is MessageClass.SURVEY
    return replace(plain, held=held, is_needless=bool(held) and is_trifle and _stands_in(journey, reader))


def _stands_in(journey: Journey, reader: ReaderKind) -> bool:
    return journey.to is not To.REPORTERS and reader.name in {"guardian", "spokesperson"}
