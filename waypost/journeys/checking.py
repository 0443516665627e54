"""Check all content: the journeys, the texts, and that they fit each other."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from waypost.base.content import ContentFile, read_files
from waypost.cases.codes import read_triggers
from waypost.cases.compare import INTERNAL
from waypost.journeys.language import check_text, parse_journey, read_schema
from waypost.journeys.values import Send
from waypost.messages import lint
from waypost.messages.lint import ContentFault


def check_content(folder: Path, *, rules: Path) -> Sequence[ContentFault]:
    """
    Return every fault under a content folder, by file and line.

    `rules` is the content folder with the schemas, triggers and words that files are checked against: an
    exported folder has none of its own.

    :raises waypost.base.content.UnreadableContent: if the folder or a file cannot be read.
    """
    files = [file for file in read_files(folder) if file.kind == "journeys"]
    schema, triggers = read_schema(rules), known_triggers(rules)
    faults = [*lint.check_folder(folder, rules=lint.read_rules(rules))]
    sound = []
    for file in files:
        found = check_text(file.text, file=_name(file, folder), schema=schema, triggers=triggers)
        faults += found
        if not found:
            sound.append(file)
    faults += _unsendable(sound, folder)
    return sorted(faults, key=lambda fault: (fault.file, fault.line))


def known_triggers(folder: Path) -> frozenset[str]:
    """Return the names of all events that a timeline can hold."""
    return frozenset(trigger.name for trigger in read_triggers(folder)) | frozenset(map(str, INTERNAL))


def _unsendable(journeys: Sequence[ContentFile], folder: Path) -> Iterator[ContentFault]:
    texts = {path.stem for path in (folder / "messages" / "en").glob("*.yaml")}
    for file in journeys:
        steps = parse_journey(file.key, 0, file.text).steps
        for template in dict.fromkeys(step.template for step in steps if isinstance(step, Send)):
            if template not in texts:
                line = _line_of(file.text, template)
                yield ContentFault(
                    _name(file, folder),
                    line,
                    f"sends {template}, which no file of messages/en/ holds: write it, or mend the name.",
                )


def _line_of(text: str, word: str) -> int:
    return next((number for number, line in enumerate(text.splitlines(), 1) if word in line), 1)


def _name(file: ContentFile, folder: Path) -> str:
    return file.path.relative_to(folder).as_posix()
