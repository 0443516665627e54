"""From the envelope of an event to what intake takes."""

import hashlib
from collections.abc import Mapping

from waypost.base.values import JsonValue
from waypost.cases.intake import IncomingEvent
from waypost.connectors.push.rules import KIND_OF_TYPE, LONGEST_ID
from waypost.connectors.push.values import Envelope


def incoming_of(event: Envelope) -> IncomingEvent:
    """Return what intake takes of an event that may be looked into."""
    kind = KIND_OF_TYPE[event.type]
    return IncomingEvent(event_key(event), event.subject, _object(event.data), event.raw, kind)


def event_key(event: Envelope) -> str:
    """
    Return what an event is known by within the key's source: its own `source` and `id` together.

    *Source:* contract.md, "Intake"; CloudEvents 1.0.2, section 3.1 ("source + id is unique").
    """
    # No control character can stand in either, so no two pairs have one key.
    key = f"{event.id}\x1f{event.source}"
    return key if len(key) <= LONGEST_ID else hashlib.sha256(key.encode()).hexdigest()


def _object(data: JsonValue) -> Mapping[str, object]:
    # reason_to_reject has seen that it is one.
    return data if isinstance(data, dict) else {}
