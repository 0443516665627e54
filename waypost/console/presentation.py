"""
From what a scoped query returned to what a staff page shows. Pure.

A template gets these values and nothing else. The list shows what a person is in a case and not their name: it is open
on desks all day, and the name is not needed to choose what to do next.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from waypost.access.values import Directory
from waypost.base.pages.dates import say_moment
from waypost.cases.values import CaseFacts, DeliveryFacts, Officer, PersonFacts
from waypost.console.due import is_overdue, say_due
from waypost.console.safe_contact import Reaching, reaching
from waypost.console.words import KindWords, MatterWords, Words
from waypost.messages.reasons import MEANINGS
from waypost.messages.values import Channel, Reason
from waypost.worklist.rules.same_people import REASON as SAME_PERSON
from waypost.worklist.values import OPENED_FROM_OUTSIDE, Answer, HistoryEntry, ItemFacts, ItemKind, ItemState

_NO_CASE = "no_case"
Row = Mapping[str, Mapping[str, str]]
"""One row of a summary list, as the macro takes it."""


@dataclass(frozen=True)
class Wording:
    """What the views below take their words and the names of staff from."""

    words: Words
    directory: Directory


@dataclass(frozen=True)
class ItemLine:
    """One item in the list; `passed_up` is empty where it was not escalated."""

    item_id: UUID
    title: str
    reference: str
    who: str
    why: str
    due: str
    due_at: datetime
    is_overdue: bool
    owner: str
    passed_up: str


@dataclass(frozen=True)
class Asked:
    """
    All that is known of one item: whom it is about, what happened to it in the order of happening.

    `facts` is None where it is about nobody, or about somebody who is no longer in the case. `channels` are those of
    the messages that wait for the answer.
    """

    item: ItemFacts
    facts: DeliveryFacts | None = None
    history: Sequence[HistoryEntry] = ()
    channels: frozenset[Channel] = frozenset()

    @property
    def may_be_changed(self) -> bool:
        """
        Whether the draft may be changed; an SMS is what it is, and under a discreet plan a word more could show.

        *Source:* design 1.3; ADR 0014.
        """
        plan = self.facts.person.plan if self.facts else None
        is_discreet = plan is not None and plan.discreet
        return bool({one.worded_as for one in self.channels} - {Channel.SMS}) and not is_discreet


@dataclass(frozen=True)
class HistoryLine:
    """One thing that happened to an item, in one sentence."""

    at: datetime
    sentence: str


@dataclass(frozen=True)
class Offered:
    """A contact that the record may hold in the wrong field: its number in what is asked, and the line about it."""

    number: int
    line: str


@dataclass(frozen=True)
class AnswerView:
    """What somebody answered, and when."""

    at: datetime
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class ItemView:
    """All that the page of one item shows. `reach` is there where the item is about somebody who is in the case."""

    item_id: UUID
    kind: ItemKind
    title: str
    reference: str
    is_open: bool
    asked: str
    why: str
    due: str
    due_at: datetime
    is_overdue: bool
    passed_up: str
    rows: tuple[Row, ...]
    flags: tuple[str, ...]
    findings: tuple[str, ...]
    reach: Reaching | None
    script: str
    draft: str
    offers: tuple[Offered, ...]
    is_pair: bool
    may_be_changed: bool
    may_be_refused: bool
    history: tuple[HistoryLine, ...]
    next: str
    answer: AnswerView | None
    way_on: tuple[str, str] | None


def item_line(item: ItemFacts, *, case: CaseFacts | None, wording: Wording, now: datetime) -> ItemLine:
    """Return one line of the list."""
    words = wording.words
    return ItemLine(
        item_id=item.item_id,
        title=_called(item, words).title,
        reference=item.reference,
        who=who(case.person_by_ref(item.person_ref) if case else None, words=words),
        # What is asked may name a number to be confirmed, below its first line: that is for the item's own page.
        why=why(item.reason, words=words) or item.text.partition("\n")[0],
        due=say_due(item.due_at, now=now),
        due_at=item.due_at,
        is_overdue=is_overdue(item.due_at, now=now),
        owner=owner(item, wording=wording),
        passed_up=_passed_up(item, words),
    )


def item_view(asked: Asked, *, wording: Wording, now: datetime) -> ItemView:
    """Return what the page of one item shows."""
    item, facts, words = asked.item, asked.facts, wording.words
    return ItemView(
        item_id=item.item_id,
        kind=item.kind,
        title=_called(item, words).title,
        reference=item.reference,
        is_open=item.state is ItemState.OPEN,
        asked=item.text,
        why=why(item.reason, words=words),
        due=say_due(item.due_at, now=now),
        due_at=item.due_at,
        is_overdue=is_overdue(item.due_at, now=now),
        passed_up=_passed_up(item, words),
        rows=tuple(_rows(item, facts, wording)),
        flags=tuple(words.flags.get(flag, flag) for flag in facts.case.flags) if facts else (),
        findings=_findings(facts) if facts else (),
        reach=reaching(facts, words=words, now=now) if facts else None,
        script=item.script or "",
        draft=item.draft or "",
        offers=_offered(item),
        is_pair=item.reason == SAME_PERSON,
        may_be_changed=asked.may_be_changed,
        may_be_refused=_may_be_refused(item),
        history=tuple(_history_line(entry, wording) for entry in reversed(asked.history)),
        next=_called(item, words).next,
        answer=_answer(item.answer, wording) if item.answer else None,
        way_on=_way_on(_called(item, words)),
    )


def _way_on(called: KindWords | MatterWords) -> tuple[str, str] | None:
    """Return the name and the words of the page where it is done, if there is one."""
    return (called.address, called.link) if isinstance(called, MatterWords) and called.link else None


def _offered(item: ItemFacts) -> tuple[Offered, ...]:
    """Return what the answer may confirm, as the text that was asked says it."""
    lines = item.text.splitlines()
    found = ((number, f"{number}. ") for number in range(1, len(item.offers) + 1))
    return tuple(
        Offered(number, next((line.removeprefix(start) for line in lines if line.startswith(start)), ""))
        for number, start in found
    )


def _may_be_refused(item: ItemFacts) -> bool:
    # That two are one human is asked, where one record must not name the other, about no case at all.
    if item.kind is ItemKind.REPLY or item.reason == OPENED_FROM_OUTSIDE:
        return False
    return item.case_id is not None or item.reason == SAME_PERSON


def _called(item: ItemFacts, words: Words) -> KindWords | MatterWords:
    """Return what an item is called: of what concerns no case nobody puts a record right."""
    if item.kind is not ItemKind.MEND:
        return words.kinds[item.kind]
    otherwise = words.matters[_NO_CASE] if item.case_id is None else words.kinds[item.kind]
    return words.matters.get(item.reason, otherwise)


def why(reason: str, *, words: Words) -> str:
    """Return in one sentence why somebody is asked, or nothing where the code says nothing to staff."""
    if reason in set(Reason):
        return MEANINGS[Reason(reason)].sentence
    clause = words.events.get(reason)
    return f"{clause[0].upper()}{clause[1:]}." if clause else ""


def who(person: PersonFacts | None, *, words: Words) -> str:
    """Return what a person is in a case, e.g. "The victim", or nothing where no person is meant."""
    if person is None:
        return ""
    said = " and ".join(words.roles.get(role, role) for role in person.roles)
    return f"{said[:1].upper()}{said[1:]}"


def owner(item: ItemFacts, *, wording: Wording) -> str:
    """Return who has an item, and who does it meanwhile."""
    if not item.owner:
        desk = wording.words.desks[item.at_desk or item.desk]
        return f"{desk}, {item.team}" if item.team else desk
    has_it = staff_name(item.owner, directory=wording.directory)
    return f"{has_it}, covered by {staff_name(item.cover, directory=wording.directory)}" if item.cover else has_it


def staff_name(collar_number: str | None, *, directory: Directory) -> str:
    """Return e.g. "Jo Hall (4471)", the bare number of somebody whom the directory does not know, or nothing."""
    known = directory.by_collar(collar_number)
    return f"{known.name} ({known.collar_number})" if known else collar_number or ""


def _history_line(entry: HistoryEntry, wording: Wording) -> HistoryLine:
    to, due_at = str(entry.details.get("to", "")), str(entry.details.get("due_at", ""))
    said = wording.words.history[entry.what].format(who=_holder(to, wording), when=_moment(due_at or to))
    return HistoryLine(entry.at, f"{said}: {entry.note}" if entry.note else said)


def _holder(to: str, wording: Wording) -> str:
    """Return who was given an item, as its history says it: a collar number or a desk."""
    return wording.words.desks.get(to) or staff_name(to, directory=wording.directory)


def _moment(said: str) -> str:
    try:
        return say_moment(datetime.fromisoformat(said))
    except ValueError:
        return ""


def _passed_up(item: ItemFacts, words: Words) -> str:
    return words.levels[min(item.level, max(words.levels))] if item.level else ""


def _rows(item: ItemFacts, facts: DeliveryFacts | None, wording: Wording) -> Sequence[Row]:
    rows = [_row("Whose task", owner(item, wording=wording))]
    if facts is None:
        return rows
    case, words = facts.case, wording.words
    rows.append(_row("Offence", case.offence_title or case.group or "Not recorded"))
    rows.append(_row("Where it stands", words.statuses.get(case.status or "", case.status or "Not known")))
    if case.officer:
        rows.append(_row("Officer in the case", _officer(case.officer, wording)))
    person = facts.person
    rows.append(_row(who(person, words=words) or "Person", _name(person)))
    return rows


def _findings(facts: DeliveryFacts) -> tuple[str, ...]:
    """Return what should be looked at in the record, once each."""
    found = (*facts.case.findings, *facts.findings)
    return tuple(dict.fromkeys(finding.sentence for finding in found))


def _officer(officer: Officer, wording: Wording) -> str:
    """Return how the officer is called on the whole page: as the directory has them, else as the crime system does."""
    if wording.directory.by_collar(officer.collar_number):
        return staff_name(officer.collar_number, directory=wording.directory)
    named = f"{officer.rank} {officer.name}" if officer.rank else officer.name
    return f"{named} ({officer.collar_number})"


def _name(person: PersonFacts) -> str:
    names = (person.title, person.given_name, person.family_name)
    return " ".join(name for name in names if name) or person.organisation_name or "Name not recorded"


def _answer(answer: Answer, wording: Wording) -> AnswerView:
    words = wording.words
    rows = [_row("Answer", words.states[answer.state]), _row("When", say_moment(answer.at))]
    if answer.by:
        rows.append(_row("By", staff_name(answer.by, directory=wording.directory)))
    if answer.call:
        rows.append(_row("Call", words.calls[answer.call]))
    if answer.note:
        rows.append(_row("Note", answer.note))
    if answer.text:
        rows.append(_row("Text as changed", answer.text))
    return AnswerView(at=answer.at, rows=tuple(rows))


def _row(key: str, value: str) -> Row:
    return {"key": {"text": key}, "value": {"text": value}}
