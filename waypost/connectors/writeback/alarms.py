"""
What waits for over an hour to be written back is somebody's: a victim's words go to the owner of the case, that a
source takes nothing to whoever runs the system.

The owner answers in Waypost meanwhile. Nobody need be told by hand that it has arrived: the items close by themselves.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.cases.operations import mark_outbox_taken
from waypost.cases.outbox import WaitingBack, oldest_waiting, words_waiting
from waypost.cases.sources import sources_of_force
from waypost.cases.values import OutboxItemFacts, OutboxKind, SourceFacts
from waypost.connectors.writeback.rules import ALARM_AFTER
from waypost.messages.asking_words import asking_words
from waypost.worklist.operations import open_items, withdraw_items, withdraw_matters
from waypost.worklist.values import NOT_WRITTEN_BACK, Desk, ItemKind, Matter, NewItem

MOST_OWNERS = 500
"""Items opened in one look: the oldest first, the next in the next look."""
_STANDSTILL = "standstill"


def watch_way_back(force: ForceName, *, now: datetime) -> None:
    """Open an item for each victim's words that wait for over an hour, and for each source that takes nothing."""
    before = now - ALARM_AFTER
    with in_force(force):
        words = words_waiting(force, before=before, limit=MOST_OWNERS)
        open_items([_of_owner(one) for one in words], force=force, now=now)
        stuck = oldest_waiting(force, before=before)
        sources = {source.id: source for source in sources_of_force(force)}
        open_items(
            [_of_system(sources[source_id], since, now=now) for source_id, since in stuck.items()], force=force, now=now
        )
        _close([source for source_id, source in sources.items() if source_id not in stuck], force=force, now=now)


def note_taken(item: OutboxItemFacts, *, force: ForceName, now: datetime) -> None:
    """Record that the source has the item, and close what its owner was asked because it had not."""
    with in_force(force):
        mark_outbox_taken(item.waypost_id, force=force, now=now)
        if item.kind is OutboxKind.VICTIM_MESSAGE and now - item.created_at > ALARM_AFTER:
            withdraw_items([_item_id(item.waypost_id)], force=force, reason="no_longer_needed", now=now)


def _of_owner(one: WaitingBack) -> NewItem:
    return NewItem(
        item_id=_item_id(one.waypost_id),
        case_id=one.case_id,
        person_id=None,
        person_ref=one.person_ref,
        kind=ItemKind.MEND,
        desk=Desk.OIC,
        matter=f"{NOT_WRITTEN_BACK} {one.waypost_id}",
        reason=NOT_WRITTEN_BACK,
        text=_words()["owner"],
    )


def _of_system(source: SourceFacts, since: datetime, *, now: datetime) -> NewItem:
    hours = int((now - since).total_seconds() // 3600)
    return NewItem(
        item_id=uuid5(UUID(int=source.id), f"{NOT_WRITTEN_BACK} {since.isoformat()}"),
        case_id=None,
        person_id=None,
        person_ref="",
        kind=ItemKind.MEND,
        desk=Desk.SYSTEM,
        matter=_matter(source),
        reason=NOT_WRITTEN_BACK,
        text=_words()["system"].format(source=source.name, hours=hours, force=source.force),
    )


def _close(sources: Sequence[SourceFacts], *, force: ForceName, now: datetime) -> None:
    if sources:
        matters = [Matter(None, None, ItemKind.MEND, _matter(source)) for source in sources]
        withdraw_matters(matters, force=force, reason="no_longer_needed", now=now)


def _matter(source: SourceFacts) -> str:
    return f"{_STANDSTILL} {source.name}"


def _item_id(waypost_id: UUID) -> UUID:
    # One wish for each: who has dealt with it is not asked again while it goes on waiting.
    return uuid5(waypost_id, "not-written-back")


def _words() -> Mapping[str, str]:
    words: Mapping[str, str] = asking_words()["way_back"]
    return words
