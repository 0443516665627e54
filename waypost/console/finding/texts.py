"""What may be said to somebody who asks whether a message was ours: what was sent to a number on a day."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from waypost.access.values import Staff
from waypost.base.clock import LONDON
from waypost.base.scope import in_force
from waypost.base.values import CaseId, PersonId
from waypost.cases.finding.frozen import is_frozen
from waypost.cases.finding.values import Asked
from waypost.cases.queries import cases_by_id
from waypost.cases.values import CaseFacts
from waypost.console.finding.queries import standings
from waypost.console.standing import Standing, is_sealed
from waypost.messages.sent_to import Sent, SentThere, sent_to
from waypost.messages.values import Channel

# As `portal:invite` has it.
_INVITATION = re.compile(r"(/i/)([\w-]{3})[\w-]*/?")
_A_DAY = timedelta(days=1)
_CHANNELS = {Channel.EMAIL: "Email", Channel.WHATSAPP: "WhatsApp message"}
_SENT = {
    Sent.SENT: "Sent, and not yet known to have arrived",
    Sent.DELIVERED: "Delivered",
    Sent.DID_NOT_ARRIVE: "Sent, but it did not arrive",
    Sent.PERHAPS: "It may have been sent: we do not know yet",
}


@dataclass(frozen=True)
class TextLine:
    """One message that was sent there. `text` is empty where its words are not kept, or not this person's to read."""

    case_id: CaseId
    at: datetime
    channel: str
    became: str
    is_code: bool
    subject: str
    text: str
    is_careful: bool


@dataclass(frozen=True)
class TextsOfDay:
    """What was sent on one day; `is_asked`: it is the day that was asked about."""

    noon: datetime
    is_asked: bool
    lines: tuple[TextLine, ...]


@dataclass(frozen=True)
class TextsView:
    """
    The answer: `days` in order; `is_elsewhere`: there is something that somebody else must answer.

    `is_frozen`: nothing may be sent there any more, since somebody else may read it.
    """

    on: datetime
    days: tuple[TextsOfDay, ...]
    is_elsewhere: bool
    people: Mapping[PersonId, CaseId]
    is_frozen: bool

    @property
    def is_careful(self) -> bool:
        """Whether nobody is told that something was sent before it is sure who asks: they may hold her phone."""
        return bool(self.days) and (self.is_frozen or any(line.is_careful for day in self.days for line in day.lines))

    @property
    def is_ours(self) -> bool:
        """Whether something was sent on the day itself."""
        return any(day.is_asked for day in self.days)


def texts_sent(recipient: str, *, on: date, by: Staff, now: datetime) -> TextsView:
    """
    Return what was sent to a normalised number or address on a day, and on the day before and after.

    What this person may not know of is not in it, and leads to the supervisor. A fixed number of queries.
    """
    since = _midnight(on - _A_DAY)
    with in_force(by.force):
        found = sent_to(recipient, since=since, until=_midnight(on + 2 * _A_DAY), force=by.force)
        cases = cases_by_id({one.case_id for one in found}, force=by.force)
        stands = standings(cases, by=by, now=now)
        frozen = is_frozen(_asked(recipient), force=by.force)
    is_elsewhere = not all(_may_know(one.case_id, cases, stands) for one in found)
    # Whoever must not answer is not shown half of the answer.
    shown = () if is_elsewhere else found
    return TextsView(
        on=_noon(on),
        days=_days(shown, cases, stands, on=on),
        is_elsewhere=is_elsewhere,
        people={one.person_id: one.case_id for one in shown if stands[one.case_id] is Standing.OPEN},
        is_frozen=frozen,
    )


def _asked(recipient: str) -> Asked:
    return Asked(email=recipient) if "@" in recipient else Asked(phone=recipient)


def _may_know(case_id: CaseId, cases: Mapping[CaseId, CaseFacts], stands: Mapping[CaseId, Standing]) -> bool:
    """Whether somebody may know that this case has sent something there; one that cannot be read counts as sealed."""
    case = cases.get(case_id)
    return case is not None and not is_sealed(case) and stands[case_id] is not Standing.HIDDEN


def _days(
    found: Sequence[SentThere],
    cases: Mapping[CaseId, CaseFacts],
    stands: Mapping[CaseId, Standing],
    *,
    on: date,
) -> tuple[TextsOfDay, ...]:
    return tuple(
        TextsOfDay(
            noon=_noon(day),
            is_asked=day == on,
            lines=tuple(
                _line(one, cases[one.case_id], may_read=stands[one.case_id] is Standing.OPEN) for one in together
            ),
        )
        for day, together in groupby(found, key=lambda one: one.at.astimezone(LONDON).date())
    )


def _line(one: SentThere, case: CaseFacts, *, may_read: bool) -> TextLine:
    return TextLine(
        case_id=one.case_id,
        at=one.at,
        channel=_CHANNELS.get(one.channel, "Text message"),
        became=_SENT[one.sent],
        is_code=one.is_code,
        subject=one.subject if may_read else "",
        text=without_invitation(one.text) if may_read else "",
        is_careful=one.is_discreet or case.is_flagged,
    )


def without_invitation(text: str) -> str:
    """
    Return a text with the greater part of the recipient's own address left out: it opens the door to their page.

    Enough of it stays to be compared with what a caller reads out.
    """
    return _INVITATION.sub(lambda found: f"{found[1]}{found[2]}… (the rest of this address is theirs alone)", text)


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), tzinfo=LONDON)


def _noon(on: date) -> datetime:
    return datetime.combine(on, time(12), tzinfo=LONDON)
