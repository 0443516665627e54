"""What a victim may write to the officer, and how a thread is put together. Pure."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from waypost.cases.values import ThreadEntry

LONGEST_TEXT = 2000
MOST_A_DAY = 20

_OFFICER_MESSAGE = "officer_message"
_VICTIM_MESSAGE = "victim_message"


class EmptyText(ValueError):
    """There is nothing in the message: write something first."""


class TextTooLong(ValueError):
    """The message is longer than 2,000 characters: shorten it, or send it in two."""


class TooManyMessages(RuntimeError):
    """Twenty messages were written in a day already: write again tomorrow, or call."""


@dataclass(frozen=True)
class Written:
    """What a victim wrote here."""

    id: UUID
    text: str
    at: datetime


@dataclass(frozen=True)
class ThreadItem:
    """
    One message of a thread. `author` is the officer's name as the crime system gives it, or empty.

    `has_arrived`: of one's own messages, whether the crime system shows it.
    """

    at: datetime
    author: str
    is_own: bool
    text: str
    has_arrived: bool


def tidy_text(text: str) -> str:
    """
    Return what is kept of a message: its lines, without unseen characters but line ends and without outer blanks.

    :raises EmptyText: if nothing is left.
    :raises TextTooLong: if more than 2,000 characters are.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    seen = "".join(one for one in lines if one == "\n" or unicodedata.category(one) not in {"Cc", "Cs", "Co", "Cn"})
    tidy = seen.strip()
    if not tidy:
        raise EmptyText
    if len(tidy) > LONGEST_TEXT:
        raise TextTooLong
    return tidy


def merge_thread(written: Iterable[Written], entries: Iterable[ThreadEntry]) -> Sequence[ThreadItem]:
    """
    Return one thread, oldest first: what was written here, and what the crime system holds of both sides.

    An entry that carries the id of a message of ours is that message, and is shown once.
    """
    ours = {str(one.id): one for one in written}
    held = [entry for entry in entries if entry.kind in {_OFFICER_MESSAGE, _VICTIM_MESSAGE}]
    arrived = {entry.waypost_id for entry in held if entry.waypost_id}
    items = [_own(one, has_arrived=key in arrived) for key, one in ours.items()]
    items += [_entry(entry) for entry in held if not _is_ours(entry, ours)]
    return sorted(items, key=lambda item: (item.at, item.is_own, item.text))


def _is_ours(entry: ThreadEntry, ours: Mapping[str, Written]) -> bool:
    return entry.waypost_id is not None and entry.waypost_id in ours


def _own(one: Written, *, has_arrived: bool) -> ThreadItem:
    return ThreadItem(at=one.at, author="", is_own=True, text=one.text, has_arrived=has_arrived)


def _entry(entry: ThreadEntry) -> ThreadItem:
    is_own = entry.kind == _VICTIM_MESSAGE
    return ThreadItem(
        at=entry.at,
        author="" if is_own else entry.author or "",
        is_own=is_own,
        text=entry.text,
        has_arrived=True,
    )
