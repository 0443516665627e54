"""Checks the messages under a content folder: each by itself, and those that belong together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from waypost.messages.lint.message import check_message
from waypost.messages.lint.shape import check_shape
from waypost.messages.lint.source import Source, read_source
from waypost.messages.lint.values import ContentFault, Found, LintRules
from waypost.messages.lint.versions import check_version, same_versions

_ENDING = ".yaml"
# A tuple: whatever an editor wrote for a language can be looked up in it.
_LANGUAGES = ("en", "cy")


def check_folder(content: Path, *, rules: LintRules) -> list[ContentFault]:
    """Return what is wrong with the messages under a content folder, in the order of files and lines."""
    read = read_folder(content, "messages")
    shaped = well_shaped([one for one in read if isinstance(one, Source)], rules=rules)
    return check_read(read, shaped, content=content, rules=rules)


def read_folder(content: Path, kind: str) -> list[Source | ContentFault]:
    """Return each file of a kind, or why it cannot be read."""
    return [read_source(path, name=path.relative_to(content).as_posix()) for path in files_under(content / kind)]


def check_read(
    read: Sequence[Source | ContentFault], shaped: Sequence[Source], *, content: Path, rules: LintRules
) -> list[ContentFault]:
    """Return what is wrong with messages that were read, `shaped` those of their shape, by files and lines."""
    sources = [one for one in read if isinstance(one, Source)]
    faults = [one for one in read if isinstance(one, ContentFault)]
    faults += misplaced(content)
    for source in sources:
        faults += check_source(source, rules=rules)
    faults += _versions(shaped)
    return sorted(set(faults), key=lambda fault: (fault.file, fault.line, fault.sentence))


def well_shaped(sources: Sequence[Source], *, rules: LintRules) -> list[Source]:
    """Return the files that are of the shape of a message, whatever their words."""
    return [source for source in sources if not any(check_shape(source.body, schema=rules.schema))]


def check_file(file: Path, *, rules: LintRules) -> list[ContentFault]:
    """Return what is wrong with one message's file, in the order of lines."""
    source = read_source(file, name=str(file))
    if isinstance(source, ContentFault):
        return [source]
    return sorted(check_source(source, rules=rules), key=lambda fault: (fault.line, fault.sentence))


def check_source(source: Source, *, rules: LintRules) -> Iterator[ContentFault]:
    """Yield the faults of one file by itself."""
    path = Path(source.name)
    yield from placed(source, check_message(source.body, name=path.stem, rules=rules))
    if isinstance(source.body, dict) and path.parent.name in _LANGUAGES:
        language = source.body.get("language")
        if language in _LANGUAGES and language != path.parent.name:
            said = f"The language is {language} but the folder is {path.parent.name}/: move the file or mend the key."
            yield from placed(source, [Found(("language",), said)])


def placed(source: Source, found: Iterable[Found]) -> Iterator[ContentFault]:
    """Yield each fault with the file and line where it stands."""
    for one in found:
        yield ContentFault(source.name, source.line(one.path, word=one.word), one.sentence)


def files_under(folder: Path) -> list[Path]:
    """Return the content files under a folder, sorted."""
    return sorted(path for path in folder.rglob(f"*{_ENDING}") if path.is_file())


def misplaced(content: Path) -> Iterator[ContentFault]:
    """Yield each file that would never be read, because of its ending or its folder."""
    for path in sorted(content.glob("messages/**/*")):
        name = path.relative_to(content).as_posix()
        if path.is_file() and path.suffix != _ENDING and not path.name.startswith("."):
            yield ContentFault(name, 1, f"Only files that end in {_ENDING} are read: rename it, or move it away.")
        elif path.is_file() and path.parent.name not in _LANGUAGES:
            yield ContentFault(name, 1, "A message stands in messages/en/ or messages/cy/: move it there.")


def _versions(sources: Sequence[Source]) -> Iterator[ContentFault]:
    originals: Mapping[str, Mapping[str, Any]] = {
        Path(source.name).stem: source.body for source in sources if source.body["language"] == "en"
    }
    named = {source.name: source for source in sources}
    for source in sources:
        yield from placed(source, check_version(source.body, originals=originals))
    for name, found in same_versions([(source.name, source.body) for source in sources]):
        yield from placed(named[name], [found])
