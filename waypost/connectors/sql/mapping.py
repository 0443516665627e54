"""Read the mapping file of a database, and say in a sentence what an analyst has to mend. Read `mapping_of` first."""

from waypost.connectors.mapping.language import checked, record_parts, write_back_of
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
        write_back={
            kind: WriteTarget(table=target["table"], own_id=target["own_id"], values=values)
            for kind, target, values in write_back_of(fits)
        },
    )
