"""
The parsers, each as a function of bytes that returns, or raises what nobody may raise. Read `PARSERS` first.

What the bytes are is the parser's own: a body, a file, a page. Where a parser takes values and no bytes (the rows of a
database) they are made of the bytes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Final
from uuid import UUID

from tests.connectors.bad_inputs import systems
from tests.fuzz.judging import CANARY, Wrong, judge, judge_batch, refuse_told
from waypost.base.values import ForceName
from waypost.cases.values import CaseKind
from waypost.connectors.dataverse.answers import NotOData, error_code_of, page_of
from waypost.connectors.dataverse.columns import columns_of_case, columns_of_list
from waypost.connectors.dataverse.mapping import mapping_of as service_mapping_of
from waypost.connectors.dataverse.position import BadTime, moment_of
from waypost.connectors.dataverse.position import position_of as service_position_of
from waypost.connectors.dataverse.rich_text import plain_text
from waypost.connectors.dataverse.rows import MissingColumn, flat_row, prepared
from waypost.connectors.files.drop import batches_of, problems_of
from waypost.connectors.files.mapping import DropMapping, FileKind
from waypost.connectors.files.mapping import mapping_of as drop_mapping_of
from waypost.connectors.files.records import read_rows
from waypost.connectors.files.tables import empty_tables
from waypost.connectors.files.values import Broken, UnusableFile
from waypost.connectors.mapping.document import Unmappable
from waypost.connectors.mapping.language import BadMapping
from waypost.connectors.mapping.values import OccurrenceRows, Row
from waypost.connectors.mapping.yaml_file import BadYaml, read_yaml
from waypost.connectors.polling.mapped import records_of
from waypost.connectors.push.events import incoming_of
from waypost.connectors.push.parsing import parse_json
from waypost.connectors.push.rules import read_events, reason_to_reject, refuse_other_forces
from waypost.connectors.push.values import Form, Refused, Rejection
from waypost.connectors.sql.mapping import mapping_of as source_mapping_of
from waypost.connectors.storm.folding import fold
from waypost.connectors.storm.mapping import mapping_of as storm_mapping_of
from waypost.connectors.storm.reading import read_kept, read_messages
from waypost.connectors.storm.trees import NotMessages, TooMany
from waypost.connectors.storm.values import Faulty, Message

Parser = Callable[[bytes], None]

FORCE: Final = ForceName("anyshire")
NOW: Final = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def push_single(body: bytes) -> None:
    """One CloudEvent."""
    _push(body, Form.SINGLE)


def push_batch(body: bytes) -> None:
    """A batch of CloudEvents."""
    _push(body, Form.BATCH)


def _push(body: bytes, form: Form) -> None:
    try:
        events = read_events(parse_json(body), form=form)
        refuse_other_forces(events, force=FORCE)
    except Refused as refused:
        refuse_told(str(refused))
        return
    for event in events:
        if isinstance(event, Rejection):
            refuse_told(event.error)
        elif (reason := reason_to_reject(event)) is not None:
            refuse_told(reason)
        else:
            incoming = incoming_of(event)
            judge(incoming.document, kind=incoming.kind)


def csv_people(file: bytes) -> None:
    """The CSV of the people, whose case is in another."""
    mapping = systems.drop_of_csv()
    crime = ",".join(systems.COLUMNS["crime"]).encode()
    _drop(
        {"crime": crime + b"\nK1,MADEUP/1,20/11/2026 09:05,20/11/2026 09:30,,REC,BURD,x,,,\n", "person": file}, mapping
    )


def csv_crimes(file: bytes) -> None:
    """The CSV of the crimes."""
    _drop({"crime": file}, systems.drop_of_csv())


def json_lines(file: bytes) -> None:
    """Cases, one a line."""
    _drop({"cases": file}, systems.drop_of_json_lines())


def json_document(file: bytes) -> None:
    """Cases in one document."""
    _drop({"cases": file}, systems.drop_of_json())


def xml_document(file: bytes) -> None:
    """Cases as elements."""
    _drop({"cases": file}, systems.drop_of_xml())


def csv_reader(file: bytes) -> None:
    """The rows of a CSV alone, which is quick."""
    _read(file, systems.drop_of_csv().files[2])


def json_lines_reader(file: bytes) -> None:
    """The records of JSON Lines alone."""
    _read(file, systems.drop_of_json_lines().files[0])


def json_reader(file: bytes) -> None:
    """The records of a JSON document alone."""
    _read(file, systems.drop_of_json().files[0])


def xml_reader(file: bytes) -> None:
    """The records of an XML document alone."""
    _read(file, systems.drop_of_xml().files[0])


def _read(file: bytes, kind: FileKind) -> None:
    try:
        for each in read_rows(BytesIO(file), kind=kind):
            if isinstance(each, Broken):
                refuse_told(each.error)
    except UnusableFile as error:
        refuse_told(str(error))


def _drop(files: Mapping[str, bytes], mapping: DropMapping) -> None:
    try:
        with empty_tables(mapping) as tables:
            for kind in mapping.files:
                tables.load(BytesIO(files.get(kind.name, _empty(kind))), kind=kind)
            tables.index()
            problems = problems_of(tables, drop="1")
            for each in problems.unreadable:
                refuse_told(each.error)
            for _, batch in batches_of(tables, problems=problems, force=FORCE, done=0):
                judge_batch(batch, mapping=mapping)
    except UnusableFile as error:
        refuse_told(str(error))


def _empty(kind: FileKind) -> bytes:
    return (",".join(kind.tables[0].columns) + "\n").encode()


def storm_messages(body: bytes) -> None:
    """Messages of a control room, JSON or XML."""
    mapping = systems.control_room()
    try:
        told = read_messages(body, mapping=mapping, now=NOW)
    except (NotMessages, TooMany) as error:
        refuse_told(str(error))
        return
    incidents: dict[str, list[Message]] = {}
    for each in told:
        if isinstance(each, Faulty):
            refuse_told(each.error)
            continue
        if read_kept(each.raw, mapping=mapping, now=NOW) != each:
            raise Wrong("a message that was kept says something else")
        incidents.setdefault(each.incident, []).append(each)
    for messages in incidents.values():
        try:
            document = fold(messages, mapping=mapping, force=FORCE)
        except Unmappable as error:
            refuse_told(str(error))
            continue
        judge({**document, "revision": 1}, kind=CaseKind.INCIDENT)


def odata_page(body: bytes) -> None:
    """One page of a service, whose rows are taken for rows of every table that they fit."""
    mapping = systems.service()
    error_code_of(body)
    try:
        page = page_of(body)
    except NotOData as error:
        refuse_told(error.code)
        return
    lists: dict[int, tuple[Row, ...]] = {}
    for place, part in enumerate(mapping.lists):
        rich = mapping.rich_text.get(part.table, ())
        lists[place] = tuple(
            prepared(row, several=(), rich_text=rich) for row in _fitting(page.rows, columns_of_list(part))
        )
    cases = [OccurrenceRows(row[mapping.case.key], row, lists) for row in _fitting(page.rows, columns_of_case(mapping))]
    judge_batch(records_of(cases, mapping=mapping, force=FORCE), mapping=mapping)


def _fitting(rows: Sequence[Mapping[str, object]], columns: object) -> Iterator[Row]:
    for row in rows:
        try:
            yield flat_row(row, columns)  # type: ignore[arg-type]  # both kinds of columns are one type
        except MissingColumn as error:
            refuse_told(str(error))


def database_rows(seed: bytes) -> None:
    """A case whose every value is of any type that a driver gives, made of the bytes."""
    mapping = systems.database()
    values = values_of(seed)
    rows = {name: {each: next(values) for each in columns} for name, columns in systems.COLUMNS.items()}
    lists = {place: (rows[part.table],) for place, part in enumerate(mapping.lists)}
    found = OccurrenceRows(rows["crime"]["key"], rows["crime"], lists)
    judge_batch(records_of([found], mapping=mapping, force=FORCE), mapping=mapping)


_KINDS: Final[Sequence[Callable[[bytes], object]]] = (
    lambda raw: raw.decode("utf-8", "surrogatepass" if b"\xed" in raw else "replace"),
    lambda _: None,
    lambda raw: int.from_bytes(raw[:12], "big", signed=True),
    lambda raw: Decimal(
        (0, tuple(each % 10 for each in raw[:20]) or (0,), int.from_bytes(raw[-4:], "big") % 2_000_000)
    ),
    lambda raw: (Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), float("nan"), float("inf"), -0.0)[sum(raw) % 6],
    lambda raw: int.from_bytes(raw[:6], "big") / 1000,
    lambda raw: bool(raw and raw[0] & 1),
    lambda raw: datetime(1, 1, 1) + timedelta(seconds=int.from_bytes(raw[:5], "big") % 300_000_000_000),  # noqa: DTZ001
    lambda raw: datetime(9999, 12, 31, 23, tzinfo=UTC) - timedelta(minutes=int.from_bytes(raw[:2], "big")),
    lambda raw: date.fromordinal(1 + int.from_bytes(raw[:3], "big") % 3_652_059),
    lambda raw: time(sum(raw) % 24, len(raw) % 60),
    lambda raw: raw,
    memoryview,
    lambda raw: UUID(bytes=raw[:16].ljust(16, b"\0")),
    lambda raw: timedelta(seconds=int.from_bytes(raw[:3], "big")),
    lambda raw: [raw.hex()],
)
_WORDS: Final = (b"REC", b"BURD", b"V", b"DA", b"20/11/2026 09:05", b"12/04/1988", b"07700 900001", CANARY.encode())


def values_of(seed: bytes) -> Iterator[object]:
    """Yield values without end: a byte says of what type, or which usual word it is; the bytes up to a null, which."""
    parts = seed.split(b"\0") or [b""]
    place = 0
    while True:
        part = parts[place % len(parts)]
        place += 1
        choice, rest = (part[0], part[1:]) if part else (1, b"")
        if choice >= 128:
            rest, choice = _WORDS[choice % len(_WORDS)], 0
        try:
            yield _KINDS[choice % len(_KINDS)](rest)
        except UnicodeDecodeError:
            yield None


def mapping_file(text: bytes) -> None:
    """A mapping file of each kind, and what is refused is told in a sentence."""
    try:
        document = read_yaml(text.decode("utf-8", "replace"))
    except BadYaml:
        return
    for mapping_of in (source_mapping_of, service_mapping_of, drop_mapping_of, storm_mapping_of):
        try:
            mapping_of(document)
        except BadMapping:
            continue


def positions(text: bytes) -> None:
    """How far a service has been read, as it is kept, and its times of change."""
    told = text.decode("utf-8", "replace")
    service_position_of(told).text()
    try:
        moment_of(told)
    except BadTime as error:
        refuse_told(str(error))


def notes_in_html(text: bytes) -> None:
    """A note that is kept as HTML."""
    plain_text(text.decode("utf-8", "replace"))


PARSERS: Final[Mapping[str, Parser]] = {
    each.__name__: each
    for each in (
        *(push_single, push_batch, csv_people, csv_crimes, json_lines, json_document, xml_document),
        *(csv_reader, json_lines_reader, json_reader, xml_reader),
        *(storm_messages, odata_page, database_rows, mapping_file, positions, notes_in_html),
    )
}
