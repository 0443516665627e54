"""The caps at the moment of leaving: contacts locked, what has left counted, what waits joined."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from waypost.base.sets import update_rows
from waypost.base.values import PersonId
from waypost.messages.circumstances import Circumstances, contact_key
from waypost.messages.gates import Gate
from waypost.messages.gates.caps import Caps
from waypost.messages.joining import JOINED_FIELDS, join_waiting
from waypost.messages.models import Message
from waypost.messages.pushes import lock_contacts, pushed_on
from waypost.messages.values import Channel, MessageClass, MessageState


def cap(rows: Sequence[Message], circumstances: Circumstances, *, gates: Sequence[Gate]) -> Circumstances:
    """
    Return the circumstances in which these rows may leave, counted while nobody else can send to the same contacts.

    Where more waits for one of these people than may leave, its row has become a digest of all. In a force without
    caps nothing is asked, locked or joined. Call it before the words are made: whoever makes an invitation locks it.
    """
    if not rows or not Caps.of(circumstances.settings).is_set:
        return circumstances
    capped = [row for row in rows if row.message_class != MessageClass.IMMEDIATE]
    keys = {key_of_row(row, circumstances) for row in capped} - {""}
    lock_contacts(keys, force=circumstances.settings.name)
    counted = replace(circumstances, pushed=pushed_on(circumstances.today, keys, force=circumstances.settings.name))
    waiting = _waiting_behind(capped, circumstances)
    for row in capped:
        changed = join_waiting(row, waiting.get(row.person_id, ()), counted, gates=gates)
        update_rows(changed, JOINED_FIELDS)
    return counted


def count_push(row: Message, circumstances: Circumstances) -> Circumstances:
    """
    Note in a row that passed that it goes out today, and where; return the circumstances for the next one.

    It is noted in a force without caps too: they may be set in the middle of a day.
    """
    key, is_counted = key_of_row(row, circumstances), row.pushed_on == circumstances.today
    row.contact_key = key
    if row.message_class == MessageClass.IMMEDIATE:
        return circumstances
    row.pushed_on = circumstances.today
    if is_counted or not Caps.of(circumstances.settings).is_set:
        return circumstances
    of_contact = dict(circumstances.pushed.get(key, {}))
    of_contact[row.case_id] = of_contact.get(row.case_id, 0) + 1
    return replace(circumstances, pushed={**circumstances.pushed, key: of_contact})


def key_of_row(row: Message, circumstances: Circumstances) -> str:
    """Return the normalised number or address to which a row would go, empty where there is none."""
    facts = circumstances.facts.get(PersonId(row.person_id))
    return contact_key(facts, circumstances.settings, channel=Channel(row.channel)) if facts else ""


def _waiting_behind(rows: Sequence[Message], circumstances: Circumstances) -> Mapping[int, Sequence[Message]]:
    """Return what else is due for the people of these rows, in the order in which it would leave; locked."""
    due = Message.objects.select_for_update(skip_locked=True).filter(
        force=circumstances.settings.name,
        person_id__in={row.person_id for row in rows},
        channel__in={row.channel for row in rows},
        state=MessageState.QUEUED,
        due_at__lte=circumstances.now,
    )
    found: dict[int, list[Message]] = {}
    for row in due.exclude(id__in=[row.id for row in rows]).order_by("due_at", "event_number", "id"):
        found.setdefault(row.person_id, []).append(row)
    return found
