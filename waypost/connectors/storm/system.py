"""
A command-and-control system as something that is polled: a folder, and what was set aside of either way in.

What is read is taken here, under locks of its own (`taking.py`), and only then is the position moved on: a poll that
dies between the two finds messages that it knows.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from waypost.base.clock import now
from waypost.base.scope import in_force
from waypost.cases.values import CaseKind, SourceFacts
from waypost.connectors.mapping.language import BadMapping
from waypost.connectors.polling.values import LARGEST_BATCH, Batch, CannotRead, CannotRewind, PollReport, Record
from waypost.connectors.set_aside import Aside, Unreadable
from waypost.connectors.storm.config import is_dropped, mapping_in
from waypost.connectors.storm.folder import LARGEST_FILE, Dropped, MessageFolder, Position, nanoseconds, position_of
from waypost.connectors.storm.folding import fold
from waypost.connectors.storm.keeping import every_incident, kept_of, newest_incidents
from waypost.connectors.storm.reading import read_kept, read_messages
from waypost.connectors.storm.taking import (
    INCIDENT,
    Feed,
    Taken,
    fold_again,
    mend,
    name_of,
    name_of_file,
    sentence_of,
    set_body_aside,
    take_messages,
)
from waypost.connectors.storm.trees import NotMessages, TooMany
from waypost.connectors.storm.values import Faulty, Message, StormMapping

_FILES_AT_ONCE = 100


def open_storm(source: SourceFacts) -> "StormSystem":
    """
    Return the system of a source.

    :raises CannotRead: if its mapping cannot be used any more.
    """
    try:
        mapping = mapping_in(source.config)
    except BadMapping:
        raise CannotRead("BadMapping") from None
    folder = samples = None
    if is_dropped(source.config):
        folder = MessageFolder(Path(str(source.config["folder"])), int(str(source.config["settled_after_s"])))
    if "samples" in source.config:
        samples = MessageFolder(Path(str(source.config["samples"])), 0)
    return StormSystem(source, mapping, folder, now, samples)


@dataclass(frozen=True)
class StormSystem:
    """One source; `folder` is None where its messages are pushed. `samples` are recorded messages for a first look."""

    source: SourceFacts
    mapping: StormMapping
    folder: MessageFolder | None
    now_fn: Callable[[], datetime]
    samples: MessageFolder | None = None

    def batches(self, position: str) -> Iterator[Batch]:
        """
        As `PolledSystem`: what is read is taken before its batch is yielded.

        Where messages are pushed there is nothing to read: what was kept is folded anew, by the mapping of today.
        """
        if self.folder is None:
            yield from self._kept_anew()
            return
        reached, there = position_of(position), self.folder.settled(self.now_fn())
        new = [each for each in there if reached.is_new(each)]
        for start in range(0, len(new), _FILES_AT_ONCE):
            some = new[start : start + _FILES_AT_ONCE]
            taken = self._take_files(self.folder, some)
            reached = reached.after(some)
            yield Batch(position=reached.within(there).text(), taken=_report(taken))

    def sample(self, limit: int) -> Batch:
        """As `PolledSystem`: from the samples, the folder or what was kept, the newest; nothing is written."""
        place = self.samples or self.folder
        told = self._of_folder(place, limit) if place else self._of_kept(limit)
        unreadable = [
            Unreadable(name_of(each), each.incident, each.error, b"") for each in told if isinstance(each, Faulty)
        ]
        by_incident: dict[str, list[Message]] = {}
        for each in told:
            if isinstance(each, Message):
                by_incident.setdefault(each.incident, []).append(each)
        records = []
        for reference, messages in list(by_incident.items())[:limit]:
            try:
                document = fold(messages, mapping=self.mapping, force=self.source.force)
            except (ValueError, OverflowError) as error:
                unreadable.append(Unreadable(reference, reference, sentence_of(error), b""))
            else:
                records.append(Record(reference, reference, document, CaseKind.INCIDENT, b""))
        return Batch(records, unreadable)

    def again(self, asides: Sequence[Aside]) -> Batch:
        """As `PolledSystem`: from what was kept, and taken before this returns."""
        feed, taken = Feed(self.source, self.mapping), Taken()
        for aside in asides:
            word = aside.occurrence.partition(" ")[0]
            if word == INCIDENT:
                taken += fold_again(feed, [aside.reference], now=self.now_fn())
                continue
            taken += self._take_body(aside.raw, name=aside.occurrence)
        return Batch(taken=_report(taken))

    def position_at(self, moment: datetime) -> str:
        """As `Rewindable`: files that came into the folder since then are read again."""
        if self.folder is None:
            raise CannotRewind("this source sends by itself: ask it to send again; what is known changes nothing")
        return Position(newest=nanoseconds(moment)).text()

    def _kept_anew(self) -> Iterator[Batch]:
        with in_force(self.source.force):
            references = every_incident(self.source)
        for start in range(0, len(references), LARGEST_BATCH):
            some = references[start : start + LARGEST_BATCH]
            taken = fold_again(Feed(self.source, self.mapping), some, now=self.now_fn())
            yield Batch(taken=replace(_report(taken), read=len(some), unchanged=len(some) - taken.changed))

    def _take_files(self, folder: MessageFolder, files: Sequence[Dropped]) -> Taken:
        taken = Taken()
        for each in files:
            body = folder.read(each.name)
            if body is not None:
                taken += self._take_body(body, name=name_of_file(each.name))
        return taken

    def _take_body(self, body: bytes, *, name: str) -> Taken:
        """Take a whole body or file; what holds no message is set aside under its name, and mended under it."""
        found = self._read(body)
        if isinstance(found, Faulty):
            set_body_aside(self.source, body, name=name, error=found.error, now=self.now_fn())
            return Taken(faulty=(found,))
        feed = Feed(self.source, self.mapping)
        taken = take_messages(feed, found, now=self.now_fn())
        is_mended = name not in {name_of(each) for each in taken.faulty}
        if is_mended and mend(self.source, name, now=self.now_fn()):
            # What stood aside held its incident until now.
            fold_again(feed, {each.incident for each in found if isinstance(each, Message)}, now=self.now_fn())
        return taken

    def _read(self, body: bytes) -> "Sequence[Message | Faulty] | Faulty":
        if len(body) > LARGEST_FILE:
            return Faulty(f"The file is over {LARGEST_FILE // 1024 // 1024} MiB.", b"")
        try:
            return read_messages(body, mapping=self.mapping, now=self.now_fn())
        except (NotMessages, TooMany) as error:
            return Faulty(str(error), body)

    def _of_folder(self, folder: MessageFolder, limit: int) -> Sequence[Message | Faulty]:
        told: list[Message | Faulty] = []
        for each in list(folder.settled(self.now_fn()))[-limit:]:
            body = folder.read(each.name)
            found = self._read(body) if body is not None else []
            told.extend([found] if isinstance(found, Faulty) else found)
        return told

    def _of_kept(self, limit: int) -> Sequence[Message | Faulty]:
        with in_force(self.source.force):
            kept = [raw for each in newest_incidents(self.source, limit) for raw in kept_of(self.source, each)]
        return [read_kept(raw, mapping=self.mapping, now=self.now_fn()) for raw in kept]


def _report(taken: Taken) -> PollReport:
    return PollReport(
        read=taken.accepted + taken.duplicate + len(taken.faulty),
        changed=taken.changed,
        unchanged=taken.duplicate,
        held=taken.held,
        set_aside=len(taken.faulty),
    )
