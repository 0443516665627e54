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
class Replied:
    """What a member of staff wrote here; `author` is what they were called then."""

    id: UUID
    text: str
    at: datetime
    author: str


@dataclass(frozen=True)
class ThreadItem:
    """
    One message of a thread. `author` is the officer's name as it was then, or empty.

    `has_arrived`: of what was written here, whether the crime system shows it; `is_written_here`: not in that system,
    and then `message_id` is ours. Of a victim's own: whether staff have read it here, and written since.
    """

    at: datetime
    author: str
    is_own: bool
    text: str
    has_arrived: bool
    is_written_here: bool = False
    message_id: UUID | None = None
    is_read: bool = False
    is_answered: bool = False


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


def merge_thread(
    written: Iterable[Written], entries: Iterable[ThreadEntry], *, replied: Iterable[Replied]
) -> Sequence[ThreadItem]:
    """
    Return one thread, oldest first: what was written here, and what the crime system holds of both sides.

    An entry that carries the id of a message of ours is that message, and is shown once.
    """
    own = {str(one.id): one for one in written}
    given = {str(one.id): one for one in replied}
    every = list(entries)
    held = [entry for entry in every if entry.kind in {_OFFICER_MESSAGE, _VICTIM_MESSAGE}]
    # What staff wrote here may come back as a note of the system.
    arrived = {entry.waypost_id for entry in every if entry.waypost_id}
    items = [_own(one, has_arrived=key in arrived) for key, one in own.items()]
    items += [_reply(one, has_arrived=key in arrived) for key, one in given.items()]
    items += [_entry(entry) for entry in held if entry.waypost_id is None or not _is_ours(entry, own, given)]
    return sorted(items, key=lambda item: (item.at, item.is_own, item.text))


def _is_ours(entry: ThreadEntry, own: Mapping[str, Written], given: Mapping[str, Replied]) -> bool:
    # A system that puts the id of the message that is answered on the answer has not sent us our own words back.
    return entry.waypost_id in (own if entry.kind == _VICTIM_MESSAGE else given)


def _own(one: Written, *, has_arrived: bool) -> ThreadItem:
    return ThreadItem(
        one.at, "", is_own=True, text=one.text, has_arrived=has_arrived, is_written_here=True, message_id=one.id
    )


def _reply(one: Replied, *, has_arrived: bool) -> ThreadItem:
    return ThreadItem(
        one.at,
        one.author,
        is_own=False,
        text=one.text,
        has_arrived=has_arrived,
        is_written_here=True,
        message_id=one.id,
    )


def _entry(entry: ThreadEntry) -> ThreadItem:
    is_own = entry.kind == _VICTIM_MESSAGE
    return ThreadItem(
        at=entry.at,
        author="" if is_own else entry.author or "",
        is_own=is_own,
        text=entry.text,
        has_arrived=True,
    )
