"""
When somebody was last told hard news, or an officer was asked to tell it: a survey does not come on top of that.

Hard is what its text's own mode says that a person must confirm or call about first: what was decided, an arrest, a
court.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Final

from django.db.models import Q

from waypost.base.values import CaseId, ForceName, PersonId
from waypost.messages.gates.timing import NO_SURVEY_FOR
from waypost.messages.models import Message
from waypost.messages.values import UNSENT, MessageState, Reason, SendMode
from waypost.worklist.queries import calls_recorded

_HARD: Final = frozenset({SendMode.CONFIRMED, SendMode.HUMAN_FIRST})
_BY_A_PERSON: Final = frozenset({Reason.TOLD_BY_OFFICER, Reason.REFUSED_BY_OFFICER})


def is_hard(row: Message) -> bool:
    """Whether what a message tells is hard, as its text says."""
    return row.mode in _HARD


def last_hard_news(rows: Iterable[Message], *, now: datetime) -> Mapping[PersonId, datetime]:
    """Return when the last of these messages that are hard was told to each person; what is still to be told is now."""
    found: dict[PersonId, datetime] = {}
    for row in rows:
        moment = _told_at(row, now) if is_hard(row) else None
        if moment is not None:
            person_id = PersonId(row.person_id)
            found[person_id] = max(moment, found.get(person_id, moment))
    return found


def read_hard_news(
    people: Mapping[PersonId, CaseId], *, force: ForceName, now: datetime
) -> Mapping[PersonId, datetime]:
    """
    Return the same for these people of these cases as it is now, with the calls of clocks; in two queries.

    The caller is in the force's transaction.
    """
    found = dict(last_hard_news(_rows(people, force=force, now=now), now=now))
    for call in calls_recorded(sorted(set(people.values())), force=force):
        if call.person_id in people:
            found[call.person_id] = max(call.answered_at, found.get(call.person_id, call.answered_at))
    return found


def _rows(people: Mapping[PersonId, CaseId], *, force: ForceName, now: datetime) -> Collection[Message]:
    waits = [state.value for state in UNSENT]
    fields = ("person_id", "mode", "state", "reason", "state_at", "called_at")
    rows = Message.objects.filter(
        Q(state__in=waits) | Q(state_at__gte=now - NO_SURVEY_FOR) | Q(called_at__gte=now - NO_SURVEY_FOR),
        force=force,
        case_id__in=sorted(set(people.values())),
        person_id__in=sorted(people),
        mode__in=sorted(_HARD),
    )
    return list(rows.only("id", *fields))


def _told_at(row: Message, now: datetime) -> datetime | None:
    """Return when it was told or asked for, or None where it never was to be, or something else tells it."""
    if row.state in UNSENT:
        return now
    is_void = row.state == MessageState.SUPERSEDED or (
        row.state == MessageState.SUPPRESSED and row.reason not in _BY_A_PERSON
    )
    # A call that was made was made, whatever became of the message.
    return row.called_at if is_void else max(row.state_at, row.called_at or row.state_at)
