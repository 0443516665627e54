"""The samples of the made-up control room, and messages of one's own."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from waypost.connectors.mapping.yaml_file import read_yaml
from waypost.connectors.storm.mapping import mapping_of
from waypost.connectors.storm.reading import read_message
from waypost.connectors.storm.trees import read_trees
from waypost.connectors.storm.values import Faulty, Message, StormMapping

NOW = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
BURGLARY = "CS-20261120-0042"
DAMAGE = "CS-20261120-0031"

Spec = dict[str, Any]


def sample(name: str) -> bytes:
    """Return one of the recorded files."""
    return files("waypost.connectors.storm").joinpath(f"samples/{name}").read_bytes()


@cache
def mapping() -> StormMapping:
    """Return the samples' mapping."""
    return mapping_of(read_yaml(sample("mapping.yaml").decode()))


def read(body: bytes) -> Sequence[Message | Faulty]:
    """Return what a body of messages says."""
    trees = read_trees(body, parts=mapping().parts)
    return [read_message(tree, mapping=mapping(), now=NOW) for tree in trees]


def messages(name: str) -> list[Message]:
    """Return the messages of a sample, in its order."""
    return [each for each in read(sample(name)) if isinstance(each, Message)]


def spec(number: int, code: str, *, minute: int | None = None, **parts: Any) -> Spec:
    """Return one message as a system would send it; `minute` of the morning, else its number."""
    at = datetime(2026, 11, 20, 9, number if minute is None else minute, tzinfo=UTC)
    header = {"MessageId": f"m-{number}-{code}", "Type": code, "Sequence": number, "OccurredAt": at.isoformat()}
    return {"Header": header, "Incident": {"Number": BURGLARY, **parts.pop("incident", {})}, **parts}


def opened(**incident: Any) -> Spec:
    """Return the message that opens an incident."""
    return spec(1, "CREATED", incident={"Channel": "N", "Grade": "2", "OpeningCode": "BURD", **incident})


def unit(number: int, code: str, *, name: str = "AX1", **parts: Any) -> Spec:
    """Return a message about a unit."""
    return spec(number, code, Unit={"CallSign": name, **parts})


def read_spec(told: Spec) -> Message:
    """Return what one message says; it must be one that can be read."""
    found = read_message(told, mapping=mapping(), now=NOW)
    assert isinstance(found, Message), found
    return found
