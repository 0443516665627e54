"""
Whom a message that stands still is given to, and what they are asked: a draft to confirm, a call, something to mend.

Pure. Read `ask_for` first. *Source:* design 1.4; ADR 0014.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from waypost.base.values import CaseId, PersonId
from waypost.messages.acts import Acts
from waypost.messages.reasons import MEANINGS
from waypost.messages.values import Channel, MessageState, Owner, Reason, SendMode
from waypost.worklist.values import CallOutcome, Desk, ItemKind, NewItem

PORTAL_IN_DRAFTS = "(address of the portal)"
"""What stands in a draft, and in a log, for the address that finds the recipient's invitation."""

STANDING = frozenset({MessageState.HELD, MessageState.AWAITING_APPROVAL, MessageState.FAILED})
"""States in which a message waits for a person."""

_RICHEST_FIRST = (Channel.LETTER, Channel.EMAIL, Channel.SMS, Channel.WHATSAPP)
_OF_PEOPLE = frozenset({Owner.OIC, Owner.SUPERVISOR, Owner.RECORDS})
NOT_BY_PHONE = frozenset(
    {
        # Whoever answers may be the wrong one, or nobody is there who could.
        Reason.SAME_AS_SUSPECT,
        Reason.SHARED_CONTACT,
        Reason.WIDELY_SHARED,
        Reason.CONTACT_FROZEN,
        Reason.ROLE_CONFLICT,
        Reason.PLACEHOLDER_NAME,
        Reason.NOT_IN_CASE,
        Reason.NOT_A_RECIPIENT,
        Reason.NO_AUTHORITY,
        Reason.UNSAFE_GUARDIAN,
        Reason.MINOR,
        Reason.DECEASED,
        # Only a supervisor, or who is named to the family, knows who may be told.
        Reason.SEALED,
        Reason.BEREAVED,
        Reason.VICTIM_OR_WITNESS_DEAD,
    }
)
"""Reasons for which the contact on record is not rung, duty or not, a call first or not: first it is put right."""

TOLD_BY_PHONE = frozenset({Reason.SOURCE_STALE})
"""Reasons for which somebody calls, duty or not: there is no time left for a message."""


@dataclass(frozen=True)
class Draft:
    """A text as it would go by one channel. `is_fixed`: it goes as it is or not at all."""

    channel: Channel
    text: str
    subject: str
    is_fixed: bool


@dataclass(frozen=True)
class Standing:
    """
    One message that stands still.

    `act` names the wish that it tells, whatever the channel: the run, step and visit, or the message itself. `act_by`
    is until when its text asks an officer to act, where that cannot wait for the end of the duty.
    `mode` is the one that holds for this recipient. `reason` is the one that decided; of several that hold it, one that
    keeps people from the phone, so that nobody rings before they have read it. `is_unsafe`: a call has found that
    contact is not safe. `is_again`: its draft was confirmed before and has changed since. `is_carried`: another channel
    tells it, or is about to; then only a number or address that does not exist is left to be put right.
    """

    act: str
    case_id: CaseId
    person_id: PersonId
    person_ref: str
    channel: Channel
    template: str
    mode: SendMode
    duty: str | None
    state: MessageState
    reason: Reason
    owner: Owner
    acts: Acts
    tell_by: datetime | None
    expires_at: datetime | None
    act_by: datetime | None = None
    draft: Draft | None = None
    draft_digest: str = ""
    is_unsafe: bool = False
    is_again: bool = False
    is_carried: bool = False


@dataclass(frozen=True)
class Ask:
    """
    What one message wants of a person.

    `matter` is what it is about: messages that want the same are answered together. `signature` changes where what
    was asked no longer fits, so that the item is withdrawn and another one opened. `desk` is whose it is.
    """

    kind: ItemKind
    matter: str
    signature: str
    desk: Desk
    is_about_person: bool = True

    def key(self, one: Standing) -> tuple[int | None, int | None, str, str]:
        """Return the matter with the case and person that it is about: of each at most one item is open."""
        case_id, person_id = (one.case_id, one.person_id) if self.is_about_person else (None, None)
        return (case_id, person_id, self.kind.value, self.matter)


