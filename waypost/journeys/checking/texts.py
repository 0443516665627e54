"""The messages of a content folder as journeys need them: who may get one, and what each of its texts asks for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from waypost.messages import syntax
from waypost.messages.lint.source import Source
from waypost.messages.lint.texts import read_message


@dataclass(frozen=True)
class Asked:
    """One placeholder in one text, with the flag around it (empty: none)."""

    placeholder: str
    flag: str
    text: str


@dataclass(frozen=True)
class Template:
    """One message by its file, and the other languages and formats that may go in its place."""

    id: str
    body: Mapping[str, Any]
    asked: frozenset[Asked]
    versions: tuple["Template", ...] = ()

    @property
    def audience(self) -> str:
        """Who may get it."""
        return str(self.body["audience"])

    @property
    def flags(self) -> frozenset[str]:
        """The flags that a text of it or of a version asks for."""
        message, _ = read_message(self.body)
        return frozenset(flag for text in message.texts for flag in syntax.flags(text.parts))

    def all_asked(self) -> Iterator[Asked]:
        """Yield what it and its versions ask for."""
        yield from sorted(self.asked, key=lambda asked: (asked.placeholder, asked.flag, asked.text))
        for version in self.versions:
            yield from version.all_asked()


def read_templates(sources: Sequence[Source]) -> Mapping[str, Template]:
    """Return the messages that journeys name, by id, from files of the right shape."""
    plain = [(source, _template(source.body)) for source in sources]
    return {
        template.id: Template(template.id, template.body, template.asked, _versions(template, plain))
        for source, template in plain
        if source.body["language"] == "en" and "version_of" not in source.body
    }


def _versions(original: Template, plain: Sequence[tuple[Source, Template]]) -> tuple[Template, ...]:
    return tuple(template for source, template in plain if source.body.get("version_of") == original.id)


def _template(body: Mapping[str, Any]) -> Template:
    message, _ = read_message(body)
    # A script names what is not on record in its place: a call is not lost for it.
    asked = frozenset(
        Asked(name, flag, text.name) for text in message.texts if text.channel for name, flag in _names(text.parts)
    )
    return Template(str(body["id"]), body, asked)


def _names(parts: Sequence[syntax.Part], flag: str = "") -> Iterator[tuple[str, str]]:
    for part in parts:
        if isinstance(part, syntax.Placeholder):
            yield part.name, flag
        elif isinstance(part, syntax.Conditional):
            yield from _names(part.parts, part.flag)
