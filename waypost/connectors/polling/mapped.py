"""Rows as a mapping file says what they are: records, and those that fit no field."""

from collections.abc import Iterable

from waypost.base.values import ForceName
from waypost.connectors.mapping.document import document_of, reference_of
from waypost.connectors.mapping.values import OccurrenceRows, RecordMapping
from waypost.connectors.polling.values import Batch, Record
from waypost.connectors.set_aside import Unreadable


def records_of(occurrences: Iterable[OccurrenceRows], *, mapping: RecordMapping, force: ForceName) -> Batch:
    """Return each occurrence as a snapshot, or as one that cannot be read, with its rows and what is wrong."""
    records, unreadable = [], []
    for rows in occurrences:
        reference = ""
        try:
            reference = reference_of(rows, case=mapping.case)
            document = document_of(rows, mapping=mapping, force=force)
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            unreadable.append(Unreadable(str(rows.key), reference, _sentence(error), _raw(rows)))
        else:
            records.append(Record(str(rows.key), reference, document, mapping.kind, _raw(rows)))
    return Batch(records, unreadable)


def _sentence(error: Exception) -> str:
    # Only our own errors are known to hold no value of a row.
    return str(error) if type(error).__module__.startswith("waypost.") else type(error).__name__


def _raw(rows: OccurrenceRows) -> object:
    if rows.raw is not None:
        return rows.raw
    return {
        "case": dict(rows.case),
        "lists": {place: [dict(row) for row in each] for place, each in rows.lists.items()},
    }
