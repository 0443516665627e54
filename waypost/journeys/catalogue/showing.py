"""What `waypost content show` prints: one message, for the readers, languages and channels that are asked for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from waypost.journeys.catalogue.entries import Entry, Showing, entry_of, form_words
from waypost.journeys.catalogue.filling import usual_filling
from waypost.journeys.catalogue.material import Material, MessageFile
from waypost.journeys.catalogue.plain import about, texts
from waypost.journeys.catalogue.samples import Person
from waypost.journeys.catalogue.texts import Filling, texts_of
from waypost.messages.lint.shape import nearest

CHANNELS = ("sms", "email", "letter", "script", "page")


class UnknownMessage(LookupError):
    """There is no such message, or no such reader: the message of the error names the nearest."""


@dataclass(frozen=True)
class Wanted:
    """What is asked for; None and False: all there is, with usual values."""

    audience: str | None = None
    language: str | None = None
    channel: str | None = None
    worst: bool = False


def lines_of(name: str, wanted: Wanted, material: Material) -> Iterator[str]:
    """
    Yield the lines that show one message.

    :raises UnknownMessage: with the nearest name.
    """
    base = material.base_of(name)
    if base is None:
        known = [*material.names, *(one.id for found in material.versions.values() for one in found)]
        raise UnknownMessage(f"there is no message {name}.{nearest(name, known)}")
    entry = entry_of(base, material)
    yield from about(entry, material)
    for showing in _showings(entry, wanted, material):
        yield ""
        yield from texts(showing, material, channel=wanted.channel)


def _showings(entry: Entry, wanted: Wanted, material: Material) -> Iterator[Showing]:
    """Yield the texts by who gets them: whoever is asked for, or everybody."""
    asked = [_person(wanted.audience, material)] if wanted.audience else []
    files = [material.files[entry.name], *material.versions[entry.name]]
    for file in files:
        if wanted.language in {None, file.template.language}:
            for person in asked or _readers(entry, file, material):
                yield _showing(file, person, wanted, material)


def _readers(entry: Entry, file: MessageFile, material: Material) -> Sequence[Person]:
    reader, discreet = entry.main.person, entry.discreet
    speaker = material.samples.speaker_of(file.template.language)
    if speaker or file.id != entry.name:
        return [speaker or reader]
    return [reader, discreet.person] if discreet else [reader]


def _showing(file: MessageFile, person: Person, wanted: Wanted, material: Material) -> Showing:
    filling = Filling.worst(person) if wanted.worst else usual_filling(file, person, material)
    found = [*texts_of(file, filling, legal_terms=material.legal_terms)]
    return Showing(file.id, person, found, form_words(file, material), file.template.language, file.template.is_draft)


def _person(name: str, material: Material) -> Person:
    people = material.samples.people
    # Both the id of a reader and the name of an audience will do.
    person = material.samples.named(name) or next((one for one in people if name in one.audiences), None)
    if person is None:
        raise UnknownMessage(f"there is no reader {name}: use one of {', '.join(one.id for one in people)}")
    return person
