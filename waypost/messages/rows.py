"""What the operations share: a message row and the values that decide over it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from waypost.access.values import JourneyState
from waypost.base.values import JsonValue, PersonId
from waypost.messages.acts import Acts
from waypost.messages.circumstances import Subject
from waypost.messages.metrics import MESSAGES
from waypost.messages.models import Message
from waypost.messages.pace import next_after
from waypost.messages.reasons import answer
from waypost.messages.values import Channel, MessageState, Owner, Part, Reason, Verdict
from waypost.worklist.values import CallOutcome

CODE_TEMPLATE = "portal_one_time_code"
PORTAL_ADDRESS = "portal_address"
"""The placeholder of the address that finds the recipient's invitation."""

STATE_FIELDS = (
    "state",
    "reason",
    "owner",
    "gates",
    "due_at",
    "state_at",
    "lease_token",
    "handed_over_at",
    "delivered_at",
    "is_inferred",
    "climbed_at",
    "template_version",
    "text_key",
    "approved_at",
    "approved_by",
    "approved_text",
    "draft_digest",
    "called_at",
    "call_outcome",
    "work_item",
    "asked_for",
    "contact_key",
    "pushed_on",
    "admitted_at",
)
"""Every field that an operation may change on the way of a message."""

MOVED_FIELDS = (
    "state",
    "reason",
    "owner",
    "due_at",
    "state_at",
    "handed_over_at",
    "delivered_at",
    "is_inferred",
    "climbed_at",
)
"""What a provider's word changes, where nobody has to be asked because of it."""


def subject_of(row: Message) -> Subject:
    """Return what the gates need of a row."""
    return Subject(
        person_id=PersonId(row.person_id),
        template=row.template,
        channel=Channel(row.channel),
        trigger=row.trigger,
        item=row.item,
        expires_at=row.expires_at,
        journey=row.journey,
        journey_state=JourneyState(row.journey_state),
        parts=read_parts(row.parts),
        replaces=tuple(row.replaces),
        acts=acts_of(row),
        tell_by=row.tell_by,
        pushed_on=row.pushed_on,
        admitted_at=row.admitted_at,
    )


def act_of(row: Message) -> str:
    """Return the wish that a message tells, whatever its channel; of one that no run wanted, its own id."""
    return f"{row.run_id} {row.step} {row.visit}" if row.run_id is not None else str(row.id)


def acts_of(row: Message) -> Acts:
    """Return what people have done about a message."""
    return Acts(row.approved_at, CallOutcome(row.call_outcome) if row.call_outcome else None)


def parts_json(parts: Iterable[Part]) -> list[Mapping[str, JsonValue]]:
    """Return the parts of a digest as they are kept."""
    return [
        {"run_id": part.run_id, "template": part.template, "trigger": part.trigger, "item": part.item} for part in parts
    ]


def read_parts(kept: Iterable[Mapping[str, Any]]) -> tuple[Part, ...]:
    """Return the parts of a digest from how they are kept."""
    return tuple(Part(int(one["run_id"]), one["template"], one["trigger"], one["item"]) for one in kept)


def is_void(row: Message, *, ended: Collection[int]) -> bool:
    """Whether nothing is left of what a message tells, now that these runs have ended: of a digest, all of its runs."""
    return all(run_id in ended for run_id in row.part_runs or [row.run_id or 0])


def drop_parts(row: Message, *, ended: Collection[int]) -> bool:
    """
    Take from a digest, not yet saved, what it no longer stands for; return whether anything was taken.

    One that is void keeps its parts, as a record of what it would have told.
    """
    left = [part for part in read_parts(row.parts) if part.run_id not in ended]
    if not left or len(left) == len(row.parts):
        return False
    row.parts, row.part_runs = parts_json(left), [part.run_id for part in left]
    return True


def unfit(verdict: Verdict) -> Verdict:
    """Return the verdict about a message that has passed its gates and whose words cannot be made."""
    stopped = answer("text_can_be_made", Reason.TEXT_UNFIT)
    return Verdict(answers=(*verdict.answers, stopped), outcome=stopped)


def asked_again(verdict: Verdict) -> Verdict:
    """Return the verdict about a message that has passed its gates and whose draft is not what was confirmed."""
    stopped = answer("draft_is_as_confirmed", Reason.NEEDS_CONFIRMATION)
    return Verdict(answers=(*verdict.answers, stopped), outcome=stopped)


def is_code(row: Message) -> bool:
    """Whether the row is a sign-in code: its words are nowhere, so it can never be handed over again."""
    return row.template == CODE_TEMPLATE


def obey(row: Message, verdict: Verdict, *, now: datetime) -> None:
    """Take a row, unleased and not yet saved, to where the gates' verdict sends it."""
    following = next_after(verdict, not_before=row.not_before, planned_at=row.planned_at, now=now)
    row.gates = [one.to_json() for one in verdict.answers]
    row.due_at = following.due_at
    move(row, following.state, reason=verdict.outcome.reason, owner=verdict.outcome.owner, now=now)


def move(row: Message, state: MessageState, *, reason: Reason | None, owner: Owner, now: datetime) -> None:
    """Take a row, not yet saved, to a state, and count it."""
    if row.state != state:
        row.state_at = now
        MESSAGES.labels(outcome=state.value, reason=reason.value if reason else "").inc()
    row.state = state
    row.reason = reason.value if reason else ""
    row.owner = owner.value if reason else ""
