"""
What one drop tells: cases as rows, and what of it cannot be read. Read `problems_of` and `batches_of` first.

A row that cannot be read may be the one that says that it is not safe to write. So each case that it may be about is
not taken from the drop, and held; where nobody can tell whose it is, the whole drop is refused, unless the row could
only have told of a case that the drop then does not have.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from waypost.base.values import ForceName, JsonValue
from waypost.connectors.files.mapping import ROW_NUMBER, DropMapping, asked_columns, columns_of
from waypost.connectors.files.records import keys_beside
from waypost.connectors.files.tables import Spoiled, Tables
from waypost.connectors.files.values import KEPT_BYTES, Format, UnusableFile
from waypost.connectors.mapping.document import Unmappable
from waypost.connectors.mapping.values import CasePart, ListPart, OccurrenceRows, Row
from waypost.connectors.polling.mapped import records_of
from waypost.connectors.polling.values import LARGEST_BATCH, Batch, Record
from waypost.connectors.set_aside import Aside, Unreadable
from waypost.connectors.sql.statements import OCCURRENCE, select_case, select_list

_BETWEEN = re.compile(r"[\"',;|\t\r\n<>{}\[\]:=]+")
_MOST_WORDS = 100_000
_SPELT = "a row of the drop has nearly the same key: write it the same everywhere"
_LONG_AGO = "2000-01-01T00:00:00+00:00"


@dataclass(frozen=True)
class Problems:
    """What of a drop cannot be read, and the keys of the cases that are not taken for it."""

    unreadable: tuple[Unreadable, ...]
    keys: frozenset[str]


def problems_of(tables: Tables, *, drop: str) -> Problems:
    """
    Return what of a loaded drop cannot be read, by case where it can be told whose it is.

    :raises UnusableFile: if it cannot, and a case of the drop may lack what was there.
    """
    by_key: dict[str, Unreadable] = {}
    others: list[Unreadable] = []
    for spoiled in tables.spoiled:
        keys = _whose(spoiled, tables)
        raw, error = spoiled.piece.raw[:KEPT_BYTES], _sentence(spoiled)
        for key in sorted(keys):
            by_key.setdefault(key, Unreadable(key, _reference(key, tables), error, raw))
        if not keys or _has_line_of_nobody(spoiled, tables):
            others += _of_nobody(spoiled, tables, drop=drop)
    if set(tables.strays()) - _words_of_cases(tables):
        raise UnusableFile("a row is of no case of the drop: drop them together, or say has_others in the mapping")
    for idle in tables.idle():
        raise UnusableFile(f"{idle}: a row belongs to nothing of the drop: drop them together, or say has_others")
    for key in tables.spelt_like_strays():
        by_key.setdefault(key, Unreadable(key, _reference(key, tables), _SPELT, None))
    others += [
        Unreadable(f"{drop[:80]}/{number}", "", f"record {number + 1}: the case has no key", None)
        for number in tables.without_key()
    ]
    return Problems((*by_key.values(), *others), frozenset(by_key))


def batches_of(tables: Tables, *, problems: Problems, force: ForceName, done: int) -> Iterator[tuple[int, Batch]]:
    """Yield a drop's cases but those with problems, after the first `done`, each batch with how many are done then."""
    keys = islice(tables.case_keys(), done, None)
    while part := list(islice(keys, LARGEST_BATCH)):
        done += len(part)
        yield done, batch_of([key for key in part if key not in problems.keys], tables=tables, force=force)


def batch_of(keys: Sequence[str], *, tables: Tables, force: ForceName) -> Batch:
    """Return these cases of a drop as records, and those whose rows contradict each other as unreadable."""
    fine, unreadable = [], []
    for rows in _occurrences(keys, tables):
        try:
            fine.append(_agreed(rows, tables.mapping))
        except Unmappable as error:
            reference = _reference(str(rows[0].key), tables)
            unreadable.append(Unreadable(str(rows[0].key), reference, str(error), dict(rows[0].case)))
    return _told(fine, unreadable, mapping=tables.mapping, force=force)


