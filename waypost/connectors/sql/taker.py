"""Rows added to the tables of a crime database."""

from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from waypost.base.values import ForceName
from waypost.cases.values import OutboxItemFacts
from waypost.connectors.sql.client import (
    BadDatabaseUrl,
    NoSuchOccurrence,
    add_once,
    error_code,
    find_key,
    open_engine,
)
from waypost.connectors.sql.values import SqlConfig
from waypost.connectors.writeback.outgoing import outgoing_value
from waypost.connectors.writeback.values import NotTaken


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
