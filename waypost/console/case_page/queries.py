"""Every read behind the page of a case and the page of one message: a fixed number of queries, bounded lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from waypost.access.queries import directory, page_views
from waypost.access.values import Staff
from waypost.base.scope import in_force
from waypost.base.values import PersonId
from waypost.base.working_days import bank_holidays
from waypost.cases.case_log import newest_events
from waypost.cases.held import held_in_case
from waypost.cases.values import CaseFacts
from waypost.console.case_page.coming import Open
from waypost.console.case_page.presentation import CaseView, Found, case_view
from waypost.console.case_page.said import (
    CheckLine,
    MessageLine,
    ReceiptLine,
    Telling,
    checks,
    message_line,
    receipts,
    what_may_be_done,
)
from waypost.console.case_page.words import page_words
from waypost.console.matters.presentation import Line
from waypost.console.matters.queries import lines_of_case
from waypost.console.presentation import Wording
from waypost.console.words import console_words
from waypost.duties.library import live_duties
from waypost.duties.queries import clocks_of_case
from waypost.journeys.explain import account, read_material
from waypost.journeys.explain.sentences import sentence_for
from waypost.messages.case_messages import (
    Place,
    SentText,
    message_of_case,
    messages_to_come,
    newest_messages,
    newest_that_left,
    stop_of_case,
    texts_of_message,
    threads_of_case,
)
from waypost.messages.circumstances import Wanted, read_circumstances
from waypost.messages.operations.closing_threads import closed_threads
from waypost.messages.providers.set_up import channels_set_up
from waypost.messages.queries import MessageFacts
from waypost.worklist.queries import open_items_of
from waypost.worklist.rules import Viewer, may_see

PAGE_SIZE = 20
_EVENTS = 50
_TO_COME = 50


@dataclass(frozen=True)
class MessagePage:
    """
    The page of one message. `decided` says in plain words why it was made and what became of it, the oldest first;
    `next` what happens to it now.
    """

    facts: MessageFacts
    line: MessageLine
    decided: tuple[str, ...]
    next: str
    texts: tuple[SentText, ...]
    receipts: tuple[ReceiptLine, ...]
    checks: tuple[CheckLine, ...]
    person_id: PersonId
    may_act: tuple[tuple[str, str], ...]
    """What may be done about it: names of addresses, each with its words."""


@dataclass(frozen=True)
class CasePage:
    """The page of a case: what happens with it, what is complained of, and for whom the thread is closed."""

    shown: CaseView
    matters: Sequence[Line]
    closed: frozenset[PersonId]


def whole_page(case: CaseFacts, *, after: Place | None, by: Staff, now: datetime) -> CasePage:
    """Return all that the page of a case shows, as it stood at one moment."""
    with in_force(by.force):
        return CasePage(
            shown=case_page(case, after=after, by=by, now=now),
            matters=lines_of_case(case, by=by, now=now),
            closed=closed_threads([one.person_id for one in case.people], force=by.force),
        )


def case_page(case: CaseFacts, *, after: Place | None, by: Staff, now: datetime) -> CaseView:
    """Return the page of a case that this person may open."""
    with in_force(by.force):
        found = _found(case, after=after, by=by, now=now)
        wording = _wording(by)
    return case_view(found, wording=wording, page=page_words(), page_size=PAGE_SIZE, now=now)


def message_page(message_id: UUID, case: CaseFacts, *, by: Staff) -> MessagePage | None:
    """Return the page of one message about a case that this person may open, or None where it has none of that id."""
    with in_force(by.force):
        message = message_of_case(message_id, case.case_id, force=by.force)
        if message is None:
            return None
        texts = texts_of_message(message_id, case.case_id, force=by.force)
        decided = _decided(message, case, by=by)
        views = page_views([case.case_id], force=by.force)
    opened = {message.person_id: [view.at for view in views if view.person_id == message.person_id]}
    page = page_words()
    return MessagePage(
        facts=message,
        line=message_line(message, Telling(case, console_words(), page, opened)),
        decided=tuple(decided),
        next=page.next[message.state],
        texts=tuple(texts),
        receipts=tuple(receipts(message.attempts, page)),
        checks=tuple(checks(message)),
        person_id=message.person_id,
        may_act=what_may_be_done(message),
    )


def in_few_words(message_id: UUID, case: CaseFacts, *, by: Staff) -> str | None:
    """Return what a message is, for whoever is asked whether something shall be done about it; None: there is none."""
    message = message_of_case(message_id, case.case_id, force=by.force)
    if message is None:
        return None
    line = message_line(message, Telling(case, console_words(), page_words(), {}))
    return f"{line.channel} to {line.to}: {line.about[:1].lower()}{line.about[1:]}. {line.state}. {line.when}"


def explained(case: CaseFacts, *, by: Staff) -> Sequence[tuple[str, str]]:
    """Return everything that was decided in a case, in plain words: chapters of a moment and what was decided then."""
    with in_force(by.force):
        material = read_material(case.reference, kind=case.kind, force=by.force)
    chapters = account(material, person=None).split("\n\n")[1:]
    return [(title, text) for title, _, text in (chapter.partition("\n") for chapter in chapters)]


def _found(case: CaseFacts, *, after: Place | None, by: Staff, now: datetime) -> Found:
    force, case_id = by.force, case.case_id
    people = [one.person_id for one in case.people]
    wanted = Wanted(people, (), channels_set_up(force), cases={case_id: case}, has_survey=False)
    to_come = messages_to_come(case_id, force=force, limit=_TO_COME)
    items = open_items_of([case_id], force=force)
    theirs = frozenset(item.item_id for item in items if may_see(Viewer(by), item))
    titles = {duty: versions[-1].title for duty, versions in live_duties().versions.items()}
    return Found(
        case=case,
        circumstances=read_circumstances(wanted, force=force, now=now),
        messages=newest_messages(case_id, force=force, after=after, limit=PAGE_SIZE + 1),
        last=newest_that_left(case_id, force=force),
        to_come=to_come,
        items=items,
        open=Open(to_come, items, clocks_of_case(case_id, force=force), titles, theirs),
        threads=threads_of_case(case, force=force),
        events=newest_events(case_id, force=force, before=None, limit=_EVENTS),
        views=page_views([case_id], force=force),
        held=held_in_case(case_id, force=force),
        stop=stop_of_case(case.reference, force=force),
        holidays=bank_holidays(),
    )


def _decided(message: MessageFacts, case: CaseFacts, *, by: Staff) -> Sequence[str]:
    """Return what led to a message, and what the same run decided since, a sentence each."""
    if message.run_id is None:
        return ["Somebody asked for it at that moment: no journey sent it."]
    material = read_material(case.reference, kind=case.kind, force=by.force)
    mine = [one for one in material.decisions if one.run_id == message.run_id]
    sentences: list[str] = []
    for decision in mine:
        journey = material.journeys.get((decision.journey, decision.version))
        started = material.words.event(decision.trigger)
        if not sentences and journey is not None:
            sentences.append(f"It began because {started}. The journey is “{journey.title}”.")
        sentences.append(sentence_for(decision, material))
    return list(dict.fromkeys(sentences))


def _wording(by: Staff) -> Wording:
    return Wording(words=console_words(), directory=directory(by.force))
