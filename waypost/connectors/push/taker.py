"""Signed POSTs to a source that pushes its cases to us."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import requests
from standardwebhooks import Webhook

from waypost.base.values import ForceName
from waypost.cases.values import OutboxItemFacts
from waypost.connectors.push.values import Form
from waypost.connectors.writeback.rules import event_of
from waypost.connectors.writeback.values import NotTaken

CONNECT_TIMEOUT_S = 5
ANSWER_TIMEOUT_S = 15


@dataclass(frozen=True)
class PushTaker:
    """The address of a source, and the secrets with which calls to it are signed: two while it changes one."""

    url: str
    secrets: Sequence[str]
    now_fn: Callable[[], datetime]

    def take(self, item: OutboxItemFacts, *, force: ForceName) -> None:
        """
        Post one item; whoever gets it twice knows it by `webhook-id`.

        *Source:* Standard Webhooks 1.0, "Webhook headers", "Multiple signatures".
        :raises NotTaken: unless the answer is a 2xx.
        """
        body = event_of(item, force=force)
        try:
            answer = requests.post(
                self.url,
                data=body,
                headers=self._headers(item, body),
                timeout=(CONNECT_TIMEOUT_S, ANSWER_TIMEOUT_S),
                # A redirect could lead anywhere, and what is sent is what a victim wrote.
                allow_redirects=False,
                stream=True,
            )
        except requests.Timeout:
            raise NotTaken("timeout") from None
        except requests.RequestException:
            raise NotTaken("unreachable") from None
        # The answer's body is not read: nothing in it is of use, and it may be endless.
        answer.close()
        if not 200 <= answer.status_code < 300:
            raise NotTaken(f"http_{answer.status_code}")

    def _headers(self, item: OutboxItemFacts, body: bytes) -> dict[str, str]:
        at = self.now_fn()
        name = str(item.waypost_id)
        return {
            "Content-Type": Form.SINGLE.value,
            "User-Agent": "waypost",
            "webhook-id": name,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": " ".join(Webhook(each).sign(name, at, body.decode()) for each in self.secrets),
        }
