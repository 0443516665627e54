"""
Checks the duties of a content folder, and that the texts which serve them hold what they demand.

`waypost content check` prints it.
"""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from waypost.cases.vocabulary import EnhancedReason, Flag
from waypost.duties.duty import Demand, Duty, Limit
from waypost.duties.library import read_duty
from waypost.messages import syntax
from waypost.messages.lint.shape import check_shape, nearest
from waypost.messages.lint.source import Source
from waypost.messages.lint.texts import read_message
from waypost.messages.lint.values import Found

_ENHANCED = "enhanced"
_VERSIONS = "versions"
_CATALOGUE = Path("catalogue", "template_catalogue.csv")


@dataclass(frozen=True)
class DutyRules:
    """What duties are checked against: the shape of a file, and every name that they can use."""

    schema: Mapping[str, Any]
    triggers: frozenset[str]
    templates: frozenset[str]
    groups: frozenset[str]
    families: frozenset[str]


def read_duty_rules(content: Path, *, triggers: frozenset[str]) -> DutyRules:
    """Return the rules that stand under a content folder."""
    rows = _rows(content / "groups" / "offence_groups.csv")
    return DutyRules(
        schema=json.loads((content / "schemas" / "duty.schema.json").read_text(encoding="utf-8")),
        triggers=triggers,
        templates=frozenset(row["id"] for row in _rows(content / _CATALOGUE)),
        groups=frozenset(row["group"] for row in rows),
        families=frozenset(row["family"] for row in rows),
    )


def check_duty(source: Source, rules: DutyRules) -> Iterator[Found]:
    """Yield what is wrong with one file of duties by itself."""
    if Path(source.name).stem == _ENHANCED:
        yield from _enhanced(source.body, rules)
        return
    shape = [*check_shape(source.body, schema=rules.schema)]
    yield from shape or _meaning(source, rules)


def sound_duties(sources: Sequence[Source], rules: DutyRules) -> Mapping[str, Duty]:
    """Return the newest version of each duty that has no fault, by its id."""
    duties = [source for source in sources if Path(source.name).stem != _ENHANCED]
    sound = [source for source in duties if not any(check_duty(source, rules))]
    return {duty.id: duty for source in sound for duty in read_duty(source.body)}


def check_served(message: Mapping[str, Any], duties: Mapping[str, Duty], *, known: frozenset[str]) -> Iterator[Found]:
    """
    Yield what a message of the right shape lacks of the duty that it says it serves.

    `known` are the ids of all duties, with and without a fault.
    """
    served = message.get("duty")
    if served is None:
        return
    if served not in known:
        yield Found(("duty",), f"There is no duty {served} in content/duties/.{nearest(str(served), known)}")
    elif served in duties and not _is_beside(message, duties[served]):
        yield from _lacking(message, duties[served])


def _is_beside(message: Mapping[str, Any], duty: Duty) -> bool:
    return bool({message["id"], message.get("version_of", "")} & set(duty.beside))


def _lacking(message: Mapping[str, Any], duty: Duty) -> Iterator[Found]:
    texts = [text for text in read_message(message)[0].texts if not text.is_discreet and not text.is_on_a_lock_screen]
    bodies = {channel: [text.parts for text in texts if text.channel == channel] for channel in duty.met_by.channels}
    lacking = [
        [demand.what for demand in duty.met_by.must_hold if not any(_holds(parts, demand) for parts in held)]
        for held in bodies.values()
        if held
    ]
    # Where it has several channels, one that holds all of it is enough.
    fewest = min(lacking, key=len, default=[demand.what for demand in duty.met_by.must_hold] or ["a text"])
    if fewest:
        yield Found(
            ("duty",),
            f"By no channel does this text hold all that {duty.id} demands: {'; '.join(fewest)}. Write it, or name the "
            f"text under `beside` in duties/{duty.id}.yaml: then it does not meet the duty.",
        )


def _holds(parts: tuple[syntax.Part, ...], demand: Demand) -> bool:
    if demand.any_of:
        return not set(syntax.names(parts)).isdisjoint(demand.any_of)
    words = " ".join(syntax.words(parts).lower().split())
    return any(word.lower() in words for word in demand.in_words)


