"""Every read of this room."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from waypost.base.scope import in_force
from waypost.base.values import ForceName, JsonValue
from waypost.cases.freshness import is_behind
from waypost.cases.queries import sources
from waypost.cases.sources import sources_of_force, work_of_sources
from waypost.cases.values import SourceFacts
from waypost.connectors.config_file import Stored, poll_every
from waypost.connectors.kinds import KINDS
from waypost.connectors.leases import failures_of, last_polled
from waypost.connectors.models import SetAside


def polled_sources() -> Sequence[SourceFacts]:
    """Return the sources that are polled, of all forces, paused ones too, in the order in which they were added."""
    found = [source for kind in KINDS if KINDS[kind].open is not None for source in sources(kind=kind)]
    # Of some kinds a source may send by itself.
    return sorted((source for source in found if is_polled(source.config)), key=lambda source: source.id)


def is_polled(config: Stored | None) -> bool:
    """Whether a source with these settings is polled; one that sends by itself may be quiet for hours."""
    return config is not None and "poll_every_s" in config


def sources_to_poll(*, now: datetime) -> Sequence[SourceFacts]:
    """Return the sources, of all forces, whose next poll is due, in the order in which they were added."""
    polled = [source for source in polled_sources() if source.paused_at is None]
    begun = last_polled(polled)
    return [
        source for source in polled if source.id not in begun or begun[source.id] + poll_every(source.config) <= now
    ]


def sources_without_way_back() -> Sequence[SourceFacts]:
    """
    Return the sources that take nothing back: what victims of their cases write waits in the outbox.

    One that only adds hearings to others' cases has no victims.
    """
    found = [source for name, kind in KINDS.items() for source in sources(kind=name) if not kind.has_way_back(source)]
    return [source for source in found if not _only_adds(source)]


def _only_adds(source: SourceFacts) -> bool:
    mapping = source.config.get("mapping")
    return isinstance(mapping, dict) and mapping.get("record") == "hearings"


@dataclass(frozen=True)
class SourceStatus:
    """
    How one source is. `last_error` is a code of ours, empty where the last poll went well; `waiting_back` counts what
    is to be written back, `set_aside` what could not be read and is not mended, `held` cases with something held.
    """

    name: str
    kind: str
    state: str
    last_ok_at: datetime | None
    fresh_within_minutes: int | None
    is_stale: bool
    paused_at: datetime | None
    failures: int
    last_error: str
    waiting_back: int
    set_aside: int
    held: int

    def to_json(self) -> Mapping[str, JsonValue]:
        """Return it as JSON, times in ISO 8601."""
        return {
            name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(self).items()
        }


def statuses(force: ForceName, *, now: datetime) -> Sequence[SourceStatus]:
    """Return how each source of a force is, in the order in which they were added."""
    found = sources_of_force(force)
    failed, work = failures_of(found), work_of_sources(force)
    with in_force(force):
        open_ = SetAside.objects.filter(force=force, mended_at=None).values_list("source_id", flat=True)
        aside = Counter(open_)
    return [
        SourceStatus(
            name=source.name,
            kind=source.kind,
            state=source.state.value,
            last_ok_at=source.last_ok_at,
            fresh_within_minutes=source.fresh_within_minutes,
            is_stale=is_behind(source, now=now),
            paused_at=source.paused_at,
            failures=failed.get(source.id, (0, ""))[0],
            last_error=failed.get(source.id, (0, ""))[1],
            waiting_back=work.waiting_back.get(source.id, 0),
            set_aside=aside.get(source.id, 0),
            held=work.held.get(source.id, 0),
        )
        for source in found
    ]
