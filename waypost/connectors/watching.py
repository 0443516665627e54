"""
Watches the sources of a force: an item tells whoever runs the system which one is silent, or has parked something, as
long as that is so.

Who watches is watched as well: `note_watched` says when a look was last finished, and `/metrics` and `/readyz` show it.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.cases.freshness import Changes, changes
from waypost.cases.source_health import note_changes, sources_with_age
from waypost.cases.values import SourceFacts
from waypost.connectors.models import Watch
from waypost.connectors.set_aside import Parked, parked_of
from waypost.messages.asking_words import asking_words
from waypost.worklist.operations import open_items, withdraw_matters
from waypost.worklist.values import Desk, ItemKind, Matter, NewItem

logger = logging.getLogger(__name__)

LATE_AFTER = timedelta(minutes=5)
"""A look comes every minute: after five without one nobody watches."""
_LOOK_WITHIN = timedelta(hours=1)
_SOURCES = "sources"
_SILENT, _PARKED = "source_silent", "source_parked"


def watch_sources(force: ForceName, *, now: datetime) -> Changes:
    """Open and close items by what is wrong with the force's sources now; return which are newly silent or well."""
    with in_force(force):
        known = sources_with_age(force)
        found = changes(known, now=now)
        note_changes(found)
        open_items(
            [_silent(known[source_id][0], since, now=now) for source_id, since in found.stale.items()],
            force=force,
            now=now,
        )
        _close({known[source_id][0].name for source_id in found.well}, _SILENT, force, now=now)
        _watch_parked({source_id: source for source_id, (source, _) in known.items()}, force=force, now=now)
    for source_id, since in found.stale.items():
        logger.error("source %s of force %s has not been heard of since %s", source_id, force, since.isoformat())
    for source_id in sorted(found.well):
        logger.warning("source %s of force %s is no longer missed", source_id, force)
    return found


def note_watched(*, now: datetime) -> None:
    """Remember that every force's sources have been looked at."""
    Watch.objects.update_or_create(name=_SOURCES, defaults={"at": now})


def last_watched() -> datetime | None:
    """Return when the sources were last looked at, None where they never were."""
    return Watch.objects.filter(name=_SOURCES).values_list("at", flat=True).first()


def _watch_parked(sources: Mapping[int, SourceFacts], *, force: ForceName, now: datetime) -> None:
    parked = parked_of(force)
    open_items(
        [_parked(sources[source_id], found) for source_id, found in parked.items() if source_id in sources],
        force=force,
        now=now,
    )
    _close({source.name for source_id, source in sources.items() if source_id not in parked}, _PARKED, force, now=now)


def _close(names: set[str], reason: str, force: ForceName, *, now: datetime) -> None:
    if names:
        matters = [Matter(None, None, ItemKind.MEND, f"{reason} {name}") for name in sorted(names)]
        withdraw_matters(matters, force=force, reason="no_longer_needed", now=now)


def _silent(source: SourceFacts, since: datetime, *, now: datetime) -> NewItem:
    text = asking_words()["source"]["silent"].format(
        source=source.name,
        minutes=int((now - since).total_seconds() // 60),
        promised=source.fresh_within_minutes,
    )
    # Victims read on their page that we could not check: that is not a matter of working days.
    return replace(_item(source, _SILENT, since, text), aim_at=now + _LOOK_WITHIN)


def _parked(source: SourceFacts, found: Parked) -> NewItem:
    text = asking_words()["source"]["parked"].format(source=source.name, count=found.count, force=source.force)
    return _item(source, _PARKED, found.newest_at, text)


def _item(source: SourceFacts, reason: str, at: datetime, text: str) -> NewItem:
    return NewItem(
        item_id=_id(source, reason, at),
        case_id=None,
        person_id=None,
        person_ref="",
        kind=ItemKind.MEND,
        desk=Desk.SYSTEM,
        matter=f"{reason} {source.name}",
        reason=reason,
        text=text,
    )


def _id(source: SourceFacts, reason: str, at: datetime) -> UUID:
    # The same wish is the same item: who has answered it is not asked again before there is something new.
    return uuid5(NAMESPACE_URL, f"{reason} {source.id} {at.isoformat()}")
