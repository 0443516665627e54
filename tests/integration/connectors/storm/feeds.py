"""Sources of incident messages, and what the record says of an incident."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.snapshots import FORCE
from tests.unit.connectors.storm.samples import BURGLARY, mapping, sample
from waypost.base.scope import in_force
from waypost.base.values import JsonValue
from waypost.cases.models import Case, HeldItem
from waypost.cases.operations import NewSource, add_source
from waypost.cases.queries import source_by_id, timeline
from waypost.cases.values import CaseKind, SourceFacts, SourceState
from waypost.connectors.mapping.yaml_file import read_yaml
from waypost.connectors.models import IncidentMessage, SetAside
from waypost.connectors.storm.reading import read_message
from waypost.connectors.storm.taking import Feed, Taken, take_messages
from waypost.connectors.storm.values import Faulty, Message


def a_storm_source(now: datetime, *, folder: Path | None = None, name: str = "control-room") -> tuple[SourceFacts, str]:
    """Register a live source of the demo force that sends messages; return it and its key."""
    config: dict[str, JsonValue] = {"mapping": read_yaml(sample("mapping.yaml").decode())}  # type: ignore[dict-item]
    if folder is not None:
        config |= {"folder": str(folder), "poll_every_s": 5, "settled_after_s": 1}
    added = add_source(NewSource(FORCE, name, "storm", SourceState.LIVE, config=config), now=now)
    return source_by_id(added.id), added.key


def send(source: SourceFacts, *told: Message | Faulty | dict[str, Any], now: datetime) -> Taken:
    """Take messages, read already or as the system sends them, in one request."""
    read = [read_message(each, mapping=mapping(), now=now) if isinstance(each, dict) else each for each in told]
    return take_messages(Feed(source, mapping()), read, now=now)


def incident(reference: str = BURGLARY) -> Case:
    """Return the record of an incident."""
    with in_force(FORCE):
        return Case.objects.get(kind=CaseKind.INCIDENT, reference=reference)


def known_incidents() -> list[str]:
    """Return the references of the incidents on record."""
    with in_force(FORCE):
        return sorted(Case.objects.filter(kind=CaseKind.INCIDENT, revision__gt=0).values_list("reference", flat=True))


def content(reference: str = BURGLARY) -> dict[str, Any]:
    """Return what is on record of an incident, but how it came there."""
    applied: dict[str, Any] = dict(incident(reference).applied or {})
    # It depends on what was told on the way, and how often something was new.
    return {name: value for name, value in applied.items() if name not in {"told_eta", "revision"}}


def kinds(reference: str = BURGLARY) -> list[str]:
    """Return what happened in an incident, by its timeline."""
    return [entry.kind for entry in timeline(incident(reference).id, force=FORCE)]  # type: ignore[arg-type]


def held(reference: str = BURGLARY) -> list[tuple[str, str]]:
    """Return the sections and values for which an incident is held."""
    with in_force(FORCE):
        rows = HeldItem.objects.filter(case_id=incident(reference).id, released_at=None).order_by("id")
        return list(rows.values_list("section", "value"))


def kept(source: SourceFacts) -> int:
    """Return how many messages of a source are kept."""
    with in_force(FORCE):
        return IncidentMessage.objects.filter(source_id=source.id).count()


def aside(source: SourceFacts) -> Sequence[SetAside]:
    """Return what of a source stands aside."""
    with in_force(FORCE):
        return list(SetAside.objects.filter(source_id=source.id, mended_at=None).order_by("id"))
