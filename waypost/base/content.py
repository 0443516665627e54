"""
What people who do not program may edit: files under `content/`, kept in the database as versions.

The shipped file is the first version. Loading adds one only where a file differs from the last shipped one, and
never publishes over a version edited here: that file waits as a proposal. What the shipped folder no longer holds is
retired. *Source:* design, section 3.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.db import connection, transaction

from waypost.base.models import ContentVersion

_LIVE = "SELECT id, digest FROM base_content_version WHERE kind = %s AND state = 'live' ORDER BY key"
KINDS = ("journeys", "messages", "duties")
"""The folders of `content/` that are kept as versions; the other files are read as they are."""
_AT_ONCE = 200
"""So many versions are written with one query."""


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
    """
    Kinds and keys by what became of them. `kept` have no file any more, but a version edited here is live: whether
    to retire it is for a person.
    """

    published: tuple[str, ...]
    proposed: tuple[str, ...]
    unchanged: int
    retired: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


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
        raise UnreadableContent(f"{folder.name} holds no journeys/, messages/ or duties/: name a folder that does")
    return [file for kind in KINDS for file in _read_kind(folder, kind)]


@transaction.atomic
def load_files(files: Sequence[ContentFile], *, now: datetime) -> LoadReport:
    """Add a version for each file that differs from the last shipped one; one loader works at a time."""
    _wait_for_other_loaders()
    known = _known_versions()
    decided = [(file, known.get((file.kind, file.key), ())) for file in files]
    taken = [(file, versions, state) for file, versions in decided if (state := _state_of(file, versions))]
    replaced = [one.pk for _, versions, state in taken if state == "live" for one in versions if one.state == "live"]
    ContentVersion.objects.filter(pk__in=replaced).update(state="retired")
    ContentVersion.objects.bulk_create(
        [_version(file, versions, state=state, now=now) for file, versions, state in taken], batch_size=_AT_ONCE
    )
    published = tuple(f"{file.kind}/{file.key}" for file, _, state in taken if state == "live")
    proposed = tuple(f"{file.kind}/{file.key}" for file, _, state in taken if state == "proposal")
    return LoadReport(published, proposed, len(files) - len(taken))


@transaction.atomic
def load_whole_folder(files: Sequence[ContentFile], *, now: datetime) -> LoadReport:
    """
    Load `files` as all that there is: what was shipped once and has no file any more is retired.

    Runs of a journey that is retired go to their end; no new one starts.
    """
    report = load_files(files, now=now)
    shipped = ContentVersion.objects.filter(origin="shipped").values_list("kind", "key").distinct()
    gone = sorted(set(shipped) - {(file.kind, file.key) for file in files})
    retired = [f"{kind}/{key}" for kind, key in gone if _retire(kind, key)]
    edited = ContentVersion.objects.filter(origin="local", state="live").values_list("kind", "key")
    kept = [f"{kind}/{key}" for kind, key in gone if (kind, key) in set(edited)]
    return replace(report, retired=tuple(retired), kept=tuple(kept))


def live_content(kind: str) -> tuple[LiveContent, ...]:
    """Return the versions in force, sorted by key: the same object as long as they are the same."""
    with connection.cursor() as cursor:
        cursor.execute(_LIVE, [kind])
        return _texts(tuple(cursor.fetchall()))


# Versions never change, so what is in force is read again and again by its ids only.
@lru_cache(maxsize=16)
def _texts(rows: tuple[tuple[int, str], ...]) -> tuple[LiveContent, ...]:
    found = ContentVersion.objects.in_bulk([row_id for row_id, _ in rows])
    return tuple(LiveContent(one.key, one.version, one.body["text"]) for one in (found[row_id] for row_id, _ in rows))


def content_version(kind: str, key: str, *, version: int) -> LiveContent:
    """
    Return one version, in force or not.

    :raises LookupError: if there is none.
    """
    return content_versions(kind, [(key, version)])[0]


def content_versions(kind: str, wanted: Collection[tuple[str, int]]) -> Sequence[LiveContent]:
    """
    Return these versions of keys, in force or not, sorted by key and version; one query however many.

    :raises LookupError: if one of them is not there.
    """
    rows = ContentVersion.objects.filter(kind=kind, key__in={key for key, _ in wanted}).order_by("key", "version")
    found = [LiveContent(row.key, row.version, row.body["text"]) for row in rows if (row.key, row.version) in wanted]
    missing = sorted(set(wanted) - {(content.key, content.version) for content in found})
    if missing:
        raise LookupError(f"there is no version {missing[0][1]} of {kind}/{missing[0][0]}")
    return found


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


def _wait_for_other_loaders() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('waypost content'))")


def _retire(kind: str, key: str) -> int:
    """Retire what was shipped under this key, in force or proposed; return how many versions it was."""
    versions = ContentVersion.objects.filter(kind=kind, key=key, origin="shipped", state__in=["live", "proposal"])
    return versions.update(state="retired")


def _read_kind(folder: Path, kind: str) -> Iterator[ContentFile]:
    for path in sorted((folder / kind).rglob("*.yaml")):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise UnreadableContent(f"{path.relative_to(folder)}: cannot be read as UTF-8 text") from None
        key = path.relative_to(folder / kind).with_suffix("").as_posix()
        yield ContentFile(kind, key, path, text)


def _known_versions() -> Mapping[tuple[str, str], Sequence[ContentVersion]]:
    """Return every version without its text, by kind and key, the newest first."""
    found: dict[tuple[str, str], list[ContentVersion]] = {}
    for one in ContentVersion.objects.defer("body").order_by("-version"):
        found.setdefault((one.kind, one.key), []).append(one)
    return found


def _state_of(file: ContentFile, versions: Sequence[ContentVersion]) -> str | None:
    """Return what state the file's version gets, live or proposal; None if nothing has changed."""
    shipped = next((one for one in versions if one.origin == "shipped"), None)
    live = next((one for one in versions if one.state == "live"), None)
    # A file that was gone and has come back is the next version, though its text is the last one's.
    if shipped is not None and shipped.digest == file.digest and (live is not None or shipped.state != "retired"):
        return None
    return "proposal" if live is not None and live.origin == "local" else "live"


def _version(file: ContentFile, versions: Sequence[ContentVersion], *, state: str, now: datetime) -> ContentVersion:
    return ContentVersion(
        kind=file.kind,
        key=file.key,
        version=versions[0].version + 1 if versions else 1,
        digest=file.digest,
        body={"text": file.text},
        origin="shipped",
        state=state,
        loaded_at=now,
    )
