"""All rows' stories, as events in order of time."""

import hashlib
import heapq
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from waypost.connectors.police_uk.book import Book
from waypost.connectors.police_uk.classify import classify
from waypost.connectors.police_uk.crimes import tell_crime
from waypost.connectors.police_uk.incidents import tell_incident
from waypost.connectors.police_uk.setting import Setting
from waypost.connectors.police_uk.timeframe import InItsMonth, PressedBefore, Timeframe, covering
from waypost.connectors.police_uk.timetable import begins_at
from waypost.connectors.police_uk.values import (
    Crime,
    Incident,
    JsonObject,
    SkippedRow,
    SkipReason,
    Story,
    StreetRow,
)


@dataclass(frozen=True, slots=True)
class Sorted:
    """The rows of a file, told apart."""

    found: tuple[Crime | Incident, ...]
    skipped: Counter[SkipReason] = field(default_factory=Counter)


def sort_rows(rows: Iterable[StreetRow | SkippedRow], *, book: Book, seed: int) -> Sorted:
    """Return the crimes and incidents among the rows, and how many rows are neither, by reason."""
    found: list[Crime | Incident] = []
    skipped: Counter[SkipReason] = Counter()
    for row in rows:
        known = row if isinstance(row, SkippedRow) else classify(row, book=book, seed=seed)
        if isinstance(known, SkippedRow):
            skipped[known.reason] += 1
        else:
            found.append(known)
    return Sorted(tuple(found), skipped)


def choose_timeframe(found: Sequence[Crime | Incident], *, press: timedelta | None, now: datetime) -> Timeframe:
    """Return where the replay is shown: pressed into the time before `now`, or in the file's own months."""
    if press is None or not found:
        return InItsMonth()
    return PressedBefore(now=now, span=press, original=covering({each.row.month for each in found}))


def tell_in_order(found: Sequence[Crime | Incident], *, setting: Setting) -> Iterator[tuple[Story, int]]:
    """
    Yield each snapshot as a story and the index of its step, in order of time.

    A story is told when its time comes and let go after its last step: some are held at a time, not all.
    """
    waiting: list[Waiting] = []
    begins = {each.row.number: begins_at(each.row, seed=setting.seed) for each in found}
    for each in sorted(found, key=lambda each: (begins[each.row.number], each.row.number)):
        yield from _until(begins[each.row.number], waiting)
        story = _tell(each, setting)
        heapq.heappush(waiting, (story.steps[0].at, story.row, 0, story))
    yield from _until(None, waiting)


Waiting = tuple[datetime, int, int, Story]
"""When the next step of a story comes, its row, the index of the step, the story."""


def _until(limit: datetime | None, waiting: list[Waiting]) -> Iterator[tuple[Story, int]]:
    while waiting and (limit is None or waiting[0][0] < limit):
        _, row, index, story = waiting[0]
        if index + 1 < len(story.steps):
            heapq.heapreplace(waiting, (story.steps[index + 1].at, row, index + 1, story))
        else:
            heapq.heappop(waiting)
        yield story, index


def _tell(each: Crime | Incident, setting: Setting) -> Story:
    if isinstance(each, Crime):
        return tell_crime(each, setting=setting)
    return tell_incident(each, setting=setting)


def event(story: Story, index: int, *, setting: Setting) -> JsonObject:
    """
    Return one snapshot as a structured CloudEvent.

    Its id holds a digest of the snapshot: another seed or another press makes other events, not the same ones
    with another body. *Source:* CloudEvents 1.0.
    """
    step = story.steps[index]
    at = setting.timeframe.past(step.at).isoformat()
    data: JsonObject = {
        **story.constant,
        "revision": index + 1,
        "updated_at": at,
        **step.record.to_json(),
    }
    digest = hashlib.sha256(as_line(data).encode()).hexdigest()[:12]
    return {
        "specversion": "1.0",
        "id": f"{story.reference}/{index + 1}/{digest}",
        "source": f"urn:police-uk:{setting.force}",
        "type": story.event_type,
        "subject": story.reference,
        "time": at,
        "datacontenttype": "application/json",
        "data": data,
    }


def as_line(value: JsonObject) -> str:
    """Return JSON on one line, the same for the same value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
