"""Read the mapping file of a service, and records by it. Read `mapping_of` first, then `occurrence_of`."""

from collections.abc import Iterable, Iterator
from hashlib import sha256

from waypost.base.values import JsonValue
from waypost.connectors.mapping.conditions import fits
from waypost.connectors.mapping.document import Unmappable, reference_of
from waypost.connectors.mapping.language import checked, record_parts, write_back_of
from waypost.connectors.mapping.nested import Ambiguous, scalar_at, steps_of, value_at
from waypost.connectors.mapping.values import ListPart, OccurrenceRows, Row
from waypost.connectors.push.parsing import Ambiguous as TwoMeanings
from waypost.connectors.push.parsing import canonical
from waypost.connectors.rest.values import RestMapping, WriteTarget
from waypost.connectors.set_aside import Unreadable

ITSELF = "@"
_OF_THE_RECORD = "$."


def mapping_of(document: object) -> RestMapping:
    """
    Return the mapping that a parsed mapping file describes.

    :raises BadMapping: naming the first thing to mend.
    """
    told = checked(document, schema="mapping.schema.json", package="waypost.connectors.rest")
    return RestMapping(
        **record_parts(told),
        always=tuple(told.get("always", ())),
        may_lack=frozenset(told.get("may_lack", ())),
        several=frozenset(told.get("several", ())),
        write_back={kind: WriteTarget(target["to"], values) for kind, target, values in write_back_of(told)},
    )


def occurrence_of(record: JsonValue, *, mapping: RestMapping) -> OccurrenceRows | Unreadable:
    """Return a record as rows, or as one that cannot be read, with what is wrong and nothing of what it says."""
    case = _Cells(record, record, mapping.several)
    try:
        _refuse_two_meanings(record)
        for name in (mapping.case.key, *mapping.always):
            if not str("" if case[name] is None else case[name]).strip():
                raise Unmappable(f"{name}: is empty, and no record may lack it")
        lists = {place: tuple(_rows(record, part, mapping)) for place, part in enumerate(mapping.lists)}
    except (Unmappable, RecursionError) as error:
        sentence = str(error) if isinstance(error, Unmappable) else "the record is nested too deep"
        return Unreadable(occurrence_key(record, mapping=mapping), _reference(case, mapping), sentence, record)
    return OccurrenceRows(case[mapping.case.key], case, lists, record)


def occurrence_key(record: JsonValue, *, mapping: RestMapping) -> str:
    """Return the service's own key of a record; what tells it from others where it has none that can be read."""
    try:
        key = _Cells(record, record, frozenset())[mapping.case.key]
    except Unmappable:
        key = None
    written = "" if key is None else str(key)
    return written if written.strip() else f"record:{sha256(repr(record).encode()).hexdigest()[:32]}"


class _Cells(dict[str, object]):
    """A row whose columns are paths, each looked up when it is asked for."""

    def __init__(self, record: JsonValue, row: JsonValue, several: frozenset[str]) -> None:
        super().__init__()
        self._record, self._row, self._several = record, row, several

    def __missing__(self, name: str) -> object:
        top, path = self._row, name
        if name.startswith(_OF_THE_RECORD):
            top, path = self._record, name.removeprefix(_OF_THE_RECORD)
        steps = () if name == ITSELF else steps_of(path, by=".")
        try:
            found = value_at(top, steps)
            if name in self._several and isinstance(found, list):
                return [scalar_at(each, ()) for each in found if each is not None]
            return scalar_at(top, steps)
        except Ambiguous:
            raise Unmappable(f"{name}: is not one value") from None


def _rows(record: JsonValue, part: ListPart, mapping: RestMapping) -> Iterator[Row]:
    try:
        found = value_at(record, steps_of(part.table, by="."))
    except Ambiguous:
        raise Unmappable(f"{part.table}: stands in something that has no parts") from None
    if found is None and part.table in mapping.may_lack:
        return
    if not isinstance(found, list):
        # Not there is not the same as empty: it may be a warning that we do not see.
        raise Unmappable(f"{part.table}: is no list; where a record may be without it, say so under may_lack")
    rows: Iterable[_Cells] = (_Cells(record, each, mapping.several) for each in found)
    kept = [row for row in rows if fits(row, part.where)]
    yield from sorted(kept, key=lambda row: str(row[part.order])) if part.order else kept


def _refuse_two_meanings(record: JsonValue) -> None:
    try:
        canonical(record)
    except TwoMeanings as error:
        raise Unmappable(str(error).replace("The event", "The record")) from None
    if not isinstance(record, dict):
        raise Unmappable("The record is not an object")


def _reference(case: Row, mapping: RestMapping) -> str:
    try:
        return reference_of(OccurrenceRows("", case, {}), case=mapping.case)
    except Unmappable:
        return ""
