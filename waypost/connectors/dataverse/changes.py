"""
Which cases have changed, out of a service's own links or by time. Read `Changes.since` first.

Each step says which cases to read again and from where to go on once they are taken.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from itertools import islice

from waypost.connectors.calling.line import CallFailed
from waypost.connectors.dataverse.addresses import Question, any_of, literal
from waypost.connectors.dataverse.answers import Page
from waypost.connectors.dataverse.client import Client, LinkExpired
from waypost.connectors.dataverse.columns import watched_columns
from waypost.connectors.dataverse.position import (
    FROM_THE_START,
    Position,
    moment_of,
    time_after,
    window_start,
)
from waypost.connectors.dataverse.reading import CASES_A_QUESTION, same_key
from waypost.connectors.dataverse.values import Change, ServiceMapping, Through

MOST_CASES_A_STEP = 2_000
PAGES_A_STEP = 10
"""Few enough that a step is done while the poll's lease holds."""


@dataclass(frozen=True)
class Step:
    """Cases to read again, keys of rows that were deleted by table, and the position after that; None leaves it."""

    keys: tuple[str, ...]
    deleted: Mapping[str, tuple[str, ...]]
    position: Position | None


@dataclass(frozen=True)
class Changes:
    """The tables that a mapping watches."""

    client: Client
    mapping: ServiceMapping
    overlap: timedelta

    def since(self, position: Position) -> Iterator[Step]:
        """
        Yield what changed since a position.

        :raises CallFailed: if the service cannot be read.
        """
        start = Position(mark=mark_of(self.mapping))
        try:
            # Links say which columns they watch: with another mapping they watch the wrong ones.
            yield from self._all(position if position.mark in {"", start.mark} else start)
        except LinkExpired:
            # The service does not know any more what has changed: only reading everything is sure to miss nothing.
            yield from self._all(start)

    def _all(self, position: Position) -> Iterator[Step]:
        position = replace(position, mark=mark_of(self.mapping))
        for step in self._begun(position):
            position = step.position or position
            yield step
        if position.load_since is not None:
            for step in self._load(position, position.load_since):
                position = step.position or position
                yield step
        yield from self._changed(position)

    def _begun(self, position: Position) -> Iterator[Step]:
        """Ask for a link for each tracked table that has none, before anything is read: so no change falls between."""
        for change in self.mapping.changes:
            if not change.is_tracked or change.table in position.links:
                continue
            link = None
            question = Question(change.table, watched_columns(change, self.mapping))
            for number, page in enumerate(self.client.pages(question, track=True)):
                link = page.delta_link
                if number % PAGES_A_STEP == PAGES_A_STEP - 1:
                    yield Step((), {}, None)
            if link is None:
                raise CallFailed("not_tracked")
            position = position.with_link(change.table, link)
        for change in self.mapping.changes:
            if not change.is_tracked and change.table not in position.times:
                newest = self._newest(change)
                position = position.with_time(change.table, newest) if newest else position
        yield Step((), {}, position)

    def _newest(self, change: Change) -> str | None:
        question = Question(change.table, (change.key, change.at), order=f"{change.at} desc", top=1)
        row = next(self.client.rows(question), None)
        return time_after(None, newest=str(row[change.at]), present=self.client.present) if row else None

    def _load(self, position: Position, since: str) -> Iterator[Step]:
        """Read the cases that changed since a time in the order of their changes: a load goes on where it ended."""
        case = self.mapping.case.table
        if since != FROM_THE_START:
            for change in self.mapping.changes:
                if change.table != case:
                    yield from self._by_time(change, since, None)
        for change in self.mapping.changes:
            if change.table == case:
                yield from self._by_time(change, since, position)
        yield Step((), {}, position.loading(None))

    def _by_time(self, change: Change, since: str, position: Position | None) -> Iterator[Step]:
        where = "" if since == FROM_THE_START else f"{change.at} ge {since}"
        columns = (change.key, change.at, *([change.occurrence] if isinstance(change.occurrence, str) else []))
        question = Question(change.table, tuple(dict.fromkeys(columns)), where=where, order=change.at)
        for page in self.client.pages(question):
            newest = _newest_of(page, change)
            after = position.loading(newest) if position is not None and newest else None
            yield Step(tuple(dict.fromkeys(self._cases_of(page, change))), {}, after)

    def _changed(self, position: Position) -> Iterator[Step]:
        keys: dict[str, None] = {}
        deleted: dict[str, tuple[str, ...]] = {}
        pages = 0
        for change in self.mapping.changes:
            if not change.is_tracked:
                continue
            for page in self.client.pages_from(position.links[change.table]):
                link = page.next_link or page.delta_link
                if link is None:
                    raise CallFailed("no_link_to_go_on")
                position = position.with_link(change.table, link)
                keys |= dict.fromkeys(self._cases_of(page, change))
                deleted[change.table] = (*deleted.get(change.table, ()), *page.gone)
                pages += 1
                if len(keys) >= MOST_CASES_A_STEP or pages % PAGES_A_STEP == 0:
                    yield Step(tuple(keys), deleted, position)
                    keys, deleted = {}, {}
        yield Step(tuple(keys), deleted, position)
        yield from self._changed_by_time(position)

    def _changed_by_time(self, position: Position) -> Iterator[Step]:
        for change in self.mapping.changes:
            if change.is_tracked:
                continue
            known = position.times.get(change.table)
            present = self.client.present
            since = window_start(known, present=present, overlap=self.overlap) if known else FROM_THE_START
            newest = known
            for step, told in self._with_newest(change, since):
                newest = time_after(newest, newest=told, present=present)
                yield step
            if newest:
                position = position.with_time(change.table, newest)
                yield Step((), {}, position)

    def _with_newest(self, change: Change, since: str) -> Iterator[tuple[Step, str | None]]:
        for step in self._by_time(change, since, Position()):
            yield Step(step.keys, {}, None), step.position.load_since if step.position else None

    def _cases_of(self, page: Page, change: Change) -> Iterator[str]:
        kind = self.mapping.key_kind
        if isinstance(change.occurrence, str):
            # A row that refers to no case, as a note on something else, concerns none.
            yield from (same_key(row[name], kind=kind) for row in page.rows if row.get(name := change.occurrence))
        else:
            yield from self._through(change.occurrence, [row.get(change.key) for row in page.rows])

    def _through(self, through: Through, keys: Iterable[object]) -> Iterator[str]:
        kind = self.mapping.key_kind
        wanted = iter(keys)
        while some := list(islice(wanted, CASES_A_QUESTION)):
            where = any_of(through.column, [literal(key, kind=kind) for key in some])
            for row in self.client.rows(Question(through.table, (through.occurrence,), where=where)):
                if row.get(through.occurrence):
                    yield same_key(row[through.occurrence], kind=kind)


def mark_of(mapping: ServiceMapping) -> str:
    """Return what tells one set of watched tables and columns from another."""
    watched = [(change.table, *watched_columns(change, mapping)) for change in mapping.changes if change.is_tracked]
    return sha256(repr(watched).encode()).hexdigest()[:16]


def _newest_of(page: Page, change: Change) -> str | None:
    told = [row[change.at] for row in page.rows if row.get(change.at)]
    return str(max(told, key=moment_of)) if told else None
