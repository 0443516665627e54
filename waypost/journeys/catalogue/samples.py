"""The made-up people for whom texts are shown, and the values that theirs are filled with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from waypost.messages.placeholders import FLAGS, PLACEHOLDERS

SAMPLES = Path("catalogue", "samples.yaml")
_ENGLISH = "en"
_REPLACES = "replaces"


@dataclass(frozen=True)
class Person:
    """Somebody made up. `description` says who they are, `values` what is said otherwise to them."""

    id: str
    name: str
    description: str
    audiences: tuple[str, ...]
    language: str = _ENGLISH
    discreet: bool = False
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Samples:
    """
    All of them, in the order of the file.

    `languages` holds what is said otherwise in another language, `messages` what is in messages of this beginning.
    """

    values: Mapping[str, str]
    languages: Mapping[str, Mapping[str, str]]
    messages: Mapping[str, Mapping[str, str]]
    people: Sequence[Person]

    def readers_of(self, audience: str) -> Sequence[Person]:
        """Return for whom a text is shown that is written for this audience, at least one."""
        return [person for person in self.people if audience in person.audiences] or self.people[:1]

    def named(self, name: str) -> Person | None:
        """Return the person of that id, or None."""
        return next((person for person in self.people if person.id == name), None)

    def speaker_of(self, language: str) -> Person | None:
        """Return who reads this language, where it is not English."""
        return next((one for one in self.people if one.language == language != _ENGLISH), None)

    def discreet(self) -> Person | None:
        """Return whose plan is discreet."""
        return next((person for person in self.people if person.discreet), None)

    def filled(self, person: Person, *, message: str, language: str) -> Mapping[str, str]:
        """Return the value of every placeholder for this person in this message."""
        begun = sorted((one for one in self.messages if message.startswith(one)), key=len)
        own = {name: value for one in begun for name, value in self.messages[one].items()}
        return {**self.values, **self.languages.get(language, {}), **person.values, **own}


def worst_values() -> Mapping[str, str]:
    """Return the longest value of every placeholder, with which texts are checked."""
    return {name: rule.worst for name, rule in PLACEHOLDERS.items()}


def sample_flags() -> Mapping[str, bool]:
    """Return every flag as it mostly is: all is on record, and nothing is replaced."""
    return {name: name != _REPLACES for name in FLAGS}


def worst_flags() -> Mapping[str, bool]:
    """Return every flag as it makes the longest text."""
    return dict.fromkeys(FLAGS, True)


@cache
def read_samples(content: Path) -> Samples:
    """Read a content folder; it is read once in the life of a process."""
    body = yaml.safe_load((content / SAMPLES).read_text(encoding="utf-8"))
    people = tuple(
        Person(
            id=one["id"],
            name=one["name"],
            description=one["is"],
            audiences=tuple(one["audiences"]),
            language=one.get("language", _ENGLISH),
            discreet=one.get("discreet", False),
            values=one.get("values", {}),
        )
        for one in body["people"]
    )
    return Samples(body["values"], body["languages"], body["messages"], people)
