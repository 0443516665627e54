"""Items posted to a service, with our own id in a header by which it knows one that it has."""

import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from waypost.base.values import ForceName
from waypost.cases.values import OutboxItemFacts
from waypost.connectors.calling.line import CallFailed
from waypost.connectors.rest.client import Client
from waypost.connectors.rest.values import RestConfig, WriteTarget
from waypost.connectors.writeback.outgoing import outgoing_value
from waypost.connectors.writeback.values import NotTaken


@dataclass(frozen=True)
class RestTaker:
    """A service whose mapping says where items are posted to."""

    config: RestConfig

    def take(self, item: OutboxItemFacts, *, force: ForceName) -> None:  # noqa: ARG002 - the protocol's
        """
        Post one item under our own id.

        *Source:* draft-ietf-httpapi-idempotency-key-header, for the header's name.
        :raises NotTaken: if the service does not take it, or the mapping has no place for it.
        """
        target = self.config.mapping.write_back.get(item.kind)
        if target is None:
            raise NotTaken("not_mapped")
        to = target.to.replace("{reference}", quote(item.reference, safe=""))
        with closing(Client(self.config.service, sleep_fn=time.sleep)) as client:
            try:
                headers = {self.config.idempotency_header: str(item.waypost_id)}
                client.post(to, self._body(item, target), headers=headers)
            except CallFailed as error:
                raise NotTaken(error.code) from None

    def _body(self, item: OutboxItemFacts, target: WriteTarget) -> Mapping[str, object]:
        body: dict[str, Any] = {}
        for name, outgoing in target.values.items():
            value = outgoing_value(item, outgoing, occurrence=item.reference, zone=self.config.mapping.zone)
            if value is not None:
                *around, last = name.split(".")
                inner = body
                for step in around:
                    inner = inner.setdefault(step, {})
                inner[last] = value.isoformat() if isinstance(value, datetime) else value
        return body
