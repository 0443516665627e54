"""
The page of one case: from what was read to what is shown. Pure.

First what a caller wants to know and may hear, then what must not be said yet; everything else is below it.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from waypost.access.queries import PageView
from waypost.base.pages.dates import say_moment
from waypost.base.values import CaseId, PersonId
from waypost.cases.freshness import is_behind
from waypost.cases.held import Held
from waypost.cases.values import CaseFacts, Officer, TimelineEntry
from waypost.cases.vocabulary import IncidentStatus
from waypost.console.case_page.coming import Ahead, Open, ahead
from waypost.console.case_page.people import PersonView, Seen, in_order, person_view
from waypost.console.case_page.people import Telling as PeopleTelling
from waypost.console.case_page.said import MessageLine, Telling, message_line
from waypost.console.case_page.words import PageWords, Stage
from waypost.console.presentation import HistoryLine, Wording, staff_name
from waypost.messages.case_messages import Place
from waypost.messages.circumstances import Circumstances
from waypost.messages.contactability.ways import against_case, ways_to
from waypost.messages.queries import MessageFacts, StopFacts
from waypost.messages.thread_rules import ThreadItem
from waypost.messages.values import MessageState
from waypost.worklist.values import ItemFacts, ItemKind

_FIRST_BY_OFFICER = frozenset({ItemKind.CALL, ItemKind.CONFIRM})
_COMING = frozenset({IncidentStatus.ASSIGNED, IncidentStatus.EN_ROUTE, IncidentStatus.AT_SCENE})


@dataclass(frozen=True)
class Found:
    """All that was read for the page of one case."""

    case: CaseFacts
    circumstances: Circumstances
    messages: Sequence[MessageFacts]
    last: MessageFacts | None
    """What was sent last, whichever page of messages is shown."""
    to_come: Sequence[MessageFacts]
    items: Sequence[ItemFacts]
    open: Open
    threads: Mapping[PersonId, Sequence[ThreadItem]]
    events: Sequence[TimelineEntry]
    views: Sequence[PageView]
    held: Sequence[Held]
    stop: StopFacts | None
    holidays: Set[date]


@dataclass(frozen=True)
class StopView:
    """That somebody has stopped all messages about the case."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Answer:
    """
    What a caller is told: where it stands in the words of their own page, what they were last told, what comes next.

    `not_yet` says what must not be said before the officer has; `is_for_staff`: then the stage is not for a caller.
    """

    stage: Stage
    is_for_staff: bool
    not_yet: tuple[str, ...]
    last_told: MessageLine | None
    next: Ahead | None
    officer: str
    officer_since: str


@dataclass(frozen=True)
class CaseView:
    """All that the page of a case shows; `after` is where the next page of messages begins."""

    case_id: CaseId
    reference: str
    offence: str
    kind: str
    flags: tuple[str, ...]
    warnings: tuple[str, ...]
    answer: Answer
    people: tuple[PersonView, ...]
    stops: tuple[str, ...]
    held: tuple[str, ...]
    stop: StopView | None
    coming: tuple[Ahead, ...]
    messages: tuple[MessageLine, ...]
    after: str
    timeline: tuple[HistoryLine, ...]
    freshness: str
    is_behind: bool


def case_view(found: Found, *, wording: Wording, page: PageWords, page_size: int, now: datetime) -> CaseView:
    """Return the page of a case; `found.messages` may be one more than a page."""
    case, words = found.case, wording.words
    opened = _opened(found.views)
    telling = Telling(case, words, page, opened)
    coming = ahead(found.open, telling, wording=wording, holidays=found.holidays, now=now)
    shown = found.messages[:page_size]
    return CaseView(
        case_id=case.case_id,
        reference=case.reference,
        offence=case.offence_title or _group(found) or "Not recorded",
        kind="Incident" if case.incident else "Case",
        flags=tuple(words.flags.get(flag, flag) for flag in case.flags),
        warnings=_warnings(found),
        answer=_answer(found, coming, telling, wording=wording),
        people=_people(found, opened, wording=wording, page=page, now=now),
        stops=_stops(found),
        held=tuple(one.sentence for one in found.held),
        stop=_stop(found.stop, wording),
        coming=coming,
        messages=tuple(message_line(one, telling) for one in shown),
        after=as_query(shown[-1]) if len(found.messages) > page_size else "",
        timeline=tuple(_event(one, wording) for one in found.events),
        freshness=_freshness(case, now=now),
        is_behind=is_behind(case.source, now=now) or case.source.paused_at is not None,
    )


def as_query(message: MessageFacts) -> str:
    """Return a place in the list of messages as an address holds it."""
    return f"{message.planned_at.isoformat()}~{message.id}"


def _answer(found: Found, coming: Sequence[Ahead], telling: Telling, *, wording: Wording) -> Answer:
    case, page = found.case, telling.page
    return Answer(
        stage=page.stage(_status_to_tell(case), is_incident=case.incident is not None),
        is_for_staff=_is_for_staff(found),
        not_yet=_not_yet(found),
        last_told=message_line(found.last, telling) if found.last else None,
        next=next(iter(coming), None),
        officer=officer_name(case.officer, wording) if case.officer else "",
        officer_since=case.officer.team or "" if case.officer else "",
    )


