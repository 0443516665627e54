"""The systems of a force that tell us about cases: found by name, changed, paused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count

from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.access.values import Actor
from waypost.base.scope import in_force
from waypost.base.values import ForceName, JsonValue
from waypost.cases.models import Case, OutboxItem, Source
from waypost.cases.queries import source_facts
from waypost.cases.values import SourceFacts, SourceState


class UnknownSource(LookupError):
    """The force has no source of that name; the message says which it has."""


def source_named(name: str, *, force: ForceName) -> SourceFacts:
    """
    Return one source.

    :raises UnknownSource: if the force has none of that name.
    """
    found = {source.name: source for source in sources_of_force(force)}
    if name not in found:
        has = f"it has {', '.join(found)}" if found else "it has none: add it with waypost source add"
        raise UnknownSource(f"force {force} has no source of that name; {has}")
    return found[name]


def sources_of_force(force: ForceName) -> Sequence[SourceFacts]:
    """Return the sources of a force in the order in which they were added."""
    return [source_facts(row) for row in Source.objects.filter(force=force).order_by("id")]


@dataclass(frozen=True)
class WorkOfSources:
    """By source: how many items wait to be written back, and in how many cases something is held."""

    waiting_back: Mapping[int, int]
    held: Mapping[int, int]


def work_of_sources(force: ForceName) -> WorkOfSources:
    """Return what waits on each source of a force; for people, not for every poll: it counts."""
    with in_force(force):
        waiting = OutboxItem.objects.filter(force=force, state="waiting").values_list("source_id")
        held = Case.objects.filter(force=force, held__gt=0).values_list("source_id")
        return WorkOfSources(
            dict(waiting.annotate(Count("id")).order_by()), dict(held.annotate(Count("id")).order_by())
        )


def set_state(source: SourceFacts, state: SourceState, *, by: Actor, now: datetime) -> None:
    """Make a source live, so that messages about its cases may go, or take it back into shadow."""
    _change(source, {"state": state.value}, by=by, now=now)


def pause(source: SourceFacts, *, by: Actor, now: datetime) -> None:
    """Stop reading a source, or taking what it sends, until it is resumed; again, it stays paused since the first."""
    if source.paused_at is None:
        _change(source, {"paused_at": now}, by=by, now=now)


def resume(source: SourceFacts, *, by: Actor, now: datetime) -> None:
    """Go on with a source that was paused: it is read on from where it was."""
    if source.paused_at is not None:
        _change(source, {"paused_at": None}, by=by, now=now)


def set_promise(source: SourceFacts, fresh_within_minutes: int | None, *, by: Actor, now: datetime) -> None:
    """Set how long ago at most we have all that a source has to say; None: it promises nothing."""
    _change(source, {"fresh_within_minutes": fresh_within_minutes}, by=by, now=now)


def set_config(source: SourceFacts, config: Mapping[str, JsonValue], *, by: Actor, now: datetime) -> None:
    """Replace the settings and the mapping of a polled source."""
    _change(source, {"config": dict(config)}, by=by, now=now)


def set_write_back_url(source: SourceFacts, url: str, *, by: Actor, now: datetime) -> None:
    """Set where items are posted, empty for nowhere; the address must have been checked."""
    _change(source, {"write_back_url": url}, by=by, now=now)


def _change(source: SourceFacts, values: Mapping[str, object], *, by: Actor, now: datetime) -> None:
    with transaction.atomic():
        Source.objects.filter(id=source.id, force=source.force).update(**values)
        fields = [source.name, *sorted(values)]
        record_audit(Action.SOURCE_CHANGED, by=by, force=source.force, now=now, fields=fields)
