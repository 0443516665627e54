"""Rows added to the tables of a crime database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError

from waypost.base.values import ForceName, JsonValue
from waypost.cases.values import OutboxItemFacts
from waypost.connectors.sql.client import (
    BadDatabaseUrl,
    NoSuchOccurrence,
    add_once,
    error_code,
    find_key,
    open_engine,
)
from waypost.connectors.sql.values import Outgoing, SqlConfig
from waypost.connectors.writeback.values import NotTaken

_TIMES = frozenset({"at", "due_at"})


@dataclass(frozen=True)
class SqlTaker:
    """A crime database whose mapping says where items go."""

    config: SqlConfig

    def take(self, item: OutboxItemFacts, *, force: ForceName) -> None:  # noqa: ARG002 - the protocol's
        """
        Add one row, under our own id.

        :raises NotTaken: if the database does not take it, or the mapping has no place for it.
        """
        target = self.config.mapping.write_back.get(item.kind)
        if target is None:
            raise NotTaken("not_mapped")
        try:
            engine = open_engine(self.config.write_database_url)
            occurrence = find_key(engine, mapping=self.config.mapping, reference=item.reference)
            values = {
                column: outgoing_value(item, outgoing, occurrence=occurrence, zone=self.config.mapping.zone)
                for column, outgoing in target.values.items()
            }
            add_once(engine, target=target, own_id=item.waypost_id, values=values)
        except NoSuchOccurrence:
            raise NotTaken("no_such_occurrence") from None
        except (BadDatabaseUrl, SQLAlchemyError) as error:
            raise NotTaken(error_code(error)) from None


def outgoing_value(item: OutboxItemFacts, outgoing: Outgoing, *, occurrence: object, zone: ZoneInfo | None) -> object:
    """
    Return what stands in one column of a row that we add.

    :raises NotTaken: if it cannot be said in the system's own codes or types.
    """
    if outgoing.field is None:
        return outgoing.constant
    if outgoing.field == "occurrence":
        return occurrence
    value = _payload(item).get(outgoing.field)
    if value is None:
        return None
    if outgoing.codes is not None:
        return _their_code(str(value), outgoing.codes)
    if outgoing.is_number:
        return _number(value)
    return _time(value, zone=zone) if outgoing.field in _TIMES else value


def _payload(item: OutboxItemFacts) -> Mapping[str, JsonValue]:
    return {**item.payload, "waypost_id": str(item.waypost_id)}


def _their_code(value: str, codes: Mapping[str, str]) -> str:
    try:
        return codes[value]
    except KeyError:
        raise NotTaken("not_mapped") from None


def _number(value: JsonValue) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise NotTaken("not_a_number") from None


def _time(value: JsonValue, *, zone: ZoneInfo | None) -> datetime:
    at = datetime.fromisoformat(str(value))
    return at if zone is None else at.astimezone(zone).replace(tzinfo=None)
