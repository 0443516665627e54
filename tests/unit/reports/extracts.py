"""Made-up extracts, and short ways to what is measured in them."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.corpus.playing import SETTINGS
from tests.unit.cases.documents import KNOWN, document
from tests.unit.cases.records import AMINA, changed
from waypost.cases.values import CaseKind
from waypost.reports.quality.lines import Spool
from waypost.reports.quality.measure import Measured, Watch, measure

SILENT = Watch(read=lambda _: None, begun=lambda _what, _records: None, done=lambda _: None)


def somebody(number: int, **fields: Any) -> dict[str, Any]:
    """Return a victim of whom nothing stands in the way of a text, each with a name and a number of her own."""
    own = {"family_name": f"Sample{chr(97 + number // 26)}{chr(97 + number % 26)}"}
    contact = {"mobile": f"07700 900{number:03}", "address": f"{number + 1} Made-up Street"}
    return changed(AMINA, **{"contact": contact, **own, **fields})


def crime(number: int, *people: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a crime against these people, or against somebody of whom nothing is wrong."""
    return document(reference=f"42260000{number:03}", people=list(people or [somebody(number)]), **fields)


def measured(documents: Iterable[Mapping[str, Any]], *, now: datetime | None = None) -> Measured:
    """Return what these snapshots are found to be."""
    with Spool() as spool:
        for one in documents:
            kind = CaseKind.INCIDENT if "grade" in one else CaseKind.CRIME
            spool.add(dict(one), kind=kind, source="rms")
        return measure(spool, SETTINGS, known=KNOWN, now=now, watch=SILENT)


def written(path: Path, documents: Iterable[Mapping[str, Any]]) -> Path:
    """Return a file of these snapshots as events, one a line."""
    lines = [
        {
            "specversion": "1.0", "id": f"{one['reference']}/{one['revision']}", "source": "urn:test",
            "type": f"org.waypost.{'incident' if 'grade' in one else 'case'}.v1", "subject": one["reference"],
            "data": dict(one),
        }
        for one in documents
    ]  # fmt: skip
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return path
