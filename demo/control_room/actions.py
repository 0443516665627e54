"""What a dispatcher can do with an incident, and when. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from demo.control_room.incidents import Document, screened
from demo.control_room.values import Order

Change = Callable[[Document, Order, datetime], Mapping[str, Any]]

_WAITS: Final = frozenset({"open", "assigned", "en_route"})
_LIVE: Final = _WAITS | {"at_scene"}


@dataclass(frozen=True)
class Action:
    """One thing to do: what it is called, in which statuses it can be done, and whether it must ask something first."""

    words: str
    statuses: frozenset[str]
    asks: bool
    change: Change


ACTIONS: Final[Mapping[str, Action]] = {
    "assign": Action("Assign somebody", frozenset({"open"}), False, lambda _was, _order, _now: {"status": "assigned"}),
    "on-the-way": Action(
        "On the way", _WAITS, True, lambda _was, order, _now: {"status": "en_route", "eta": _iso(order.at)}
    ),
    "delay": Action("Delay", _WAITS, True, lambda was, order, _now: _delayed(was, order)),
    "at-scene": Action(
        "At the scene",
        frozenset({"assigned", "en_route"}),
        False,
        lambda _was, _order, now: {"status": "at_scene", "attended_at": now.isoformat()},
    ),
    "ask": Action("Ask for something", _LIVE, True, lambda _was, order, _now: {"information_required": order.text}),
    "safety": Action(
        "Kind and safety",
        _LIVE | {"resulted"},
        True,
        lambda _was, order, _now: screened(order.screening) if order.screening else {},
    ),
    "result": Action("Result", _LIVE | {"resulted"}, True, lambda _was, order, _now: _resulted(order)),
    "close": Action("Close", frozenset({"resulted"}), False, lambda _was, _order, _now: {"status": "closed"}),
}
"""By the last part of the address."""


def possible(document: Document) -> Mapping[str, Action]:
    """Return what can be done with an incident as it stands."""
    return {name: action for name, action in ACTIONS.items() if document["status"] in action.statuses}


def _delayed(was: Document, order: Order) -> Mapping[str, Any]:
    # Whoever was on the way was called off; a time of arrival that no longer holds must not stand.
    return {"status": "open" if was["status"] == "open" else "assigned", "promised_by": _iso(order.at), "eta": None}


def _resulted(order: Order) -> Mapping[str, Any]:
    return {
        "status": "resulted",
        "result": order.result,
        "agency": order.agency or None,
        "case_reference": order.crime or None,
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
