"""Checks a content folder whole."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from waypost.base.content import KINDS, UnreadableContent
from waypost.cases.codes import Trigger, read_triggers
from waypost.cases.compare import INTERNAL
from waypost.duties.checking import DutyRules, check_duty, check_served, read_duty_rules, sound_duties
from waypost.journeys.checking.exits import Record, check_exits, record_of
from waypost.journeys.checking.flow import check_flow
from waypost.journeys.checking.paths import Ways
from waypost.journeys.checking.sends import Texts, check_sends
from waypost.journeys.checking.texts import read_templates
from waypost.journeys.checking.together import flags_in_vain, lonely_topics, nobody_sends
from waypost.journeys.checking.vocabulary import Vocabulary, check_values, read_vocabulary
from waypost.journeys.checking.worklist import check_worklist, read_worklist_schema
from waypost.journeys.language import check_text, parse_journey, read_schema
from waypost.messages import lint
from waypost.messages.lint import ContentFault
from waypost.messages.lint.folder import check_read, files_under, placed, read_folder, well_shaped
from waypost.messages.lint.replies import check_reply
from waypost.messages.lint.source import Source
from waypost.messages.lint.values import Found, LintRules

_NAME = re.compile(r"[a-z][a-z0-9-]{1,58}\.yaml")


@dataclass(frozen=True)
class Rules:
    """What content is checked against, read from the folder that holds the schemas and lists."""

    messages: LintRules
    schema: Mapping[str, Any]
    triggers: frozenset[str]
    clocks: frozenset[str]
    facts: frozenset[str]
    vocabulary: Vocabulary
    duties: DutyRules
    known_duties: frozenset[str]
    worklist: Mapping[str, Any]


def check_content(folder: Path, *, rules: Path) -> Sequence[ContentFault]:
    """
    Return every fault under a content folder, by file and line.

    `rules` is the content folder with the schemas, triggers and words that files are checked against: an
    exported folder has none of its own.

    :raises waypost.base.content.UnreadableContent: if the folder is not there, or the rules cannot be read.
    """
    _refuse_elsewhere(folder)
    return check_folder(folder, read_rules(rules))


def check_folder(folder: Path, rules: Rules) -> Sequence[ContentFault]:
    """Return every fault under a folder, with rules that were read before."""
    messages, journeys = read_folder(folder, "messages"), read_folder(folder, "journeys")
    shaped = well_shaped([one for one in messages if isinstance(one, Source)], rules=rules.messages)
    faults = [
        *check_read(messages, shaped, content=folder, rules=rules.messages),
        *_misplaced(folder),
        *_journeys(journeys, _texts(messages, shaped), rules),
        *_duties(read_folder(folder, "duties"), shaped, rules),
        *_worklist(read_folder(folder, "worklist"), rules),
        *_replies(read_folder(folder, "replies"), rules),
    ]
    return sorted(set(faults), key=lambda fault: (fault.file, fault.line, fault.sentence))


def _refuse_elsewhere(folder: Path) -> None:
    if not folder.is_dir():
        raise UnreadableContent(f"there is no folder {folder.name}: name one that holds journeys/ and messages/")
    if not any((folder / kind).is_dir() for kind in KINDS):
        raise UnreadableContent(f"{folder.name} holds no journeys/, messages/ or duties/: name a folder that does")


def known_triggers(folder: Path) -> frozenset[str]:
    """Return the names of all events that a timeline can hold."""
    return _names(read_triggers(folder))


def read_rules(content: Path) -> Rules:
    """
    Return what stands under a content folder for others to be checked against.

    :raises waypost.base.content.UnreadableContent: saying what cannot be read.
    """
    try:
        rows = read_triggers(content)
        if not rows:
            raise UnreadableContent("triggers.csv names no event")
        names = _names(rows)
        return Rules(
            messages=lint.read_rules(content),
            schema=read_schema(content),
            triggers=names,
            clocks=frozenset(row.name for row in rows if row.origin == "clock"),
            facts=frozenset(row.name for row in rows if row.origin == "fact"),
            vocabulary=read_vocabulary(content),
            duties=read_duty_rules(content, triggers=names),
            known_duties=frozenset(path.stem for path in files_under(content / "duties")),
            worklist=read_worklist_schema(content),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise UnreadableContent(f"the rules of content cannot be read ({error}): mend {content.name}/") from None


def _names(rows: Sequence[Trigger]) -> frozenset[str]:
    return frozenset(row.name for row in rows) | frozenset(map(str, INTERNAL))


def _journeys(read: Sequence[Source | ContentFault], texts: Texts, rules: Rules) -> Iterator[ContentFault]:
    sound: list[tuple[Source, Ways]] = []
    for source in read:
        if isinstance(source, ContentFault):
            yield source
            continue
        faults = check_text(
            source.text, file=source.name, schema=rules.schema, triggers=rules.triggers, clocks=rules.clocks
        )
        yield from faults
        if not faults:
            journey = parse_journey(Path(source.name).stem, 0, source.text)
            record = record_of(journey, facts=rules.facts)
            sound.append((source, Ways(journey, record.kinds)))
            yield from placed(source, _by_itself(sound[-1][1], record, texts, rules))
    # What a journey with a fault sends is not known, so nothing can be said to be sent by none.
    if len(sound) == len(read):
        yield from _together(texts, sound)


def _by_itself(ways: Ways, record: Record, texts: Texts, rules: Rules) -> Iterator[Found]:
    yield from check_values(ways.journey, rules.vocabulary)
    yield from check_exits(ways.journey, record)
    yield from check_flow(ways)
    yield from check_sends(ways, record, texts)


def _duties(read: Sequence[Source | ContentFault], messages: Sequence[Source], rules: Rules) -> Iterator[ContentFault]:
    sources = [one for one in read if isinstance(one, Source)]
    yield from (one for one in read if isinstance(one, ContentFault))
    for source in sources:
        yield from placed(source, check_duty(source, rules.duties))
    # An exported folder may hold a few texts only: they serve the duties that are in force here.
    known = rules.known_duties | {_stem(one) for one in read}
    duties = sound_duties(sources, rules.duties)
    for message in messages:
        yield from placed(message, check_served(message.body, duties, known=known))


def _worklist(read: Sequence[Source | ContentFault], rules: Rules) -> Iterator[ContentFault]:
    for source in read:
        if isinstance(source, ContentFault):
            yield source
        else:
            yield from placed(source, check_worklist(source.body, schema=rules.worklist))


def _replies(read: Sequence[Source | ContentFault], rules: Rules) -> Iterator[ContentFault]:
    for source in read:
        if isinstance(source, ContentFault):
            yield source
        else:
            yield from placed(source, check_reply(source, rules=rules.messages))


def _texts(read: Sequence[Source | ContentFault], messages: Sequence[Source]) -> Texts:
    files = {Path(source.name).stem: source for source in messages if source.body["language"] == "en"}
    return Texts(
        templates=read_templates(messages),
        versions={str(one.body["id"]): str(one.body["version_of"]) for one in messages if "version_of" in one.body},
        faulty=frozenset(_stem(one) for one in read) - files.keys(),
        files=files,
    )


def _stem(one: Source | ContentFault) -> str:
    return Path(one.name if isinstance(one, Source) else one.file).stem


def _together(texts: Texts, sound: Sequence[tuple[Source, Ways]]) -> Iterator[ContentFault]:
    ways = [one for _, one in sound]
    found = [*flags_in_vain(texts, ways), *lonely_topics(sound)]
    if sound:
        found += nobody_sends(texts, ways)
    for source, one in found:
        yield from placed(source, [one])


def _misplaced(folder: Path) -> Iterator[ContentFault]:
    for path in sorted((folder / "journeys").rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or path.name.startswith("."):
            continue
        if path.suffix != ".yaml":
            yield ContentFault(name, 1, "Only files that end in .yaml are read: rename it, or move it away.")
        elif not _NAME.fullmatch(path.relative_to(folder / "journeys").as_posix()):
            yield ContentFault(
                name, 1, "A journey is called by its file: name it journeys/small-words-with-hyphens.yaml."
            )
