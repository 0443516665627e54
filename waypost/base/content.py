"""
What people who do not program may edit: files under `content/`, kept in the database as versions.

The shipped file is the first version. Loading adds one only where a file differs from the last shipped one, and
never publishes over a version edited here: that file waits as a proposal. *Source:* design, section 3.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from waypost.base.models import ContentVersion

KINDS = ("journeys", "messages")
"""The folders of `content/` that are kept as versions; the other files are read as they are."""


@dataclass(frozen=True)
class ContentFile:
    """One file as read; `key` is its path below the kind's folder without the ending, e.g. `en/msg_officer_replied`."""

    kind: str
    key: str
    path: Path
    text: str

    @property
    def digest(self) -> str:
        """SHA-256 of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True)
class LiveContent:
    """The version that is in force."""

    key: str
    version: int
    text: str


@dataclass(frozen=True)
class LoadReport:
    """Keys by what became of them."""

    published: tuple[str, ...]
    proposed: tuple[str, ...]
    unchanged: int


class UnreadableContent(ValueError):
    """A file under the content folder cannot be read as UTF-8 text, or the folder is not there."""


def read_files(folder: Path) -> Sequence[ContentFile]:
    """
    Return all files of the kept kinds, sorted by kind and key.

    :raises UnreadableContent: naming the file.
    """
    if not folder.is_dir():
        raise UnreadableContent(f"there is no folder {folder.name}: name one that holds journeys/ and messages/")
    if not any((folder / kind).is_dir() for kind in KINDS):
        raise UnreadableContent(f"{folder.name} holds neither journeys/ nor messages/: name a folder that does")
    return [file for kind in KINDS for file in _read_kind(folder, kind)]


@transaction.atomic
def load_files(files: Sequence[ContentFile], *, now: datetime) -> LoadReport:
    """Add a version for each file that differs from the last shipped one; one loader works at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('waypost content'))")
    published, proposed = [], []
    for file in files:
        state = _load(file, now)
        if state == "live":
            published.append(f"{file.kind}/{file.key}")
        elif state == "proposal":
            proposed.append(f"{file.kind}/{file.key}")
    return LoadReport(tuple(published), tuple(proposed), len(files) - len(published) - len(proposed))


def live_content(kind: str) -> Sequence[LiveContent]:
    """Return the versions in force, sorted by key."""
    rows = ContentVersion.objects.filter(kind=kind, state="live").order_by("key")
    return [LiveContent(row.key, row.version, row.body["text"]) for row in rows]


def content_version(kind: str, key: str, *, version: int) -> LiveContent:
    """
    Return one version, in force or not.

    :raises LookupError: if there is none.
    """
    row = ContentVersion.objects.filter(kind=kind, key=key, version=version).first()
    if row is None:
        raise LookupError(f"there is no version {version} of {kind}/{key}")
    return LiveContent(row.key, row.version, row.body["text"])


def export_files(folder: Path) -> int:
    """Write the versions in force as the files they came from; return how many."""
    written = 0
    for kind in KINDS:
        for content in live_content(kind):
            path = folder / kind / f"{content.key}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content.text, encoding="utf-8")
            written += 1
    return written


def _read_kind(folder: Path, kind: str) -> Iterator[ContentFile]:
    for path in sorted((folder / kind).rglob("*.yaml")):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise UnreadableContent(f"{path.relative_to(folder)}: cannot be read as UTF-8 text") from None
        key = path.relative_to(folder / kind).with_suffix("").as_posix()
        yield ContentFile(kind, key, path, text)


def _load(file: ContentFile, now: datetime) -> str:
    """Return what state the file's version got: live, proposal, or unchanged."""
    versions = ContentVersion.objects.filter(kind=file.kind, key=file.key).order_by("-version")
    shipped = versions.filter(origin="shipped").first()
    if shipped is not None and shipped.digest == file.digest:
        return "unchanged"
    newest = versions.first()
    live = versions.filter(state="live").first()
    state = "proposal" if live is not None and live.origin == "local" else "live"
    if state == "live" and live is not None:
        ContentVersion.objects.filter(pk=live.pk).update(state="retired")
    ContentVersion.objects.create(
        kind=file.kind,
        key=file.key,
        version=newest.version + 1 if newest else 1,
        digest=file.digest,
        body={"text": file.text},
        origin="shipped",
        state=state,
        loaded_at=now,
    )
    return state
