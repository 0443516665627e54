"""
What people would be asked about the messages of a rehearsed mailbox, and what those messages told, in memory.

What is asked, of whom and in which words is decided by the functions that open the items of the worklist.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from waypost.access.values import Actor
from waypost.base.ids import new_id
from waypost.base.values import CaseId, MessageId, PersonId
from waypost.messages.asking import STANDING, Ask, Standing, ask_for, new_item
from waypost.messages.asking_words import asking_words
from waypost.messages.operations.answered import Asked
from waypost.messages.operations.asking import standing_of
from waypost.messages.queries import Telling
from waypost.messages.rehearsal import RehearsedMailbox, RehearsedMessage
from waypost.messages.rows import act_of, read_parts, subject_of
from waypost.messages.scripts import script_for
from waypost.messages.values import Channel, MessageState, Part
from waypost.worklist.values import Answer, CallOutcome, ItemKind, NewItem, RecordedCall


@dataclass(frozen=True)
class RehearsedItem:
    """One thing that somebody would be asked, and the messages that wait for the answer."""

    item: NewItem
    asked: Ask
    messages: Sequence[RehearsedMessage]


@dataclass
class RehearsedDesk:
    """The people of the force over one mailbox. `calls` are those in which somebody was spoken to."""

    mailbox: RehearsedMailbox
    calls: list[RecordedCall] = field(default_factory=list)

    def open_items(self, now: datetime) -> Sequence[RehearsedItem]:
        """Return what somebody is asked now, the oldest message first."""
        groups: dict[tuple[int | None, int | None, str, str], tuple[Ask, list[tuple[RehearsedMessage, Standing]]]] = {}
        for message in self.mailbox.messages:
            if message.state in STANDING:
                circumstances = self.mailbox.circumstances([PersonId(message.row.person_id)], now)
                one = standing_of(message.row, circumstances)
                asked = ask_for(one)
                if asked is not None:
                    groups.setdefault(asked.key(one), (asked, []))[1].append((message, one))
        return [self._item(asked, members, now) for asked, members in groups.values()]

    def answer(self, item: RehearsedItem, given: Answer, *, by: Actor, now: datetime) -> None:
        """Record a person's answer, and let the messages of the item go where it takes them."""
        asked = Asked(item.asked.kind, item.item.case_id is not None, by)
        self.mailbox.answer(item.messages, asked, given, now=now)
        if given.call is CallOutcome.SPOKEN_TO:
            self.calls.append(_recorded(item.item, given))
        if given.call is CallOutcome.UNSAFE and item.item.case_id is not None:
            # Whatever else waits for this person is looked at again: it must not go.
            self.mailbox.reconsider([item.item.case_id], now=now)

    def _item(self, asked: Ask, members: Sequence[tuple[RehearsedMessage, Standing]], now: datetime) -> RehearsedItem:
        row = members[0][0].row
        circumstances = self.mailbox.circumstances([PersonId(row.person_id)], now)
        script = script_for(subject_of(row), circumstances) if asked.kind is ItemKind.CALL else ""
        group = [standing for _, standing in members]
        item = new_item(asked, group, item_id=new_id(), script=script, words=asking_words())
        return RehearsedItem(item, asked, [message for message, _ in members])


def tellings(mailbox: RehearsedMailbox, case_id: CaseId) -> Iterator[Telling]:
    """Yield what each message about a case tells, a digest once for each of its parts."""
    for message in mailbox.messages:
        row = message.row
        if row.case_id != case_id:
            continue
        parts = read_parts(row.parts)
        if not parts:
            yield _telling(message, Part(row.run_id or 0, row.template, row.trigger, row.item), duty=row.duty)
        for part in parts:
            template = mailbox.library.templates.get(part.template)
            yield _telling(message, part, duty=(template.duty if template else None) or "")


def _telling(message: RehearsedMessage, part: Part, *, duty: str) -> Telling:
    row = message.row
    has_left = message.state is MessageState.DELIVERED
    return Telling(
        message_id=MessageId(row.id),
        case_id=CaseId(row.case_id),
        person_id=PersonId(row.person_id),
        template=part.template,
        duty=duty,
        trigger=part.trigger,
        event_number=None if row.parts else row.event_number,
        item=part.item or "",
        channel=Channel(row.channel),
        state=message.state,
        is_digest=bool(row.parts),
        held=frozenset(message.rendered.values) if message.rendered else frozenset(),
        is_discreet=message.is_discreet,
        worded_at=row.state_at if has_left else None,
        planned_at=row.planned_at,
        state_at=row.state_at,
        delivered_at=row.state_at if has_left else None,
        is_inferred=False,
        act=act_of(row),
        work_item=None,
    )


def _recorded(item: NewItem, given: Answer) -> RecordedCall:
    if item.case_id is None or item.person_id is None:
        raise ValueError("nobody is rung about what concerns the whole force")
    return RecordedCall(item.item_id, item.case_id, item.person_id, item.duty, item.subject, given.at)
