"""Rows added to a service: notes for messages and notes, tasks for tasks."""

import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from waypost.base.values import ForceName
from waypost.cases.values import OutboxItemFacts
from waypost.connectors.calling.line import CallFailed
from waypost.connectors.dataverse.addresses import BadKey, Question, any_of, literal
from waypost.connectors.dataverse.client import Client
from waypost.connectors.dataverse.mapping import CASE
from waypost.connectors.dataverse.reading import same_key
from waypost.connectors.dataverse.values import Reference, ServiceConfig, WriteTarget
from waypost.connectors.writeback.outgoing import outgoing_value
from waypost.connectors.writeback.values import NotTaken


@dataclass(frozen=True)
class DataverseTaker:
    """A service whose mapping says where items go."""

    config: ServiceConfig

    def take(self, item: OutboxItemFacts, *, force: ForceName) -> None:  # noqa: ARG002 - the protocol's
        """
        Add one row, under our own id.

        :raises NotTaken: if the service does not take it, or the mapping has no place for it.
        """
        target = self.config.mapping.write_back.get(item.kind)
        if target is None:
            raise NotTaken("not_mapped")
        with closing(Client(self.config.service, sleep_fn=time.sleep)) as client:
            try:
                self._add(client, item, target)
            except CallFailed as error:
                raise NotTaken(error.code) from None
            except BadKey:
                raise NotTaken("not_mapped") from None

    def _add(self, client: Client, item: OutboxItemFacts, target: WriteTarget) -> None:
        case = self._case_key(client, item.reference)
        row = self._row(item, target, case)
        if target.own_id is None:
            client.put_new(target.table, str(item.waypost_id), row)
        elif not self._is_there(client, item, target, target.own_id):
            client.add(target.table, {**row, target.own_id: str(item.waypost_id)})

    def _case_key(self, client: Client, reference: str) -> str:
        case, kind = self.config.mapping.case, self.config.mapping.key_kind
        where = any_of(case.reference, [literal(reference, kind="text")])
        rows = client.rows(Question(case.table, (case.key, case.reference), where=where, top=5))
        keys = {same_key(row.get(case.key), kind=kind) for row in rows if row.get(case.reference) == reference}
        if not keys:
            raise NotTaken("no_such_occurrence")
        if len(keys) > 1:
            raise NotTaken("two_of_that_reference")
        return keys.pop()

    def _row(self, item: OutboxItemFacts, target: WriteTarget, case: str) -> Mapping[str, object]:
        values = {
            column: outgoing_value(item, outgoing, occurrence=case, zone=None)
            for column, outgoing in target.values.items()
        }
        row = {column: _written(value) for column, value in values.items() if value is not None}
        for name, reference in target.bind.items():
            bound = self._bound(reference, item, case)
            if bound is not None:
                row[f"{name}@odata.bind"] = bound
        return row

    def _bound(self, reference: Reference, item: OutboxItemFacts, case: str) -> str | None:
        kind = self.config.mapping.key_kind
        if reference.field == CASE:
            return f"/{self.config.mapping.case.table}({literal(case, kind=kind)})"
        key = item.payload.get(reference.field)
        return None if key is None else f"/{reference.table}({literal(key, kind=kind)})"

    def _is_there(self, client: Client, item: OutboxItemFacts, target: WriteTarget, own_id: str) -> bool:
        where = any_of(own_id, [literal(item.waypost_id, kind="text")])
        return bool(list(islice(client.rows(Question(target.table, (own_id,), where=where, top=1)), 1)))


def _written(value: object) -> object:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value
