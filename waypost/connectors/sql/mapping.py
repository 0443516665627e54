"""Read the mapping file of a database, and say in a sentence what an analyst has to mend. Read `mapping_of` first."""

from collections.abc import Mapping

from waypost.cases.values import OutboxKind
from waypost.connectors.mapping.language import Document, checked, codes_of, outgoing_of, record_parts
from waypost.connectors.mapping.values import Codes
from waypost.connectors.sql.values import Change, SourceMapping, WriteTarget


def mapping_of(document: object) -> SourceMapping:
    """
    Return the mapping that a parsed mapping file describes.

    :raises BadMapping: naming the first thing to mend.
    """
    fits = checked(document, schema="mapping.schema.json", package="waypost.connectors.sql")
    return SourceMapping(
        **record_parts(fits),
        changes=tuple(Change(**change) for change in fits["changes"]),
        write_back=_write_back(fits.get("write_back", {}), codes_of(fits)),
    )


def _write_back(document: Document, codes: Mapping[str, Codes]) -> Mapping[OutboxKind, WriteTarget]:
    return {
        OutboxKind(kind): WriteTarget(
            table=target["table"],
            own_id=target["own_id"],
            values={
                column: outgoing_of(spec, codes, where=f"write_back.{kind}.{column}")
                for column, spec in target["values"].items()
            },
        )
        for kind, target in document.items()
    }
