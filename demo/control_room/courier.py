"""Pushes what has changed, in order, until it is taken or refused for good: a thread beside the pages."""

import logging
import threading
from typing import Final

import requests

from demo.control_room.config import ControlRoomConfig
from demo.control_room.store import TAKEN, Store

_PAUSE_S: Final = 0.5
_TIMEOUT_S: Final = 10
_TRY_AGAIN: Final = frozenset({401, 408, 425, 429})
"""Nothing is wrong with the event: the key is not known (yet), or the listener is busy."""

log = logging.getLogger(__name__)


class Courier:
    """Carries events to the listener while the program runs."""

    def __init__(self, store: Store, *, config: ControlRoomConfig) -> None:
        self._store, self._config = store, config
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the call that is under way."""
        self._stopping.set()
        self._thread.join(timeout=_TIMEOUT_S)

    def _run(self) -> None:
        while not self._stopping.is_set():
            if not self._is_carrying():
                self._stopping.wait(_PAUSE_S)

    def _is_carrying(self) -> bool:
        try:
            return self._carry_one()
        except Exception:
            # A courier that has ended unseen would keep every incident back.
            log.exception("the courier stumbled and goes on")
            return False

    def _carry_one(self) -> bool:
        """Return whether one was carried; what is refused for good must not stop the others."""
        waiting = self._store.next_outgoing()
        if waiting is None:
            return False
        event_id, body = waiting
        try:
            answer = self._post(body)
        except requests.RequestException:
            return False
        if answer.status_code in _TRY_AGAIN or answer.status_code >= requests.codes.server_error:
            return False
        self._store.note_answer(event_id, answer=_answer(answer))
        return True

    def _post(self, body: str) -> requests.Response:
        headers = {"Authorization": f"Bearer {self._config.key}", "Content-Type": "application/cloudevents+json"}
        return requests.post(self._config.intake_url, data=body.encode(), headers=headers, timeout=_TIMEOUT_S)


def _answer(answer: requests.Response) -> str:
    try:
        told = answer.json()
        if answer.ok:
            return str(told["rejected"][0]["error"]) if told["rejected"] else TAKEN
        return str(told["detail"])
    except (ValueError, KeyError, TypeError):
        return f"answer {answer.status_code}"
