"""The live versions of messages, as templates. Read once a batch; parsed once a version."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import yaml

from waypost.base.content import LiveContent, live_content
from waypost.cases.values import PersonFacts
from waypost.messages.templates import MessageTemplate, read_template
from waypost.messages.values import Channel

_KIND = "messages"
_ENGLISH = "en"


@dataclass(frozen=True)
class Reader:
    """Who reads a text: the language (BCP 47) and the formats that they need, and whether the plan is discreet."""

    language: str
    formats: tuple[str, ...]
    discreet: bool

    @classmethod
    def of(cls, person: PersonFacts) -> "Reader":
        """Return the recipient as a reader."""
        discreet = person.plan is not None and person.plan.discreet
        return cls((person.language or _ENGLISH).lower().split("-")[0], person.formats, discreet)


@dataclass(frozen=True)
class Library:
    """All live messages: those that journeys name, by id, and their versions in other languages and formats."""

    templates: Mapping[str, MessageTemplate]
    versions: Mapping[str, Sequence[MessageTemplate]]

    def pick(self, template_id: str, *, channel: Channel, reader: Reader) -> MessageTemplate | None:
        """
        Return the version that this reader gets by this channel, or None where there is no such template.

        A format that somebody needs goes before the language that they prefer. Without a fitting version it is the
        template itself: a translation that is a draft is never sent.
        """
        base = self.templates.get(template_id)
        if base is None:
            return None
        fitting = [one for one in self.versions.get(template_id, ()) if _fits(one, channel=channel, reader=reader)]
        return max(fitting, key=lambda one: _closeness(one, reader), default=base)


def live_library() -> Library:
    """Return the messages in force."""
    return _library(live_content(_KIND))


@lru_cache(maxsize=4)
def _library(contents: tuple[LiveContent, ...]) -> Library:
    return library_of((content.key, content.version, content.text) for content in contents)


def library_of(files: Iterable[tuple[str, int, str]]) -> Library:
    """Return a library of files: the key of each (`en/crime_recorded_adult`), its version and its text."""
    read = [_parse(key, version, text) for key, version, text in files]
    templates = {one.id: one for one in read if one.language == _ENGLISH and one.version_of == one.id}
    versions: dict[str, list[MessageTemplate]] = {}
    for one in sorted(read, key=lambda one: one.key):
        base = templates.get(one.version_of)
        if base is not None and one.key != base.key and not one.is_draft:
            versions.setdefault(base.id, []).append(_under(base, one))
    return Library(templates, versions)


def _under(base: MessageTemplate, version: MessageTemplate) -> MessageTemplate:
    """Return a version that goes by the rules of its template: a translation cannot be sent more freely."""
    return replace(
        version,
        mode=base.mode,
        mode_enhanced=base.mode_enhanced,
        message_class=base.message_class,
        duty=base.duty,
        valid_for=base.valid_for,
        act_within=base.act_within,
        is_advice=base.is_advice,
        audience=base.audience,
    )


def _fits(version: MessageTemplate, *, channel: Channel, reader: Reader) -> bool:
    can_read = version.language in {_ENGLISH, reader.language}
    is_asked_for = version.format in reader.formats if version.format else version.language != _ENGLISH
    return can_read and is_asked_for and version.has_text(channel, discreet=reader.discreet)


def _closeness(version: MessageTemplate, reader: Reader) -> tuple[int, bool, str]:
    # Of several formats that somebody needs, the first that the record names.
    formats = [*reversed(reader.formats)]
    rank = formats.index(version.format) + 1 if version.format in formats else 0
    return rank, version.language == reader.language, version.key


@lru_cache(maxsize=2000)
def _parse(_key: str, version: int, text: str) -> MessageTemplate:
    return read_template(yaml.load(text, Loader=yaml.CSafeLoader), version=version)
