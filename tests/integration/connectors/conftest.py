"""A source of the demo force, and events for it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

import pytest

from waypost.base.values import ForceName
from waypost.cases.operations import NewSource, add_source
from waypost.cases.values import SourceState

ANYSHIRE = ForceName("anyshire")
SINGLE = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"

MakeEvent = Callable[..., dict[str, Any]]


@dataclass(frozen=True)
class PushSource:
    """A source that pushes, and its key."""

    id: int
    key: str
    signing_secret: str

    @property
    def headers(self) -> dict[str, str]:
        """Return the header that shows the key."""
        return {"Authorization": f"Bearer {self.key}"}


def add_push_source(now: datetime, *, name: str = "rms", write_back_url: str = "") -> PushSource:
    """Add a live source that pushes to the demo force."""
    new = NewSource(force=ANYSHIRE, name=name, kind="push", state=SourceState.LIVE, write_back_url=write_back_url)
    added = add_source(new, now=now)
    return PushSource(added.id, added.key, added.signing_secret)


@pytest.fixture
def snapshot() -> dict[str, Any]:
    """Return the contract's first example of a case."""
    text = files("waypost.cases").joinpath("contract/examples/case-1-recorded.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@pytest.fixture
def event(snapshot: dict[str, Any]) -> MakeEvent:
    """Return a maker of CloudEvents around the example; `data` changes fields of the snapshot."""

    def make(event_id: str = "e-1", *, data: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
        document = snapshot | (data or {})
        attributes = {
            "specversion": "1.0",
            "id": event_id,
            "source": "urn:example:rms",
            "type": "org.waypost.case.v1",
            "subject": document["reference"],
            "time": "2026-11-20T09:31:00Z",
            "datacontenttype": "application/json",
            "data": document,
        }
        return attributes | changes

    return make
