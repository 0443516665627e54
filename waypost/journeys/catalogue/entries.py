"""One message as it is shown: what it is, who sends it and when, and each text of it for each of its readers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from waypost.journeys.catalogue.filling import usual_filling
from waypost.journeys.catalogue.material import FURTHER, Material, MessageFile
from waypost.journeys.catalogue.samples import Person
from waypost.journeys.catalogue.texts import Filling, Shown, texts_of
from waypost.journeys.catalogue.wording import Sender, duty_words, mode_words, senders_of, without_journey

_ENGLISH = "en"


@dataclass(frozen=True)
class Showing:
    """The texts of one file for one person; `name` is the file's id, `form` what it is a version in, if any."""

    name: str
    person: Person
    texts: Sequence[Shown]
    form: str = ""
    language: str = _ENGLISH
    is_draft: bool = False


@dataclass(frozen=True)
class Entry:
    """
    One message of the catalogue; `otherwise` is who sends it where no journey does.

    `main` is for its first reader, `also` for others who get the same words, `discreet` for somebody whose plan is
    discreet, `versions` are other languages and formats, `worst` the main one with the longest values.
    """

    name: str
    path: str
    title: str
    stage: str
    trigger: str
    phase: str
    mode: str
    mode_enhanced: str
    mode_words: Sequence[str]
    class_words: str
    audience: str
    duty: str
    duty_words: Sequence[str]
    senders: Sequence[Sender]
    otherwise: str
    note: str
    main: Showing
    worst: Showing
    also: Sequence[Showing] = ()
    discreet: Showing | None = None
    versions: Sequence[Showing] = ()


def entry_of(name: str, material: Material) -> Entry:
    """Return one message as it is shown; `name` is of a text that is no version of another."""
    file, row, words = material.files[name], material.rows.get(name), material.words
    template = file.template
    reader, *others = material.samples.readers_of(template.audience.value)
    discreet = material.samples.discreet()
    hidden = _showing(file, discreet, material) if discreet else None
    return Entry(
        name=name,
        path=file.path,
        title=_title(file, material),
        stage=row.stage if row else FURTHER,
        trigger=row.trigger if row else "",
        phase=row.phase if row else "",
        mode=template.mode.value,
        mode_enhanced=template.mode_enhanced.value,
        mode_words=mode_words(file, material),
        class_words=words["classes"][template.message_class.value],
        audience=words["audiences"][template.audience.value],
        duty=template.duty or "",
        duty_words=duty_words(file, material),
        senders=[*senders_of(name, material)],
        otherwise=without_journey(file, material),
        note=str(file.body["note"]),
        main=_showing(file, reader, material),
        worst=Showing(name, reader, [*texts_of(file, Filling.worst(reader), legal_terms=material.legal_terms)]),
        also=[_showing(file, one, material) for one in others],
        discreet=hidden if hidden and hidden.texts else None,
        versions=[_version(one, reader, material) for one in material.versions[name]],
    )


def stages_of(material: Material) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield each stage of a case with the messages of it, in the order of the catalogue; the further ones last."""
    stages = {name: material.rows[name].stage if name in material.rows else FURTHER for name in material.names}
    for stage in dict.fromkeys(stages.values()):
        yield stage, [name for name, found in stages.items() if found == stage]


def form_words(file: MessageFile, material: Material) -> str:
    """Return which other form of a message a file is, e.g. `Welsh`."""
    template, words = file.template, material.words
    language = words["languages"][template.language] if template.language != _ENGLISH else ""
    return ", ".join(part for part in (language, words["formats"].get(template.format, "")) if part)


def _title(file: MessageFile, material: Material) -> str:
    row = material.rows.get(file.id)
    return row.purpose if row else str(file.body["note"])


def _version(file: MessageFile, reader: Person, material: Material) -> Showing:
    person = material.samples.speaker_of(file.template.language) or reader
    return _showing(file, person, material, form=form_words(file, material))


def _showing(file: MessageFile, person: Person, material: Material, *, form: str = "") -> Showing:
    filling = usual_filling(file, person, material)
    return Showing(
        name=file.id,
        person=person,
        texts=[*texts_of(file, filling, legal_terms=material.legal_terms)],
        form=form,
        language=file.template.language,
        is_draft=file.template.is_draft,
    )
