"""Delivery receipts: a moment after a message was taken, its status goes to the callback address."""

import logging
import threading
from datetime import UTC, datetime, timedelta
from typing import Final

import requests

from demo.phone.config import Callback, PhoneConfig
from demo.phone.faults import Faults
from demo.phone.store import Store
from demo.phone.values import Channel, Notification, Status, notify_time

logger = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 0.1
TIMEOUT_S: Final = 5


class ReceiptSender:
    """One thread that completes messages and calls back."""

    def __init__(self, store: Store, *, faults: Faults, config: PhoneConfig) -> None:
        self._store = store
        self._faults = faults
        self._config = config
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="receipts", daemon=True)
        self._session = requests.Session()

    def start(self) -> None:
        """Begin; what was due while nobody ran goes first."""
        self._thread.start()

    def stop(self) -> None:
        """End after the receipt at hand."""
        self._stopping.set()
        self._thread.join(timeout=TIMEOUT_S + 1)

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_EVERY_S):
            for notification, tries in self._store.due(now=datetime.now(UTC)):
                if self._stopping.is_set():
                    return
                self._send(notification, tries=tries)

    def _send(self, notification: Notification, *, tries: int) -> None:
        now = datetime.now(UTC)
        done = self._store.complete(notification, status=self._status_of(notification), now=now)
        callback = self._config.callback
        again = callback is not None and done.channel is not Channel.LETTER and self._call(callback, done)
        if not again or tries + 1 >= self._config.retries:
            self._store.reschedule(done.id, due_at=None)
            return
        self._store.reschedule(done.id, due_at=now + timedelta(seconds=self._config.retry_pause_s))

    def _status_of(self, notification: Notification) -> Status:
        if notification.channel is Channel.LETTER:
            return Status.RECEIVED
        return self._faults.receipts.statuses.get(notification.address, Status.DELIVERED)

    def _call(self, callback: Callback, notification: Notification) -> bool:
        """Return whether the call must be repeated: Notify repeats after 429, 5xx and broken connections."""
        try:
            answer = self._session.post(
                callback.url,
                json=receipt(notification),
                headers={"Authorization": f"Bearer {callback.token}"},
                timeout=TIMEOUT_S,
            )
        except requests.RequestException:
            logger.info("receipt %s: the callback address does not answer", notification.id)
            return True
        if answer.ok:
            return False
        logger.warning("receipt %s: the callback address answered %s", notification.id, answer.status_code)
        return answer.status_code >= 500 or answer.status_code == 429


def receipt(notification: Notification) -> dict[str, str | int | None]:
    """Return what Notify posts to a callback address."""
    return {
        "id": notification.id,
        "reference": notification.reference,
        "to": notification.to,
        "status": notification.status,
        "created_at": notify_time(notification.created_at),
        "completed_at": notify_time(notification.completed_at),
        "sent_at": notify_time(notification.created_at),
        "notification_type": notification.channel,
        "template_id": notification.template_id,
        "template_version": 1,
    }