def ask_for(one: Standing) -> Ask | None:
    """Return what is wanted of a person about one message, or None where nobody need do anything."""
    if one.state not in STANDING or one.owner is Owner.NOBODY:
        return None
    if one.is_carried and one.reason is not Reason.PERMANENT_FAILURE:
        return None
    if one.reason is Reason.NEEDS_CONFIRMATION:
        return Ask(ItemKind.CONFIRM, one.act, f"confirm {one.draft_digest}", Desk.OIC)
    if must_call(one):
        return Ask(ItemKind.CALL, one.act, "call", Desk.OIC)
    if one.owner in _OF_PEOPLE:
        return Ask(ItemKind.MEND, one.reason.value, f"mend {one.reason.value}", Desk(one.owner.value))
    about = one.channel.value if one.owner is Owner.SYSTEM else one.template
    matter = f"{one.reason.value} {about}"
    return Ask(ItemKind.MEND, matter, f"mend {matter}", Desk(one.owner.value), is_about_person=False)


def must_call(one: Standing) -> bool:
    """
    Whether somebody must speak to the recipient: where a call comes first, where a duty is left without a message, and
    where it may no longer be so and there is no time to wait.

    One call is enough; where it was not safe, or whoever answers may be the wrong one, nobody calls before that is
    settled.
    """
    if one.is_unsafe or one.reason in NOT_BY_PHONE:
        return False
    if one.is_carried or one.acts.call is CallOutcome.SPOKEN_TO:
        return False
    if one.mode is SendMode.HUMAN_FIRST:
        return True
    is_owed = one.duty is not None or one.reason in TOLD_BY_PHONE
    return is_owed and (one.owner in _OF_PEOPLE or one.state is MessageState.FAILED)


def new_item(asked: Ask, group: Sequence[Standing], *, item_id: UUID, script: str, words: Mapping[str, Any]) -> NewItem:
    """
    Return the item for all messages that want the same of the same person; `group` has one at least.

    `item_id` is a new one each time: what has been answered may have to be asked anew.
    """
    first, draft = group[0], richest(one.draft for one in group)
    is_about_person = asked.is_about_person
    return NewItem(
        item_id=item_id,
        case_id=first.case_id if is_about_person else None,
        person_id=first.person_id if is_about_person else None,
        person_ref=first.person_ref if is_about_person else "",
        kind=asked.kind,
        desk=asked.desk,
        matter=asked.matter,
        reason=first.reason.value,
        text=_text(asked, group, draft, words),
        subject=first.act if is_about_person else "",
        script=script or None,
        draft=draft.text if draft else None,
        duty=first.duty if asked.kind is ItemKind.CALL else None,
        due_at=_soonest(group) if is_about_person else None,
    )


def richest(drafts: Iterable[Draft | None]) -> Draft | None:
    """Return the draft that says most: the letter's, else the e-mail's, else the text message's."""
    found = {draft.channel: draft for draft in drafts if draft is not None}
    return next((found[channel] for channel in _RICHEST_FIRST if channel in found), None)


def _soonest(group: Sequence[Standing]) -> datetime | None:
    moments = [moment for one in group for moment in (one.act_by, one.tell_by, one.expires_at) if moment is not None]
    return min(moments, default=None)


def _text(asked: Ask, group: Sequence[Standing], draft: Draft | None, words: Mapping[str, Any]) -> str:
    first = group[0]
    why = MEANINGS[first.reason].sentence
    match asked.kind:
        case ItemKind.CONFIRM:
            return " ".join(_of_draft(group, draft, words))
        case ItemKind.CALL:
            return str(words["call"][_call(first)]).format(why=why)
        case _ if not asked.is_about_person:
            return str(words["mend"]["force"]).format(why=why)
        case _:
            key = "failed" if first.state is MessageState.FAILED else "held"
            return str(words["mend"][key]).format(why=why)


def _call(one: Standing) -> str:
    if one.mode is not SendMode.HUMAN_FIRST or one.state is MessageState.FAILED:
        return "instead"
    return "first" if one.reason is Reason.NEEDS_CALL else "first_and_held"


def _of_draft(group: Sequence[Standing], draft: Draft | None, words: Mapping[str, Any]) -> Iterable[str]:
    if any(one.is_again for one in group):
        yield words["asked_again"]
    if draft is None:
        return
    if draft.is_fixed and draft.channel.worded_as is not Channel.SMS:
        yield words["confirm_as_it_is"]
    else:
        yield words["confirm"][draft.channel.worded_as.value].format(subject=draft.subject)
    if draft.channel.worded_as is not Channel.SMS and any(one.channel is Channel.SMS for one in group):
        yield words["also_as_sms"]