def as_whole_cases(batch: Batch) -> Batch:
    """Return a sample's hearings in cases that stand in for those of their owner, to be looked at and thrown away."""
    if batch.section is None:
        return batch
    return replace(batch, section=None, records=[_in_a_case(record) for record in batch.records])


def again_of(asides: Iterable[Aside], *, mapping: DropMapping, force: ForceName) -> Batch:
    """Return what was set aside as the mapping reads it now; a piece of a file stays what it is."""
    rows, unreadable = [], []
    for aside in asides:
        kept = _kept_rows(aside, mapping)
        if kept is None:
            unreadable.append(Unreadable(aside.occurrence, aside.reference, aside.error, aside.raw))
        elif aside.mended_at is None:
            # What was mended is known in a newer state than the one that was kept.
            rows.append(kept)
    return _told(rows, unreadable, mapping=mapping, force=force)


def _told(
    rows: Sequence[OccurrenceRows], unreadable: Sequence[Unreadable], *, mapping: DropMapping, force: ForceName
) -> Batch:
    mapped = records_of(rows, mapping=mapping, force=force)
    aside = [*unreadable, *mapped.unreadable]
    if mapping.section is None:
        return Batch(mapped.records, aside)
    records = [replace(one, document={mapping.section: one.document[mapping.section]}) for one in mapped.records]
    return Batch(records, aside, section=mapping.section)


def _in_a_case(record: Record) -> Record:
    stand_in: dict[str, JsonValue] = {
        "reference": record.reference,
        "recorded_at": _LONG_AGO,
        "updated_at": _LONG_AGO,
        "offence": {"group": "theft-other", "title": "-"},
        "status": "recorded",
        "people": [],
    }
    return replace(record, document={**stand_in, **record.document})


def _kept_rows(aside: Aside, mapping: DropMapping) -> OccurrenceRows | None:
    try:
        kept = json.loads(aside.raw)
        case: Row = kept["case"]
        lists = {int(place): tuple(rows) for place, rows in kept["lists"].items()}
    except (ValueError, TypeError, LookupError, AttributeError):
        return None
    wanted = {*columns_of(mapping.case), *asked_columns(mapping.lists)} - _joined_by(mapping.case)
    has_all = wanted <= set(case) and all(place < len(mapping.lists) for place in lists)
    return OccurrenceRows(aside.occurrence, case, lists) if has_all else None


def _joined_by(part: CasePart | ListPart) -> set[str]:
    own = {column for join in part.joins for column in join.on.values()}
    return own | {f"{join.name}.{column}" for join in part.joins for column in join.on}


def _whose(spoiled: Spoiled, tables: Tables) -> set[str]:
    """Return the keys of the drop's cases that a piece may be about: every word of it that is one."""
    return tables.known(set(_words(_text(spoiled))))


def _has_line_of_nobody(spoiled: Spoiled, tables: Tables) -> bool:
    """Whether an open quotation mark took rows with it of which one may be another case's than those that are known."""
    if spoiled.kind.format is not Format.CSV or spoiled.kind == tables.mapping.case_file:
        return False
    lines = [line for line in _text(spoiled).splitlines() if line.strip()]
    return len(lines) > 1 and not all(tables.known(set(_words(line))) for line in lines)


def _words_of_cases(tables: Tables) -> set[str]:
    """Return what may be the key of a case that the drop would have if its row could be read."""
    case_file = tables.mapping.case_file
    return {word for spoiled in tables.spoiled if spoiled.kind == case_file for word in _words(_text(spoiled))}


def _text(spoiled: Spoiled) -> str:
    # In UTF-16 every letter of a key has a byte of nothing beside it.
    return spoiled.piece.raw.replace(b"\0", b"").decode("utf-8", "replace")


def _words(text: str) -> Iterator[str]:
    for word in islice(_BETWEEN.split(text), _MOST_WORDS):
        yield word
        yield word.strip()


