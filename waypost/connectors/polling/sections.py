"""Records of a system that adds to cases which another source owns, such as a court's hearings."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from waypost.cases.intake import (
    Contribution,
    PolledDocument,
    PolledResult,
    Section,
    hold_unreadable,
    hold_unreadable_contributions,
    take_contributions,
    take_polled,
)
from waypost.cases.values import SourceFacts
from waypost.connectors.polling.values import Record


def take_records(
    source: SourceFacts, records: Sequence[Record], *, section: Section | None, now: datetime
) -> PolledResult:
    """Take records as whole states of the source's own cases, or as items of one section of others' cases."""
    if section is None:
        return take_polled(source, [PolledDocument(one.reference, one.document, one.kind) for one in records], now=now)
    told = [Contribution(one.reference, section, _items(one, section), is_whole=False) for one in records]
    result = take_contributions(source, told, now=now)
    return PolledResult(result.applied, result.unchanged + result.waiting, result.held, result.rejected)


def hold_records(source: SourceFacts, errors: Mapping[str, str], *, section: Section | None, now: datetime) -> None:
    """Hold the cases of which something newer cannot be read; `errors` says why, by reference."""
    if section is None:
        hold_unreadable(source, errors, now=now)
    elif errors:
        hold_unreadable_contributions(source, errors, section=section, now=now)


def _items(record: Record, section: Section) -> Sequence[Mapping[str, object]]:
    items = record.document[section]
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
