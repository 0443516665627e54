"""Which content is simulated: what is in force, or a folder of files as it would be once loaded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from waypost.base.content import ContentFile, LiveContent, live_content, read_files
from waypost.duties.duty import Duties
from waypost.duties.library import duties_of, live_duties
from waypost.journeys.language import parse_journey
from waypost.journeys.values import Journey
from waypost.messages.library import Library, library_of

_JOURNEYS, _MESSAGES, _DUTIES = "journeys", "messages", "duties"


@dataclass(frozen=True)
class Content:
    """Journeys, texts and duties, parsed; `name` is what the reader knows them by."""

    name: str
    journeys: Sequence[Journey]
    library: Library
    duties: Duties


def content_in_force() -> Content:
    """Return what the database holds as live."""
    return _content("the content in force", live_content(_JOURNEYS), live_content(_MESSAGES), live_duties())


def content_of_folder(folder: Path) -> Content:
    """
    Return the content of a folder that has been checked.

    A file equal to the version in force has its number; any other has the number that it would get.

    :raises waypost.base.content.UnreadableContent: if a file cannot be read.
    """
    files = read_files(folder)
    own = [(file.key, 0, file.text) for file in files if file.kind == _DUTIES]
    return _content(
        f"the content of {folder.name or folder}",
        _as_if_loaded(files, _JOURNEYS),
        _as_if_loaded(files, _MESSAGES),
        # A folder without duties of its own changes none.
        duties_of(own) if own else live_duties(),
    )


def _content(name: str, journeys: Iterable[LiveContent], messages: Iterable[LiveContent], duties: Duties) -> Content:
    return Content(
        name,
        [parse_journey(found.key, found.version, found.text) for found in journeys],
        library_of((found.key, found.version, found.text) for found in messages),
        duties,
    )


def _as_if_loaded(files: Iterable[ContentFile], kind: str) -> Sequence[LiveContent]:
    known = {found.key: found for found in live_content(kind)}
    return [_next_version(file, known.get(file.key)) for file in files if file.kind == kind]


def _next_version(file: ContentFile, live: LiveContent | None) -> LiveContent:
    if live is None:
        return LiveContent(file.key, 1, file.text)
    version = live.version if live.text == file.text else live.version + 1
    return LiveContent(file.key, version, file.text)