def _is_for_staff(found: Found) -> bool:
    """Whether nothing of it is a caller's yet: an officer tells it first, or who is feared may hear who comes."""
    incident = found.case.incident
    may_be_heard = incident is not None and bool(incident.suspect_may_see_phone)
    return may_be_heard or any(one.kind in _FIRST_BY_OFFICER for one in found.items)


def _status_to_tell(case: CaseFacts) -> str | None:
    """Return where it stands, as a caller may hear it: of nobody coming where the suspect may hear it too."""
    incident = case.incident
    if incident is None:
        return case.status
    hides = incident.suspect_may_see_phone and incident.status in _COMING
    return IncidentStatus.OPEN if hides else incident.status


def _not_yet(found: Found) -> tuple[str, ...]:
    """Return what a caller must not hear from whoever picks up the phone: it is an officer's to tell first."""
    sentences = []
    calls = [one for one in found.items if one.kind is ItemKind.CALL]
    drafts = [one for one in found.items if one.kind is ItemKind.CONFIRM]
    held = [one for one in found.to_come if one.state is MessageState.HELD]
    if calls:
        sentences.append("An officer has to call first. Do not tell any news of this case: offer to have them called.")
    if drafts:
        sentences.append("A message waits for an officer to read it. Do not tell what it is about before it has gone.")
    if held and not calls and not drafts:
        sentences.append("A message is held back. See below why, before you say anything new.")
    return tuple(sentences)


def _warnings(found: Found) -> tuple[str, ...]:
    case = found.case
    sentences = [finding.sentence for finding in case.findings]
    if case.is_flagged:
        sentences.insert(
            0, "Contact may be dangerous here. Make sure who is calling, and what is safe, before you speak."
        )
    if case.incident is not None and case.incident.suspect_may_see_phone:
        sentences.insert(0, "Whoever is feared may hear or see this phone. Say nothing of anybody coming.")
    if case.merged_into:
        sentences.append(f"This record was joined with {case.merged_into}. Look there.")
    if case.transferred_to:
        sentences.append(f"Another force has this case now: {case.transferred_to.name}.")
    return tuple(dict.fromkeys(sentences))


def _people(
    found: Found, opened: Mapping[PersonId, Sequence[datetime]], *, wording: Wording, page: PageWords, now: datetime
) -> tuple[PersonView, ...]:
    circumstances = found.circumstances
    told = PeopleTelling(wording.words, page, circumstances.settings.young_people)
    views = []
    for person in in_order(found.case.people):
        facts = circumstances.facts.get(person.person_id)
        seen = Seen(
            facts=facts,
            ways=ways_to(facts, circumstances) if facts else None,
            thread=found.threads.get(person.person_id, ()),
            opened_at=max(opened.get(person.person_id, ()), default=None),
        )
        views.append(person_view(person, found.case, seen, wording=told, now=now))
    return tuple(views)


def _stops(found: Found) -> tuple[str, ...]:
    facts = next(iter(found.circumstances.facts.values()), None)
    if facts is None:
        return ()
    # Of what somebody has stopped by hand the page says who and why.
    against = [one for one in against_case(facts, found.circumstances) if one.reason != "case_stopped"]
    return tuple(dict.fromkeys(one.sentence for one in against))


def _stop(stop: StopFacts | None, wording: Wording) -> StopView | None:
    if stop is None:
        return None
    known = next((one for one in wording.directory.staff.values() if one.id == stop.stopped_by), None)
    return StopView(stop.reason, f"{known.name} ({known.collar_number})" if known else stop.stopped_by, stop.stopped_at)


def officer_name(officer: Officer, wording: Wording) -> str:
    """Return how the officer is called: as the directory has them, else as the crime system does."""
    if wording.directory.by_collar(officer.collar_number):
        return staff_name(officer.collar_number, directory=wording.directory)
    named = f"{officer.rank} {officer.name}" if officer.rank else officer.name
    return f"{named} ({officer.collar_number})"


def _event(event: TimelineEntry, wording: Wording) -> HistoryLine:
    said = wording.words.events.get(event.kind, event.kind)
    return HistoryLine(event.at, f"{said[:1].upper()}{said[1:]}.")


def _group(found: Found) -> str:
    group = found.circumstances.groups.get(found.case.group)
    return group.title if group else ""


def _freshness(case: CaseFacts, *, now: datetime) -> str:
    """Return how fresh it is; what may be out of date says what to do."""
    source = case.source
    look = "What stands here may be out of date: look into it before you answer."
    if source.paused_at is not None:
        return f"{source.name} is paused. {look}"
    if source.last_ok_at is None:
        return f"{source.name} has not yet told us all that it has. {look}"
    as_of = f"As {source.name} had it on {say_moment(source.last_ok_at)}."
    return f"{as_of} {look}" if is_behind(source, now=now) else as_of


def _opened(views: Sequence[PageView]) -> Mapping[PersonId, Sequence[datetime]]:
    found: dict[PersonId, list[datetime]] = {}
    for view in views:
        found.setdefault(view.person_id, []).append(view.at)
    return found


def read_place(typed: str) -> Place | None:
    """Return the place that an address holds, or None where it holds none that can be read."""
    moment, _, message_id = typed.partition("~")
    try:
        return Place(datetime.fromisoformat(moment), UUID(message_id))
    except ValueError:
        return None