def _of_nobody(spoiled: Spoiled, tables: Tables, *, drop: str) -> Sequence[Unreadable]:
    if spoiled.kind != tables.mapping.case_file:
        raise UnusableFile(f"{_sentence(spoiled)}; nobody can tell whose row it is: mend the file")
    forms, error, raw = _forms(tables), _sentence(spoiled), spoiled.piece.raw[:KEPT_BYTES]
    keys = [key for key in dict.fromkeys(_maybe_keys(spoiled, tables.mapping)) if _form(key) in forms]
    nameless = f"{drop[:60]}/{spoiled.kind.name[:40]}/{spoiled.piece.line}"
    return [
        Unreadable(nameless, "", error, raw),
        *(Unreadable(key, _reference(key, tables), error, None) for key in keys),
    ]


def _maybe_keys(spoiled: Spoiled, mapping: DropMapping) -> Sequence[str]:
    table = next(table for table in spoiled.kind.tables if table.name == mapping.case.table)
    place = table.columns[mapping.case.key]
    if spoiled.kind.format is Format.CSV:
        return spoiled.piece.maybe.get(place, ())
    return keys_beside(spoiled.piece.raw, place=place)


def _form(key: str) -> str:
    # A name or a number that stands where the key should be must not be kept as one.
    return re.sub(r"[A-Za-z]", "A", re.sub(r"[0-9]", "9", key))


def _forms(tables: Tables) -> set[str]:
    return {_form(key) for key in islice(tables.case_keys(), 1_000)}


def _sentence(spoiled: Spoiled) -> str:
    return f"{spoiled.kind.name}, line {spoiled.piece.line}: {spoiled.piece.error}"


def _reference(key: str, tables: Tables) -> str:
    case = tables.mapping.case
    if case.reference == case.key:
        return key
    rows = tables.connection.execute(select_case(case, keys=[key], lists=())).mappings()
    found = {str(row[case.reference]) for row in rows if row[case.reference] is not None}
    return found.pop() if len(found) == 1 else ""


def _occurrences(keys: Sequence[str], tables: Tables) -> Iterator[list[OccurrenceRows]]:
    """Yield the rows of each of these cases; one with several main rows comes with each."""
    mapping, connection = tables.mapping, tables.connection
    lists: dict[str, dict[int, list[Row]]] = {key: {} for key in keys}
    for place, part in enumerate(mapping.lists):
        for row in connection.execute(select_list(part, keys=keys)).mappings():
            lists[row[OCCURRENCE]].setdefault(place, []).append(dict(row))
    mains: dict[str, list[Row]] = {key: [] for key in keys}
    for row in connection.execute(select_case(mapping.case, keys=keys, lists=mapping.lists)).mappings():
        mains[row[OCCURRENCE]].append(dict(row))
    for key in keys:
        found = {place: tuple(rows) for place, rows in lists[key].items()}
        yield [OccurrenceRows(key, main, found) for main in mains[key]]


def _agreed(found: Sequence[OccurrenceRows], mapping: DropMapping) -> OccurrenceRows:
    """
    Return the one reading of a case that several rows of a file tell.

    :raises Unmappable: if they say different things where only one can be true.
    """
    _refuse_different([rows.case for rows in found], set(found[0].case) - {ROW_NUMBER}, where="case")
    for place, part in enumerate(mapping.lists):
        own = set(columns_of(ListPart("", "", "", "", fields=part.fields))) - {"", ROW_NUMBER}
        for same in _by_id(found[0].lists.get(place, ()), part).values():
            _refuse_different(same, own, where=part.section)
    return found[0]


def _by_id(rows: Iterable[Row], part: ListPart) -> Mapping[object, list[Row]]:
    grouped: dict[object, list[Row]] = {}
    for row in rows if part.id else ():
        grouped.setdefault(row[part.id or ""], []).append(row)
    return grouped


def _refuse_different(rows: Sequence[Row], columns: Iterable[str], *, where: str) -> None:
    for column in sorted(columns):
        if len({str(row[column]) for row in rows}) > 1:
            raise Unmappable(f"{where}: the rows of one differ in {column}: mend the file")
