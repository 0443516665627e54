"""Every read behind the victim's pages: scoped by the force and person of a grant, each in the audit log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from waypost.access.audit import record_audit
from waypost.access.grants import GrantFacts, grants_of
from waypost.access.permissions import Action
from waypost.access.queries import force_settings
from waypost.access.sessions import SignedIn
from waypost.access.sign_in import find_invitation
from waypost.access.sign_in_rules import FactKind
from waypost.base.clock import LONDON
from waypost.base.scope import in_force
from waypost.cases import places
from waypost.cases.offences import offence_groups
from waypost.cases.queries import UnknownPerson, case_id_by_reference, person_sign_in_fact, portal_case
from waypost.cases.values import CaseKind, PortalCase
from waypost.messages.operations.closing_threads import closed_threads
from waypost.messages.operations.measuring_replies import expected_reply
from waypost.messages.queries import thread
from waypost.portal.incidents import IncidentView, Reader, incident_view
from waypost.portal.presentation import CaseLine, CaseView, ThreadItem, Wording, case_line, case_view, thread_item
from waypost.portal.rules import has_agreed, may_write, reason_to_keep_shut
from waypost.portal.words import portal_words
from waypost.worklist.answering_queries import AnsweredBy, who_answers

_SEEN = ("reference", "status", "officer", "appointments", "property", "timeline", "outcome")


_SEEN_OF_INCIDENT = ("reference", "status", "arrival", "timeline", "result")


@dataclass(frozen=True)
class CasePage:
    """The page of a case or an incident: the view, and what the force says about writing and calling."""

    case: CaseView | IncidentView
    may_write: bool
    has_agreed: bool
    answered_by: AnsweredBy | None
    phone: str
    force_title: str
    expected: str

    @property
    def is_incident(self) -> bool:
        """Whether it is a call for help, and not a recorded crime."""
        return isinstance(self.case, IncidentView)


def asked_fact(token: str, *, now: datetime) -> FactKind | None:
    """Return which fact the person of this token is asked for; None where there is none, or no such token."""
    invitation = find_invitation(token, now=now)
    if invitation is None:
        return None
    fact = person_sign_in_fact(invitation.person_id, force=invitation.force, now=now)
    return fact.kind if fact else None


def case_page(grant: GrantFacts, *, by: SignedIn, now: datetime) -> CasePage | None:
    """Return the page of one case and write down that it was seen; None where it is shut now."""
    with in_force(grant.force):
        shown = _open_case(grant, now=now)
        if shown is None:
            _record(Action.CASE_REFUSED, grant, by=by, now=now)
            return None
        messages = _thread(grant)
        answered_by = who_answers(grant.person_id, case_id=grant.case_id, force=grant.force, now=now)
        seen = _SEEN_OF_INCIDENT if shown.case.incident else _SEEN
        _record(Action.CASE_VIEWED, grant, by=by, now=now, fields=seen)
        # Who opens the page that says it has been told: the clocks look again.
        places.wake_soon(places.Reader.DUTIES, [grant.case_id], force=grant.force, now=now)
        if messages:
            _record(Action.MESSAGES_VIEWED, grant, by=by, now=now, fields=("messages",))
    force = force_settings(grant.force)
    return CasePage(
        case=_view(shown, grant, by=by, thread=messages, now=now),
        may_write=may_write(shown.case, shown.person, force=force) and not _is_thread_closed(grant),
        has_agreed=has_agreed(shown.person, has_written=any(message.is_own for message in messages)),
        answered_by=answered_by,
        phone=force.phone,
        force_title=force.title,
        expected=expected_reply(_team(shown), force=grant.force),
    )


def _is_thread_closed(grant: GrantFacts) -> bool:
    return bool(closed_threads([grant.person_id], force=grant.force))


def _team(shown: PortalCase) -> str:
    return (shown.case.officer.team if shown.case.officer else None) or ""


def _view(
    shown: PortalCase, grant: GrantFacts, *, by: SignedIn, thread: Sequence[ThreadItem], now: datetime
) -> CaseView | IncidentView:
    if shown.case.incident is None:
        return case_view(shown, grant=grant.id, thread=thread, wording=_wording(), now=now)
    reader = Reader(grant.id, crime_grant=_grant_of_crime(shown.case.incident.crime_reference, by=by, now=now))
    return incident_view(shown, reader=reader, thread=thread, wording=_wording(), now=now)


def _grant_of_crime(reference: str | None, *, by: SignedIn, now: datetime) -> str | None:
    """Return the reader's own grant of the crime recorded from an incident, if it is open to them."""
    case_id = case_id_by_reference(reference, kind=CaseKind.CRIME, force=by.force) if reference else None
    mine = [grant for grant in grants_of(by.account_id) if grant.case_id == case_id]
    return next((grant.id for grant in mine if _open_case(grant, now=now)), None)


def case_lines(by: SignedIn, *, now: datetime) -> Sequence[CaseLine]:
    """Return one line for each case of the account that is open to it, and write down that they were seen."""
    lines = []
    with in_force(by.force):
        for grant in grants_of(by.account_id):
            shown = _open_case(grant, now=now)
            if shown is not None:
                _record(Action.CASES_LISTED, grant, by=by, now=now, fields=("reference", "status"))
                lines.append(case_line(shown, grant=grant.id, wording=_wording()))
    return lines


def _open_case(grant: GrantFacts, *, now: datetime) -> PortalCase | None:
    try:
        shown = portal_case(grant.person_id, force=grant.force)
    except UnknownPerson:
        return None
    today = now.astimezone(LONDON).date()
    return None if reason_to_keep_shut(shown.case, shown.person, today=today) else shown


def _thread(grant: GrantFacts) -> Sequence[ThreadItem]:
    return [thread_item(item) for item in thread(grant.person_id, force=grant.force)]


def _wording() -> Wording:
    return Wording(words=portal_words(), groups=offence_groups())


def _record(action: Action, grant: GrantFacts, *, by: SignedIn, now: datetime, fields: Sequence[str] = ()) -> None:
    record_audit(
        action,
        by=by.actor,
        force=grant.force,
        now=now,
        case_id=grant.case_id,
        person_id=grant.person_id,
        fields=fields,
    )
