"""What stands in one field of a row or record that we add to a system."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from waypost.base.values import JsonValue
from waypost.cases.values import OutboxItemFacts
from waypost.connectors.mapping.values import Outgoing
from waypost.connectors.writeback.values import NotTaken

_TIMES = frozenset({"at", "due_at"})


def outgoing_value(item: OutboxItemFacts, outgoing: Outgoing, *, occurrence: object, zone: ZoneInfo | None) -> object:
    """
    Return what stands in one column of a row that we add.

    :raises NotTaken: if it cannot be said in the system's own codes or types.
    """
    if outgoing.field is None:
        return outgoing.constant
    if outgoing.field == "occurrence":
        return occurrence
    value = _payload(item).get(outgoing.field)
    if value is None:
        return None
    if outgoing.codes is not None:
        return _their_code(str(value), outgoing.codes)
    if outgoing.is_number:
        return _number(value)
    return _time(value, zone=zone) if outgoing.field in _TIMES else value


def _payload(item: OutboxItemFacts) -> Mapping[str, JsonValue]:
    return {**item.payload, "waypost_id": str(item.waypost_id), "reference": item.reference}


def _their_code(value: str, codes: Mapping[str, str]) -> str:
    try:
        return codes[value]
    except KeyError:
        raise NotTaken("not_mapped") from None


def _number(value: JsonValue) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise NotTaken("not_a_number") from None


def _time(value: JsonValue, *, zone: ZoneInfo | None) -> datetime:
    at = datetime.fromisoformat(str(value))
    return at if zone is None else at.astimezone(zone).replace(tzinfo=None)
