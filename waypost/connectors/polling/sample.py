"""What would become of a sample of a system's records: counted, without a word about anybody in them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from waypost.base.values import ForceName, JsonValue
from waypost.cases.intake import try_polled
from waypost.cases.screening import HeldItem
from waypost.connectors.mapping.targets import targets_of
from waypost.connectors.polling.values import Batch, Record


@dataclass
class SampleReport:
    """
    What was counted. `faults` and `reasons` hold fields, codes and sentences, never what a person's record says.

    `never_filled` are the fields of the contract that some record could have and none has, though the mapping fills
    others of the same object.
    """

    read: int = 0
    taken: int = 0
    held: int = 0
    set_aside: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    never_filled: Sequence[str] = ()

    def to_json(self) -> Mapping[str, JsonValue]:
        """Return the report as JSON."""
        return {
            "read": self.read,
            "taken": self.taken,
            "held": self.held,
            "set_aside": self.set_aside,
            "faults": dict(self.faults),
            "reasons": dict(self.reasons),
            "never_filled": list(self.never_filled),
        }


def look_at_sample(batch: Batch, *, force: ForceName, now: datetime) -> SampleReport:
    """Return what the record would make of a batch; nothing is written."""
    report = SampleReport(read=len(batch.records) + len(batch.unreadable), set_aside=len(batch.unreadable))
    report.faults.update(each.error for each in batch.unreadable)
    for record in batch.records:
        trial = try_polled(record.document, kind=record.kind, force=force, now=now)
        if trial.fault:
            report.set_aside += 1
            report.faults[trial.fault] += 1
            continue
        report.taken += 1
        report.held += bool(trial.held)
        report.reasons.update({_reason(item) for item in trial.held})
    report.never_filled = _never_filled(batch.records)
    return report


def _reason(item: HeldItem) -> str:
    where = f"{item.section}.{item.field}" if item.field and item.field != item.section else item.section
    return f"{where}: {item.value or 'nothing'} ({item.sentence})"


def _never_filled(records: Sequence[Record]) -> Sequence[str]:
    if not records:
        return ()
    filled = {path for record in records for path in _paths(record.document, "")}
    parents = {path.rpartition(".")[0] for path in filled}
    every = targets_of(records[0].kind)
    return [path for path in every if path not in filled and "." in path and path.rpartition(".")[0] in parents]


def _paths(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _paths(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for inner in value:
            yield from _paths(inner, path)
    elif value is None:
        return
    if path:
        yield path
