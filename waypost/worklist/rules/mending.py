"""
What somebody is asked to put right in a record: what was found in a case, as one item for each person and desk.

Read `wishes` first. A plain "done" opens no way to anybody: a number that stands in the wrong field is used only where
the answer says so in so many words (`chosen`). *Source:* issue 7, section 4; docs/adr/0022-findings-as-work.md.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid5

from waypost.base.clock import LONDON
from waypost.base.values import CaseId, PersonId
from waypost.cases.confirmed_contacts import Offer
from waypost.cases.defects import Defect, Defects
from waypost.cases.findings.suggestions import Suggestion
from waypost.worklist.rules.hours import DeskHours, Span, due_after
from waypost.worklist.values import Desk, ItemKind, ItemState, Mends, NewItem

REASON: Final = "record_findings"
"""Why such an item is open: by this it is known among the others."""
_NAMESPACE: Final = UUID("6f0d1a52-6a2c-5e55-9b59-0b8b6b7a0f1e")
_USE: Final = re.compile(r"(?:yes|use|yes use)(?: ([1-9]))?")


@dataclass(frozen=True)
class MendTerms:
    """
    Which findings make work and in which words, as content/worklist says.

    `work` are codes, the worst first, of findings that make work where they stop messages; those of `along`, and what
    does not stop any, are told beside one of them and make no work of their own.
    `covers` are, by the reasons for which messages stand still, the codes that ask for the same. `again_after` is how
    long what was answered as done may still be on its way into the record.
    """

    work: tuple[str, ...]
    along: tuple[str, ...]
    covers: Mapping[str, frozenset[str]]
    again_after: Span
    most: int
    words: Mapping[str, str]
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Asked:
    """One item of this kind that was opened before and not withdrawn."""

    item_id: UUID
    person_id: PersonId | None
    desk: Desk
    state: ItemState
    mends: Mends
    closed_at: datetime | None
    due_at: datetime


@dataclass(frozen=True)
class Before:
    """What was asked before in one case; `by_messages` are person and reason of what messages ask to put right now."""

    asked: Sequence[Asked] = ()
    by_messages: Set[tuple[PersonId | None, str]] = frozenset()


@dataclass(frozen=True)
class Calendar:
    """When each desk works, and now."""

    hours: Mapping[Desk, DeskHours]
    holidays: Set[date]
    now: datetime


def wishes(
    case_id: CaseId, found: Iterable[Defects], before: Before, *, terms: MendTerms, calendar: Calendar
) -> tuple[NewItem, ...]:
    """Return what somebody should be asked to put right in one case now."""
    return tuple(
        wish
        for one in found
        for desk in Desk
        if (wish := _wish(case_id, one, desk, before, terms=terms, calendar=calendar)) is not None
    )


def chosen(offers: Sequence[str], note: str | None) -> Offer | None:
    """
    Return which offer an answer confirms, or None where it does not say so in so many words.

    The whole note is "use 1", or "yes" where there is one offer only. A note that says anything more says that somebody
    thought of something else.
    """
    words = " ".join(re.findall(r"\w+", (note or "").casefold()))
    said = _USE.fullmatch(words)
    if said is None or not offers:
        return None
    number = int(said.group(1) or "1")
    if number > len(offers) or (said.group(1) is None and len(offers) > 1):
        return None
    return Offer.read(offers[number - 1])


def confirms_nothing(offers: Sequence[str], state: ItemState, note: str | None) -> bool:
    """Whether an answer is done where something was offered, and says of none of it that it may be used."""
    return bool(offers) and state is ItemState.DONE and chosen(offers, note) is None


def _wish(
    case_id: CaseId, one: Defects, desk: Desk, before: Before, *, terms: MendTerms, calendar: Calendar
) -> NewItem | None:
    asked = [each for each in before.asked if (each.person_id, each.desk) == (one.person_id, desk)]
    mine = [each for each in one.found if each.finding.remedy == desk.value]
    settled = _refused(asked) | _just_done(asked, desk, terms=terms, calendar=calendar)
    offers = _offers(one, before) if desk is Desk.OIC else ()
    # What can be confirmed is asked with the record's other faults, and the message waits for that.
    covered = set() if offers else _asked_by_messages(one, before, terms)
    work = [
        each
        for each in mine
        if each.finding.stops
        and each.finding.code in terms.work
        and each.mark not in settled
        and each.finding.code not in covered
    ]
    if not work:
        return None
    every = (*terms.work, *terms.along)
    work.sort(key=lambda each: every.index(each.finding.code))
    along = [each for each in mine if _goes_along(each, terms) and each.mark not in settled]
    along.sort(key=lambda each: every.index(each.finding.code))
    mends = Mends(
        marks=tuple(sorted({each.mark for each in work})),
        offers=tuple(Offer.of(each).text for each in offers),
        covers=tuple(sorted(_reasons({each.finding.code for each in work}, terms))),
    )
    done_at = max((each.closed_at for each in asked if _is_again(each, mends) and each.closed_at), default=None)
    lines = [*_lines(one, work, along, done_at, terms), *_offered(offers, terms)]
    return NewItem(
        item_id=_item_id(case_id, one, desk, mends, times=sum(_is_again(each, mends) for each in asked)),
        case_id=case_id,
        person_id=one.person_id,
        person_ref=one.person_ref,
        kind=ItemKind.MEND,
        desk=desk,
        matter=f"{REASON} {desk.value}",
        reason=REASON,
        text="\n".join(lines),
        # Of what is asked in other words now, the time runs on.
        aim_at=min((each.due_at for each in asked if each.state is ItemState.OPEN), default=None),
        mends=mends,
        rule=work[0].finding.code,
    )


def _goes_along(each: Defect, terms: MendTerms) -> bool:
    return each.finding.code in terms.along or (each.finding.code in terms.work and not each.finding.stops)


def _item_id(case_id: CaseId, one: Defects, desk: Desk, mends: Mends, *, times: int) -> UUID:
    parts = (str(case_id), str(one.person_id or "case"), desk.value, *mends.signature, str(times))
    return uuid5(_NAMESPACE, " ".join(parts))


def _refused(asked: Iterable[Asked]) -> Set[str]:
    return {mark for each in asked if each.state is ItemState.REFUSED for mark in each.mends.marks}


def _just_done(asked: Iterable[Asked], desk: Desk, *, terms: MendTerms, calendar: Calendar) -> Set[str]:
    """Return what was answered as done a short while ago: the record may only not have followed yet."""
    found: set[str] = set()
    for each in asked:
        if each.state is ItemState.DONE and each.closed_at is not None:
            hours = calendar.hours[desk]
            until = due_after(each.closed_at, terms.again_after, hours=hours, holidays=calendar.holidays)
            found |= set(each.mends.marks) if calendar.now < until else set()
    return found


def _asked_by_messages(one: Defects, before: Before, terms: MendTerms) -> Set[str]:
    """Return the codes that a message which stands still asks about already, of this person or, of a case, anybody."""
    reasons = {
        reason for person_id, reason in before.by_messages if one.person_id is None or person_id == one.person_id
    }
    return {code for reason in reasons for code in terms.covers.get(reason, ())}


def _reasons(codes: Set[str], terms: MendTerms) -> Set[str]:
    return {reason for reason, asked in terms.covers.items() if not codes.isdisjoint(asked)}


def _is_again(each: Asked, mends: Mends) -> bool:
    return each.state is ItemState.DONE and not set(each.mends.marks).isdisjoint(mends.marks)


def _offers(one: Defects, before: Before) -> Sequence[Suggestion]:
    refused = {
        Offer.read(text).digest
        for each in before.asked
        if each.state is ItemState.REFUSED and each.person_id == one.person_id
        for text in each.mends.offers
    }
    return [each for each in one.offers if each.digest not in refused]


def _lines(
    one: Defects, work: Sequence[Defect], along: Sequence[Defect], done_at: datetime | None, terms: MendTerms
) -> Iterator[str]:
    words = terms.words
    if done_at is not None:
        day = done_at.astimezone(LONDON)
        yield words["again"].format(date=f"{day.day} {day:%B %Y}")
    yield words["of_person" if one.person_id is not None else "of_case"]
    every = [*work, *along]
    for each in every[: terms.most]:
        yield f"- {each.finding.sentence}"
    if len(every) > terms.most:
        yield words["more"].format(count=len(every) - terms.most)


def _offered(offers: Sequence[Suggestion], terms: MendTerms) -> Iterator[str]:
    if not offers:
        return
    yield terms.words["offers"]
    for number, each in enumerate(offers, 1):
        words = {"number": number, "value": each.value}
        yield terms.words["offer"].format(
            **words, field=terms.fields[each.field], from_field=terms.fields[each.from_field]
        )
    yield terms.words["confirm"]
