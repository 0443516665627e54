"""What of a batch can be read and is not taken all the same, until people say that it is right."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from waypost.base.scope import in_force
from waypost.cases.intake import PolledDocument
from waypost.cases.intake.values import Key
from waypost.cases.stripped import FEW, known_since, stripped
from waypost.cases.values import SourceFacts
from waypost.connectors.models import SetAside
from waypost.connectors.polling.values import Batch, Record
from waypost.connectors.set_aside import Unreadable

STRIPPED: Final = (
    "Its warnings, plans or suspects are gone, and those of many others at once. Where that is right, take it with"
    " waypost source set-aside replay."
)
TWICE: Final = "reference: two records of the system have it, and whose case it is cannot be told."


def without_doubtful(source: SourceFacts, batch: Batch) -> Batch:
    """
    Return the batch with what is doubtful set aside at once for people, so that its cases are held.

    Such are the states of many cases that all lose what protects their people, and two records of one reference.
    """
    if batch.section is not None or not batch.records:
        return batch
    twice = _told_twice(source, batch.records)
    others = [one for one in batch.records if one.occurrence not in twice]
    shown = [PolledDocument(one.reference, one.document, one.kind) for one in others]
    # Once there is doubt, each further case that loses something is in doubt, until people have decided.
    bare = stripped(source, shown, few=0 if _is_in_doubt(source) else FEW)
    why = {
        **dict.fromkeys(twice, TWICE),
        **{one.occurrence: STRIPPED for one in others if Key(one.reference, one.kind) in bare},
    }
    if not why:
        return batch
    aside = [
        Unreadable(one.occurrence, one.reference, why[one.occurrence], one.raw, is_for_people=True)
        for one in batch.records
        if one.occurrence in why
    ]
    kept = [one for one in batch.records if one.occurrence not in why]
    return replace(batch, records=kept, unreadable=[*batch.unreadable, *aside])


def without_older(source: SourceFacts, batch: Batch) -> Batch:
    """Return a batch of what may be old without the states that are older than what we hold: they are no news."""
    if not batch.may_be_old or batch.section is not None or not batch.records:
        return batch
    known = known_since(source, [one.reference for one in batch.records])
    return replace(batch, records=[one for one in batch.records if not _is_older(one, known)])


def _is_older(record: Record, known: Mapping[Key, datetime]) -> bool:
    held = known.get(Key(record.reference, record.kind))
    try:
        return held is not None and datetime.fromisoformat(str(record.document.get("updated_at"))) < held
    except (TypeError, ValueError):
        # What cannot be compared is looked at by whoever takes it.
        return False


def _is_in_doubt(source: SourceFacts) -> bool:
    with in_force(source.force):
        return SetAside.objects.filter(force=source.force, source_id=source.id, error=STRIPPED, mended_at=None).exists()


def _told_twice(source: SourceFacts, records: Collection[Record]) -> Collection[str]:
    """Return the occurrences whose reference another one has as well, in this batch or in an earlier one."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in records:
        found[one.reference, one.kind].add(one.occurrence)
    with in_force(source.force):
        before = SetAside.objects.filter(
            force=source.force,
            source_id=source.id,
            reference__in={one.reference for one in records},
            error=TWICE,
            mended_at=None,
        ).values_list("reference", "occurrence")
        for reference, occurrence in before:
            for key in [key for key in found if key[0] == reference]:
                found[key].add(occurrence)
    return {one.occurrence for one in records if len(found[one.reference, one.kind]) > 1}