def _meaning(source: Source, rules: DutyRules) -> Iterator[Found]:
    if source.body["id"] != Path(source.name).stem:
        yield Found(("id",), f"The file is called {Path(source.name).stem}: give both the same name.")
    days = [version["from"] for version in source.body[_VERSIONS]]
    for number, day in enumerate(days):
        if not _is_day(day):
            yield Found((_VERSIONS, number, "from"), f"There is no day {day}: write year-month-day.")
        elif day in days[:number]:
            yield Found((_VERSIONS, number, "from"), f"Two versions are in force from {day}: keep one.")
    if all(map(_is_day, days)):
        for number, version in enumerate(source.body[_VERSIONS]):
            (duty,) = read_duty({**source.body, _VERSIONS: [version]})
            yield from _version((_VERSIONS, number), duty, rules)


def _version(place: tuple[str | int, ...], duty: Duty, rules: DutyRules) -> Iterator[Found]:
    for key, name in _events(duty):
        if name not in rules.triggers:
            yield Found((*place, key), f"There is no event {name}.{nearest(name, rules.triggers)}", name)
    for key, names in (("beside", duty.beside), ("met_by", (*duty.met_by.templates, *duty.met_by.by_any_way))):
        for name in names:
            if name not in rules.templates:
                yield Found((*place, key), f"There is no template {name}.{nearest(name, rules.templates)}", name)
    for start in duty.starts:
        for family in set(start.families) - rules.families:
            yield Found((*place, "starts"), f"There is no family {family}.{nearest(family, rules.families)}", family)
    yield from _lengths(place, duty)
    yield from _proofs(place, duty)


def _events(duty: Duty) -> Iterator[tuple[str, str]]:
    for start in duty.starts:
        yield "starts", start.on
        yield from (("starts", name) for name in start.instead)
        yield from (("starts", later.on) for later in start.told_with)
    yield from (("met_by", name) for name in duty.met_by.records)
    yield from (("stops_on", name) for name in duty.stops_on)
    yield from (("stops_for", name) for name in duty.stops_for)
    yield from (("emits", emit.event) for emit in duty.emits)
    yield from (("news", name) for name in duty.news)


def _lengths(place: tuple[str | int, ...], duty: Duty) -> Iterator[Found]:
    standard, enhanced = duty.standard, duty.enhanced
    is_later = enhanced.limit is standard.limit and enhanced.count > standard.count
    if is_later or (enhanced.limit is Limit.NONE and standard.limit is not Limit.NONE):
        yield Found((*place, "enhanced"), "Enhanced rights never make a duty later: write at most the standard length.")


def _proofs(place: tuple[str | int, ...], duty: Duty) -> Iterator[Found]:
    met = duty.met_by
    if met.must_hold and not met.channels:
        yield Found((*place, "met_by"), "It demands something of a text, but no channel can tell it: add `channels`.")
    if duty.is_ours and duty.starts and not (met.channels or met.pages or met.officer or met.records):
        yield Found((*place, "met_by"), "Nothing can ever meet this duty: say what does.")
    for number, demand in enumerate(met.must_hold):
        if bool(demand.any_of) == bool(demand.in_words):
            said = "Say either which placeholders hold it (`any_of`) or which words (`in_words`)."
            yield Found((*place, "met_by", "must_hold", number), said)


def _enhanced(body: Any, rules: DutyRules) -> Iterator[Found]:
    wanted = {"source", "mark", "under_age", "families", "groups", "flags"}
    if not isinstance(body, dict) or set(body) != wanted:
        yield Found((), f"It holds exactly these keys: {', '.join(sorted(wanted))}.")
        return
    reasons, flags = frozenset(map(str, EnhancedReason)), frozenset(map(str, Flag))
    for key, known in (("families", rules.families), ("groups", rules.groups), ("flags", flags)):
        for name, reason in body[key].items():
            if name not in known:
                yield Found((key, name), f"There is no {name} among the {key}.{nearest(name, known)}")
            if reason not in reasons:
                yield Found((key, name), f"{reason} is no reason: write one of {', '.join(sorted(reasons))}.")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _rows(path: Path) -> Sequence[Mapping[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
