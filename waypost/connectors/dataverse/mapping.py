"""Read the mapping file of a service, and say in a sentence what an analyst has to mend. Read `mapping_of` first."""

from collections.abc import Iterator, Mapping

from waypost.connectors.dataverse.columns import columns_of_case, columns_of_list
from waypost.connectors.dataverse.values import Change, Reference, ServiceMapping, Through, WriteTarget
from waypost.connectors.mapping.language import BadMapping, Document, checked, record_parts, write_back_of
from waypost.connectors.mapping.values import Condition

CASE = "case"
"""In `bind`: the case itself."""

_MOST_LOOKUPS = 15  # Dataverse's limit for one question


def mapping_of(document: object) -> ServiceMapping:
    """
    Return the mapping that a parsed mapping file describes.

    :raises BadMapping: naming the first thing to mend.
    """
    fits = checked(document, schema="mapping.schema.json", package="waypost.connectors.dataverse")
    mapping = ServiceMapping(
        **record_parts(fits),
        changes=tuple(_change(change) for change in fits["changes"]),
        key_kind=fits.get("keys", "guid"),
        where=tuple(_conditions(fits["case"].get("where", {}))),
        several=_columns(fits.get("several", {})),
        rich_text=_columns(fits.get("rich_text", {})),
        write_back={
            kind: WriteTarget(
                table=target["table"],
                values=values,
                bind={name: _reference(spec) for name, spec in target.get("bind", {}).items()},
                own_id=target.get("own_id"),
            )
            for kind, target, values in write_back_of(fits)
        },
    )
    _refuse_what_cannot_work(mapping)
    return mapping


def _change(change: Document) -> Change:
    through = change.get("through")
    return Change(
        table=change["table"],
        key=change["key"],
        at=change["at"],
        occurrence=Through(**through) if through else change["occurrence"],
        is_tracked=change.get("tracked", True),
    )


def _conditions(where: Document) -> Iterator[Condition]:
    for column, wanted in where.items():
        if isinstance(wanted, list):
            yield Condition(column, among=tuple(wanted))
        else:
            yield Condition(column, is_null=wanted is None)


def _columns(by_table: Document) -> Mapping[str, tuple[str, ...]]:
    return {table: tuple(columns) for table, columns in by_table.items()}


def _reference(spec: object) -> Reference:
    if isinstance(spec, Mapping):
        return Reference(spec["table"], spec["from"])
    return Reference("", CASE)


def _refuse_what_cannot_work(mapping: ServiceMapping) -> None:
    tables = [change.table for change in mapping.changes]
    twice = next((table for table in tables if tables.count(table) > 1), None)
    if twice:
        raise BadMapping(f"changes: {twice} stands twice; keep one of them")
    for table in dict.fromkeys([mapping.case.table, *(part.table for part in mapping.lists)]):
        if table not in tables:
            raise BadMapping(f"changes: {table} is read but not watched; say there how a change of it shows")
    questions = [columns_of_case(mapping), *(columns_of_list(part) for part in mapping.lists)]
    if any(len(columns.lookups) > _MOST_LOOKUPS for columns in questions):
        raise BadMapping(f"a table has more than {_MOST_LOOKUPS} lookups; the service answers no such question")
