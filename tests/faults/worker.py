"""
A worker in a process of its own, for tests that kill it.

It is the product's own delivery with the real Notify client, at a pace that suits a test. `blindly` is the guard
taken out: what is in doubt is taken for not arrived, without asking.
"""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import django
from django.apps import apps

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()

from django.conf import settings
from django.db import connections

from waypost.access.queries import staff_member
from waypost.access.values import OPERATOR
from waypost.base import clock
from waypost.base.content import LiveContent, read_files
from waypost.base.values import ForceName, PersonId
from waypost.cases.erasing.operations import erase
from waypost.cases.erasing.values import Order as ErasureOrder
from waypost.cases.queries import source_by_id
from waypost.config.environment import database_settings
from waypost.connectors.polling.poll import poll
from waypost.duties import library as duties
from waypost.duties.operations import run_clocks
from waypost.journeys import library as journeys
from waypost.journeys.operations import draining
from waypost.messages import library as messages
from waypost.messages import pace
from waypost.messages.operations import (
    DeliveryReceipt,
    answer,
    deliver,
    send_sign_in_code,
    take_answers,
    take_waiting,
    write_to_officer,
)
from waypost.messages.operations.receipts import write_down
from waypost.messages.operations.replying import Reply, write_to_victim
from waypost.messages.pace import Pace
from waypost.messages.providers import LookUpAnswer, NotFound, Provider
from waypost.messages.providers.notify import NotifyProvider, notify_settings
from waypost.messages.providers.set_up import smtp_settings
from waypost.messages.providers.smtp import SmtpProvider
from waypost.messages.queries import message_counts
from waypost.messages.values import Channel, DeliveryStatus, MessageState
from waypost.worklist.operations import AlreadyAnswered
from waypost.worklist.values import Answer, ItemState

FORCE = ForceName("anyshire")
_WITHIN_S = 110
# After a doubt or a refusal; five seconds are for a provider in need.
pace._FIRST_PAUSE_S = 0.5
_SETTLED = {state for state in MessageState if state.is_final} | {MessageState.HANDED_OVER, MessageState.HELD}


def _read_content() -> None:
    """
    Parse what is shipped before the workers are forked: each would do it anew, for longer than it works.

    What is kept is known by its texts, so that a worker whose database holds other ones parses those.
    """
    files = sorted(read_files(settings.CONTENT_DIR), key=lambda file: file.key)
    keep = {"journeys": journeys._journeys, "messages": messages._library, "duties": duties._duties}
    for kind, parse in keep.items():
        parse(tuple(LiveContent(file.key, 1, file.text) for file in files if file.kind == kind))


_read_content()


@dataclass(frozen=True)
class Order:
    """What a worker does, where it dies, and the settings that this process does not share with it."""

    command: str
    arguments: tuple[str, ...]
    crashpoint: str
    database_url: str
    settings: Mapping[str, str | float]


class BlindProvider(NotifyProvider):
    """Knows nothing of anything: whoever asks sends again."""

    def look_up(self, reference: str) -> LookUpAnswer:
        return NotFound()


class BlindMail(SmtpProvider):
    """Under a name that is asked about doubts, it knows nothing of anything: whoever asks sends again."""

    name = "blind"

    def look_up(self, reference: str) -> LookUpAnswer:
        return NotFound()


def work(order: Order) -> None:
    """Do what is ordered, and leave with status 1 if it cannot be finished."""
    os.environ |= {"WAYPOST_CRASHPOINT": order.crashpoint, "DATABASE_URL": order.database_url}
    connections["default"].settings_dict.update(database_settings()["default"])
    for name, value in order.settings.items():
        setattr(settings, name, value)
    _COMMANDS[order.command](*order.arguments)


def _deliver() -> None:
    _deliver_until_settled(NotifyProvider, SmtpProvider)


def _deliver_blindly() -> None:
    _deliver_until_settled(BlindProvider, BlindMail)


def _deliver_until_settled(texts: type[NotifyProvider], mail: type[SmtpProvider]) -> None:
    """Deliver until no message is on its way any more, or the time is up."""
    notify, smtp = notify_settings({}), smtp_settings({})
    assert notify is not None
    assert smtp is not None
    providers: Mapping[Channel, Provider] = {Channel.SMS: texts(notify), Channel.EMAIL: mail(smtp)}
    give_up_at = time.monotonic() + _WITHIN_S
    while time.monotonic() < give_up_at:
        deliver(FORCE, now_fn=clock.now, providers=providers, pace=Pace(batch=8, threads=8, rounds=5))
        if all(count.state in _SETTLED for count in message_counts(FORCE)):
            return
        time.sleep(0.1)
    raise SystemExit("messages are still on their way")


def _send_code(person: str) -> None:
    send_sign_in_code(PersonId(int(person)), code="481516", force=FORCE, now=clock.now())


def _write(person: str, once: str) -> None:
    write_to_officer(PersonId(int(person)), text="Any news?", waypost_id=UUID(once), force=FORCE, now=clock.now())


def _reply(staff: str, person: str, once: str) -> None:
    by = staff_member(UUID(staff), force=FORCE)
    assert by is not None
    write_to_victim(Reply(UUID(once), PersonId(int(person)), "I will write again on Friday."), by=by, now=clock.now())


def _drain(at: str, batch: str) -> None:
    """Decide what is due at a moment, so few cases at a time that workers meet."""
    draining.BATCH = int(batch)
    while draining.drain(FORCE, now=datetime.fromisoformat(at)).cases:
        pass


def _run_clocks(at: str) -> None:
    """Run the clocks that are due at a moment."""
    while run_clocks(FORCE, now=datetime.fromisoformat(at)).cases:
        pass


def _take_receipt(reference: str) -> None:
    write_down(DeliveryReceipt(reference, "their-id", DeliveryStatus.DELIVERED, None), now=clock.now())
    while take_waiting(FORCE, now=clock.now()):
        pass


def _answer(item: str, state: str) -> None:
    given = Answer(ItemState(state), clock.now(), by="4471")
    try:
        answer(UUID(item), given, force=FORCE, by=OPERATOR, now=clock.now())
    except AlreadyAnswered:
        raise SystemExit(3) from None


def _take_answers() -> None:
    while take_answers(FORCE, now=clock.now()):
        pass


def _poll(source: str) -> None:
    poll(source_by_id(int(source)), now_fn=clock.now)


def _erase(reference: str) -> None:
    erase(reference, ErasureOrder(FORCE, "as the law asks", OPERATOR, clock.now()))


_COMMANDS: Mapping[str, Callable[..., None]] = {
    "deliver": _deliver,
    "blindly": _deliver_blindly,
    "code": _send_code,
    "write": _write,
    "reply": _reply,
    "receipt": _take_receipt,
    "drain": _drain,
    "clocks": _run_clocks,
    "answer": _answer,
    "take_answers": _take_answers,
    "poll": _poll,
    "erase": _erase,
}
