"""A service as a system that is polled. Read `DataverseSystem.batches` first."""

import time
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from waypost.base.values import ForceName
from waypost.cases.values import SourceFacts
from waypost.connectors.calling.line import CallFailed
from waypost.connectors.dataverse.addresses import BadKey, Question, any_of, literal
from waypost.connectors.dataverse.changes import Changes, Step
from waypost.connectors.dataverse.client import Client
from waypost.connectors.dataverse.config import dataverse_config
from waypost.connectors.dataverse.position import BadTime, position_from, position_of
from waypost.connectors.dataverse.reading import CASES_A_QUESTION, Found, read_cases, same_key
from waypost.connectors.dataverse.values import ServiceConfig
from waypost.connectors.polling.mapped import records_of
from waypost.connectors.polling.values import LARGEST_BATCH, Batch, CannotRead, Gone
from waypost.connectors.set_aside import Aside


def open_dataverse(source: SourceFacts) -> "DataverseSystem":
    """
    Return the service of a source.

    :raises BadConfig: if the environment lacks a secret.
    """
    return DataverseSystem(source.force, dataverse_config(source.config))


@dataclass(frozen=True)
class DataverseSystem:
    """One service; the position is what `position.py` says."""

    force: ForceName
    config: ServiceConfig

    def batches(self, position: str) -> Iterator[Batch]:
        """Yield the cases that changed since `position`."""
        with self._asking() as client:
            changes = Changes(client, self.config.mapping, self.config.overlap)
            for step in changes.since(position_of(position)):
                yield from self._taken(client, step)

    def sample(self, limit: int) -> Batch:
        """Return the cases that changed last, up to `limit`."""
        mapping = self.config.mapping
        at = next((each.at for each in mapping.changes if each.table == mapping.case.table), mapping.case.key)
        with self._asking() as client:
            question = Question(mapping.case.table, (mapping.case.key,), order=f"{at} desc", top=limit)
            rows = list(islice(client.rows(question), limit))
            return self._batch(read_cases(client, [str(row.get(mapping.case.key)) for row in rows], mapping=mapping))

    def again(self, asides: Sequence[Aside]) -> Batch:
        """Read these cases again by their keys; one that is not there any more is gone."""
        with self._asking() as client:
            found = read_cases(client, [aside.occurrence for aside in asides], mapping=self.config.mapping)
        known = {same_key(aside.occurrence, kind=self.config.mapping.key_kind): aside.reference for aside in asides}
        return self._batch(found, known=known)

    def by_reference(self, references: Sequence[str]) -> Batch:
        """Read these cases again by their references; those that are not there are gone."""
        with self._asking() as client:
            keys = dict(self._keys_of(client, references))
            found = read_cases(client, list(keys), mapping=self.config.mapping)
        batch = self._batch(found, known=keys)
        kind = self.config.mapping.kind
        absent = {*references} - set(keys.values()) | {keys[key] for key in found.absent if key in keys}
        return Batch(batch.records, batch.unreadable, [Gone(reference, kind) for reference in sorted(absent)])

    def position_at(self, moment: datetime) -> str:
        """Return the position from which everything since `moment` is read again."""
        return position_from(moment).text()

    def _taken(self, client: Client, step: Step) -> Iterator[Batch]:
        keys = iter(step.keys)
        position = step.position.text() if step.position else None
        batch = Batch()
        while some := list(islice(keys, LARGEST_BATCH)):
            if batch.records or batch.unreadable or batch.gone:
                yield batch
            batch = self._batch(read_cases(client, some, mapping=self.config.mapping))
        # What was deleted is told by its own key alone, and nobody can say whose it was.
        has_deletions = any(step.deleted.get(table) for table in self._guarding)
        yield Batch(batch.records, batch.unreadable, batch.gone, position, has_deletions=has_deletions)

    @property
    def _guarding(self) -> Set[str]:
        """The tables a row less of which may mean that somebody must not be told any more."""
        mapping = self.config.mapping
        others = {part.table for part in mapping.lists if part.section not in {"people", "flags"}}
        return {change.table for change in mapping.changes} - others | {mapping.case.table}

    def _batch(self, found: Found, *, known: dict[str, str] | None = None) -> Batch:
        mapping = self.config.mapping
        known = known or {}
        mapped = records_of(found.occurrences, mapping=mapping, force=self.force)
        gone = {known.get(key) or reference for key, reference in found.absent.items()} - {""}
        # A case that cannot be read is held by its reference.
        unreadable = [
            replace(each, reference=each.reference or known.get(each.occurrence, "")) for each in found.unreadable
        ]
        return Batch(
            mapped.records,
            [*unreadable, *mapped.unreadable],
            [Gone(reference, mapping.kind) for reference in sorted(gone)],
        )

    def _keys_of(self, client: Client, references: Sequence[str]) -> Iterator[tuple[str, str]]:
        case, kind = self.config.mapping.case, self.config.mapping.key_kind
        wanted = iter(references)
        while some := list(islice(wanted, CASES_A_QUESTION)):
            where = any_of(case.reference, [literal(each, kind="text") for each in some])
            for row in client.rows(Question(case.table, (case.key, case.reference), where=where)):
                # A service that ignores letter case finds more than was asked for.
                if row.get(case.reference) in some:
                    yield same_key(row.get(case.key), kind=kind), str(row[case.reference])

    @contextmanager
    def _asking(self) -> Iterator[Client]:
        client = Client(self.config.service, sleep_fn=time.sleep)
        try:
            yield client
        except CallFailed as error:
            raise CannotRead(error.code) from None
        except (BadKey, BadTime):
            raise CannotRead("unusable_answer") from None
        finally:
            client.close()
