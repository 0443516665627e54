"""Everything that messages are shown from, read from a content folder without a database."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from waypost.base.content import UnreadableContent
from waypost.cases.codes import OutcomeMeaning, Trigger, read_outcomes, read_triggers
from waypost.duties.duty import Duties
from waypost.duties.library import shipped_duties
from waypost.journeys.catalogue.samples import Samples, read_samples
from waypost.journeys.checking.exits import record_of
from waypost.journeys.checking.paths import Ways
from waypost.journeys.explain.words import ExplainWords, read_explain_words
from waypost.journeys.language import parse_journey
from waypost.journeys.values import Send, Survey, Task
from waypost.messages import lint
from waypost.messages.lint.folder import files_under
from waypost.messages.templates import MessageTemplate, read_template

CATALOGUE = Path("catalogue", "template_catalogue.csv")
FURTHER = "further"
"""The stage of messages that the catalogue does not name."""


Acting = Send | Survey | Task
"""Steps that name a message."""


@dataclass(frozen=True)
class Row:
    """One row of the catalogue of messages: what was planned, in the order of a case."""

    id: str
    stage: str
    trigger: str
    audience: str
    channels: tuple[str, ...]
    purpose: str
    mode: str
    duty: str
    phase: str


@dataclass(frozen=True)
class MessageFile:
    """One file of a message: as it stands, and as it is sent. `path` is below the content folder."""

    path: str
    body: Mapping[str, Any]
    template: MessageTemplate

    @property
    def id(self) -> str:
        """Its id; a translation may have that of the text it translates."""
        return self.template.id


@dataclass(frozen=True)
class Material:
    """A content folder as it is shown. `files` are the texts that journeys name, `versions` their other forms."""

    rows: Mapping[str, Row]
    files: Mapping[str, MessageFile]
    versions: Mapping[str, Sequence[MessageFile]]
    ways: Sequence[Ways]
    triggers: Sequence[Trigger]
    outcomes: Mapping[str, OutcomeMeaning]
    duties: Duties
    samples: Samples
    words: Mapping[str, Any]
    explained: ExplainWords
    legal_terms: frozenset[str]

    @cached_property
    def steps_naming(self) -> Mapping[str, Sequence[tuple[Ways, Acting]]]:
        """The first step of each journey that names a message, by the message."""
        found: dict[str, list[tuple[Ways, Acting]]] = {}
        for ways in self.ways:
            acting = [step for step in ways.journey.steps if isinstance(step, Send | Survey | Task)]
            for name, step in {named(step): step for step in reversed(acting)}.items():
                found.setdefault(name, []).append((ways, step))
        return found

    @property
    def names(self) -> Sequence[str]:
        """The ids of all messages, in the order of the catalogue, then the further ones."""
        in_rows = [name for name in self.rows if name in self.files]
        return [*in_rows, *sorted(self.files.keys() - self.rows.keys())]

    def base_of(self, name: str) -> str | None:
        """Return the id of the message that is called so, or of the one that this is a version of."""
        if name in self.files:
            return name
        return next((base for base, found in self.versions.items() if any(one.id == name for one in found)), None)


def named(step: Acting) -> str:
    """Return the message that a step names."""
    return step.script if isinstance(step, Task) else step.template


def read_material(content: Path) -> Material:
    """
    Read a content folder.

    :raises UnreadableContent: naming the file.
    """
    found = list(_messages(content))
    files = {one.id: one for one in found if _is_base(one)}
    triggers = read_triggers(content)
    facts = frozenset(one.name for one in triggers if one.origin == "fact")
    return Material(
        rows={row.id: row for row in _rows(content)},
        files=files,
        versions={name: [one for one in found if not _is_base(one) and _names(one, name)] for name in files},
        ways=[*_ways(content, facts)],
        triggers=triggers,
        outcomes=read_outcomes(content),
        duties=shipped_duties(content),
        samples=read_samples(content),
        words=yaml.safe_load((content / "words" / "catalogue.yaml").read_text(encoding="utf-8")),
        explained=read_explain_words(content),
        legal_terms=lint.read_rules(content).legal_terms,
    )


def _rows(content: Path) -> Iterator[Row]:
    with (content / CATALOGUE).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Row(
                id=row["id"],
                stage=row["journey_stage"],
                trigger=row["trigger_event"],
                audience=row["audience_variant"],
                channels=tuple(row["channels"].split("|")),
                purpose=row["purpose"],
                mode=row["send_mode"],
                duty=row["code_duty"],
                phase=row["launch_phase"],
            )


def _messages(content: Path) -> Iterator[MessageFile]:
    for path in files_under(content / "messages"):
        name = path.relative_to(content).as_posix()
        try:
            body = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
            yield MessageFile(name, body, read_template(body, version=0))
        except (ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError):
            raise UnreadableContent(f"{name} has a fault: run waypost content check, and mend it first") from None


def _ways(content: Path, facts: frozenset[str]) -> Iterator[Ways]:
    for path in files_under(content / "journeys"):
        try:
            journey = parse_journey(path.stem, 0, path.read_text(encoding="utf-8"))
        except (ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError):
            name = path.relative_to(content).as_posix()
            raise UnreadableContent(f"{name} has a fault: run waypost content check, and mend it first") from None
        yield Ways(journey, record_of(journey, facts=facts).kinds)


def _is_base(one: MessageFile) -> bool:
    return one.template.language == "en" and one.template.version_of == one.id


def _names(one: MessageFile, base: str) -> bool:
    return one.template.version_of == base
