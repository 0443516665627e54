"""Whether staff may write to somebody on the page of their case, and what is wrong with their words. Pure."""

from collections.abc import Collection, Set
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from waypost.access.values import ForceState
from waypost.cases.own_page import Shut, reason_to_keep_shut
from waypost.cases.values import CaseFacts, DeliveryFacts, SourceState
from waypost.messages.asking import Draft
from waypost.messages.edit_bounds import names_of_others
from waypost.messages.edits import Bounds, Fault, faults
from waypost.messages.values import Channel, Reason

_NOT_OURS_ANY_MORE: Final = frozenset({"cancelled", "transferred"})
_BLANKS: Final = frozenset("[]")
"""Round a place that whoever writes has to fill in."""


class NotWritten(StrEnum):
    """Why nothing may be written to somebody here now. The sentences are in `content/words/replies.yaml`."""

    NOT_IN_CASE = "not_in_case"
    SHADOW = "shadow"
    STOPPED = "stopped"
    NO_CONTACT = "no_contact"
    CALL_UNSAFE = "call_unsafe"
    NOT_OURS = "not_ours"
    NOT_A_VICTIM = "not_a_victim"
    UNDER_AGE = "under_age"
    ACCUSED = "accused"
    DECEASED = "deceased"
    NOT_SAFE = "not_safe"
    REFUSED = "refused"
    NOT_SCREENED = "not_screened"


@dataclass(frozen=True)
class Around:
    """What decides beside the record: how far the force is switched on, what is stopped, how the last call ended."""

    force: ForceState
    stopped: Reason | None
    unsafe_call_at: datetime | None
    today: date


def reason_not_to_write(facts: DeliveryFacts | None, around: Around) -> NotWritten | None:
    """
    Return why nothing may be written to this person, or None.

    Who writes knows the victim; this is what they may not know: that the page is shut, that contact was found unsafe.

    *Source:* trust.md T01, T15; the gates of the same names, which ask again of every alert.
    """
    if facts is None:
        return NotWritten.NOT_IN_CASE
    case, plan = facts.case, facts.person.plan
    if around.force is ForceState.SHADOW or case.source.state is not SourceState.LIVE:
        return NotWritten.SHADOW
    if around.stopped is not None:
        return NotWritten.STOPPED
    if not _is_ours(case):
        return NotWritten.NOT_OURS
    shut = reason_to_keep_shut(case, facts.person, today=around.today)
    if shut is not None:
        return _SHUT[shut]
    if plan is not None and plan.no_contact:
        return NotWritten.NO_CONTACT
    confirmed_at = plan.safe_confirmed_at if plan else None
    if around.unsafe_call_at is not None and (confirmed_at is None or confirmed_at <= around.unsafe_call_at):
        return NotWritten.CALL_UNSAFE
    return None


_SHUT: Final = {shut: NotWritten(shut.value) for shut in Shut}


@dataclass(frozen=True)
class ReplyBounds:
    """`began_with` is the text that they were given to begin with, empty where it was none; what it says may stand."""

    began_with: str
    own: Set[str]


def faults_of_reply(text: str, facts: DeliveryFacts, bounds: ReplyBounds) -> Collection[str]:
    """
    Return the codes of what is wrong with a text, in order: as with a draft, and that a place is not filled in.

    Words that no lock screen may show are allowed: these stand behind the sign-in, and the alert holds none of them.
    """
    draft = Draft(Channel.EMAIL, bounds.began_with, subject="", is_fixed=False)
    # A person may be told the number of their own case.
    own = bounds.own | {facts.case.reference}
    limits = Bounds(draft, own=own, others=names_of_others(facts), forbidden=frozenset())
    found = [fault.value for fault in faults(text, limits) if fault is not Fault.TOO_LONG]
    return [*(["blank"] if not _BLANKS.isdisjoint(text) else []), *found]


def _is_ours(case: CaseFacts) -> bool:
    return case.status not in _NOT_OURS_ANY_MORE and not case.transferred and case.merged_into is None
