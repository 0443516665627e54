"""A service as a system that is polled. Read `RestSystem.batches` first."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from waypost.base.clock import now
from waypost.base.values import ForceName, JsonValue
from waypost.cases.snapshot import decode_json
from waypost.cases.values import SourceFacts
from waypost.connectors.calling.line import CallFailed
from waypost.connectors.polling.cursor import (
    has_to_look_back,
    next_position,
    position_of,
    read_from,
    source_time,
)
from waypost.connectors.polling.mapped import records_of
from waypost.connectors.polling.values import LARGEST_BATCH, Batch, CannotRead
from waypost.connectors.rest.client import Client
from waypost.connectors.rest.config import rest_config
from waypost.connectors.rest.mapping import occurrence_key, occurrence_of
from waypost.connectors.rest.values import RestConfig
from waypost.connectors.set_aside import Aside, Unreadable

_AHEAD = timedelta(days=2)
_KEYLESS = "The record came without a key that could be read: rewind the source, so that it comes anew."


def open_rest(source: SourceFacts) -> "RestSystem":
    """
    Return the service of a source.

    :raises BadConfig: if the environment lacks the key.
    """
    return RestSystem(source.force, rest_config(source.config), now)


@dataclass(frozen=True)
class RestSystem:
    """One service; the position is a time of its own clock (`polling/cursor.py`)."""

    force: ForceName
    config: RestConfig
    now_fn: Callable[[], datetime]

    def batches(self, position: str) -> Iterator[Batch]:
        """
        Yield what has changed since the time `position`, and what changed a while before it once more.

        The position moves with each page of a service that answers oldest first, else when all pages were read.
        """
        zone = self.config.mapping.zone
        known = position_of(position, zone=zone)
        present = source_time(self.now_fn(), zone=zone)
        look_back = has_to_look_back(known, source_now=present)
        since = read_from(known.at, source_now=present, overlap=self.config.overlap, zone=zone, look_back=look_back)
        newest = known.at
        with self._asking() as client:
            for page in client.pages(since):
                newest = next_position(newest, newest=max(page.times, default=None), source_now=present)
                reached = str(replace(known, at=newest)) if self.config.service.is_oldest_first else None
                yield from self._taken(page.records, position=reached)
        if newest is not None:
            done = replace(known, at=newest, looked_back_at=present if look_back else known.looked_back_at)
            yield Batch(position=str(done))

    def sample(self, limit: int) -> Batch:
        """Return the records that are answered first, up to `limit`."""
        records: list[JsonValue] = []
        with self._asking() as client:
            for page in client.pages(None):
                records += page.records
                if len(records) >= limit:
                    break
        return self._batch(records[:limit])

    def again(self, asides: Sequence[Aside]) -> Batch:
        """Map what was kept of these once more, by the mapping of today."""
        batches = [self._again(aside) for aside in asides]
        return Batch(
            [record for each in batches for record in each.records],
            [broken for each in batches for broken in each.unreadable],
        )

    def first_run(self) -> Sequence[str]:
        """Return what to mend before the first poll: a service that does not heed since when it is asked."""
        tomorrow = source_time(self.now_fn() + _AHEAD, zone=self.config.mapping.zone)
        with self._asking() as client:
            page = next(client.pages(tomorrow))
        if not page.records:
            return ()
        return [
            "since: asked for what changes from the day after tomorrow on, the service answers records all the same."
        ]

    def position_at(self, moment: datetime) -> str:
        """Return the moment as the service's own clock writes it."""
        return source_time(moment, zone=self.config.mapping.zone).isoformat()

    def _again(self, aside: Aside) -> Batch:
        batch = self._batch([decode_json(aside.raw)])
        # What came without a key may have come anew since, under its key: then this is older.
        keyless = [one for one in batch.records if one.occurrence != aside.occurrence]
        broken = [Unreadable(aside.occurrence, one.reference, _KEYLESS, one.raw) for one in keyless]
        broken += [replace(one, occurrence=aside.occurrence) for one in batch.unreadable]
        return Batch([one for one in batch.records if not keyless], broken)

    def _taken(self, records: Sequence[JsonValue], *, position: str | None) -> Iterator[Batch]:
        """Yield the records of a page; the position moves with the last of them."""
        # One that stands there twice is taken as it was told last.
        alone = {occurrence_key(each, mapping=self.config.mapping): each for each in records}
        rest = list(alone.values())
        while rest:
            some, rest = rest[:LARGEST_BATCH], rest[LARGEST_BATCH:]
            yield replace(self._batch(some), position=None if rest else position)

    def _batch(self, records: Sequence[JsonValue]) -> Batch:
        read = [occurrence_of(each, mapping=self.config.mapping) for each in records]
        mapped = records_of(
            (each for each in read if not isinstance(each, Unreadable)), mapping=self.config.mapping, force=self.force
        )
        return Batch(mapped.records, [*(each for each in read if isinstance(each, Unreadable)), *mapped.unreadable])

    @contextmanager
    def _asking(self) -> Iterator[Client]:
        client = Client(self.config.service, sleep_fn=time.sleep)
        try:
            yield client
        except CallFailed as error:
            raise CannotRead(error.code) from None
        finally:
            client.close()
