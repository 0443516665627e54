"""From a line of a file to a snapshot of sound shape, by the parser of the doors."""

from dataclasses import dataclass
from datetime import UTC, datetime

from waypost.cases.folding import AnySnapshot
from waypost.cases.snapshot import SnapshotFault, decode_json, parse_case, parse_incident
from waypost.journeys.simulate.recorded import INCIDENT_EVENT, BadLine, read_event, virtual_time


@dataclass(frozen=True)
class Incoming:
    """One event as the intake would meet it: `at` is its virtual time, `source` what the event names as its source."""

    id: str
    source: str
    snapshot: AnySnapshot
    at: datetime

    @property
    def force(self) -> str:
        """The force that the snapshot is of."""
        return self.snapshot.force


def read_incoming(raw: bytes) -> Incoming:
    """
    Return the event of one line.

    :raises BadLine: if it has a fault of shape; the sentence names the field.
    """
    event = read_event(raw, decode=decode_json)
    parse = parse_incident if event["type"] == INCIDENT_EVENT else parse_case
    data = event.get("data")
    try:
        snapshot: AnySnapshot = parse(data if isinstance(data, dict) else {})
    except SnapshotFault as fault:
        raise BadLine(f"data.{fault.field}: {fault.sentence}") from None
    at = virtual_time(event).astimezone(UTC)
    return Incoming(id=str(event["id"]), source=str(event["source"]), snapshot=snapshot, at=at)
