"""Every read behind the pages of data quality; of cases that the looker may not open nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from waypost.access.permissions import Permission
from waypost.access.queries import directory
from waypost.access.values import Staff
from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.cases.sources import sources_of_force
from waypost.cases.values import SourceFacts
from waypost.console.case_doors import looker_for
from waypost.console.presentation import Wording
from waypost.console.quality.presentation import RecordLine, RuleLine, record_line, rule_line
from waypost.console.standing import Standing, standing
from waypost.console.words import console_words
from waypost.worklist.queries import Cursor, Page
from waypost.worklist.record_queries import RecordItem, records_by_rule, records_to_mend, with_offers
from waypost.worklist.rules import Viewer, may_see
from waypost.worklist.values import Desk

PAGE_SIZE = 50


@dataclass(frozen=True)
class Lines:
    """One page of lines; `after` is where the next one begins."""

    lines: tuple[RecordLine, ...]
    after: Cursor | None


def rules(*, by: Staff) -> Sequence[RuleLine]:
    """Return how many records each rule has somebody put right, the most first."""
    words = console_words()
    return [rule_line(one, words=words) for one in records_by_rule(force=by.force)]


def records(*, desk: Desk | None, rule: str, after: Cursor | None, by: Staff, now: datetime) -> Lines:
    """Return one page of what is wrong in records."""
    found = records_to_mend(force=by.force, desk=desk, rule=rule, page=Page(PAGE_SIZE, after))
    return Lines(as_lines(found.items, by=by, now=now), found.after)


def suggestions(*, team: str, after: Cursor | None, size: int, by: Staff, now: datetime) -> Lines:
    """Return one page of records in which a contact was suggested."""
    found = with_offers(force=by.force, team=team, page=Page(size, after))
    return Lines(as_lines(found.items, by=by, now=now), found.after)


def as_lines(items: Sequence[RecordItem], *, by: Staff, now: datetime) -> tuple[RecordLine, ...]:
    """Return items as a list shows them, without those of cases that this person may not open."""
    with in_force(by.force):
        looker = looker_for(by, frozenset(one.case.case_id for one in items), now=now)
        wording = Wording(words=console_words(), directory=directory(by.force))
    viewer = Viewer(by)
    return tuple(
        record_line(one, may_open=may_see(viewer, one.item), wording=wording)
        for one in items
        if standing(looker, one.case, permission=Permission.MEND_RECORDS) is Standing.OPEN
    )


def read_cursor(said: str) -> Cursor | None:
    """Return the place that an address names, or None."""
    moment, _, item_id = said.partition("~")
    try:
        cursor = Cursor(datetime.fromisoformat(moment), UUID(item_id))
    except ValueError:
        return None
    return cursor if cursor.due_at.tzinfo else None


def cursor_text(cursor: Cursor | None) -> str:
    """Return a place as it stands in an address."""
    return f"{cursor.due_at.isoformat()}~{cursor.item_id}" if cursor else ""


def stale_sources(force: ForceName) -> Sequence[SourceFacts]:
    """Return the systems that have been silent for longer than they promised, who is silent longest first."""
    stale = [(one.stale_since, one.id, one) for one in sources_of_force(force) if one.stale_since is not None]
    return [one for _, _, one in sorted(stale)]
