"""
What a clerk should see about a case itself: words of danger without a flag, a death, dates out of order. Pure.

*Source:* domain.md Q17, Q25, Q27; trust.md, bad inputs 53 and 54.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from waypost.cases.applied import AnyApplied, AppliedCase
from waypost.cases.deaths import has_ended_by_death, is_offence_of_death
from waypost.cases.findings.catalogue import Found
from waypost.cases.findings.names import has_contact
from waypost.cases.findings.texts import FreeText, free_texts
from waypost.cases.findings.words import WordLists, words_of
from waypost.cases.offences import OffenceGroup, offence_groups
from waypost.cases.values import CaseFacts, DataFinding
from waypost.cases.vocabulary import Role

_DAY: Final = timedelta(days=1)


def findings_of_case(case: CaseFacts, applied: AnyApplied, *, lists: WordLists) -> tuple[DataFinding, ...]:
    """Return what a clerk should see about a case itself, of which `applied` is the document."""
    found = [
        *_about_words(case, tuple(free_texts(applied)), lists),
        *_about_title(case, lists, groups=offence_groups()),
        *_about_death(case),
        *_about_order(case),
        *_about_notes(case, applied),
    ]
    return tuple(one.finding for one in found)


def _about_words(case: CaseFacts, texts: Sequence[FreeText], lists: WordLists) -> Iterator[Found]:
    confirmed_at = _confirmed_at(case)
    kinds = [(text, danger_in(text.text, lists)) for text in texts]
    # In a field that can be changed an order stays an order until somebody takes it out.
    orders = [text for text, kind in kinds if kind is Found.WORDS_AGAINST_CONTACT]
    if any(text.at is None or _is_newer(text, confirmed_at) for text in orders):
        yield Found.WORDS_AGAINST_CONTACT
    signs = [text for text, kind in kinds if kind is Found.WORDS_OF_DANGER]
    if not case.is_flagged and any(_is_newer(text, confirmed_at) for text in signs):
        yield Found.WORDS_OF_DANGER


def _is_newer(text: FreeText, confirmed_at: datetime | None) -> bool:
    if confirmed_at is None:
        return True
    return text.at is not None and text.at > confirmed_at


def _confirmed_at(case: CaseFacts) -> datetime | None:
    """Return since when contact with every victim is confirmed as safe, or None where one's is not."""
    victims = [person for person in case.people if Role.VICTIM in person.roles]
    moments = [person.plan.safe_confirmed_at if person.plan else None for person in victims]
    known = [moment for moment in moments if moment is not None]
    return min(known) if known and len(known) == len(moments) else None


# The same summary and entries are read for every message of a case.
@lru_cache(maxsize=2048)
def danger_in(text: str, lists: WordLists) -> Found | None:
    """Return what a text says that makes contact dangerous: an order before a sign, or None."""
    words = words_of(text)
    if lists.orders.is_in(lists.unless.without(words)):
        return Found.WORDS_AGAINST_CONTACT
    return Found.WORDS_OF_DANGER if lists.signs.is_in(words) else None


def _about_title(case: CaseFacts, lists: WordLists, *, groups: Mapping[str, OffenceGroup]) -> Iterator[Found]:
    """*Source:* Q25, "offence mismatch": a crime of high risk that is filed under a group of low risk."""
    group = groups.get(case.group)
    if group is not None and group.is_low_risk and lists.titles.is_in(words_of(case.offence_title)):
        yield Found.TITLE_OF_OTHER_OFFENCE


def _about_death(case: CaseFacts) -> Iterator[Found]:
    if is_offence_of_death(case):
        yield Found.SOMEBODY_DIED
    if has_ended_by_death(case):
        yield Found.OUTCOME_OF_A_DEATH


def _about_order(case: CaseFacts) -> Iterator[Found]:
    """
    Yield what came in an order in which it cannot have happened; a day is left for dates without a time.

    *Source:* Q27.
    """
    if case.outcome is not None and case.outcome.decided_at < case.recorded_at - _DAY:
        yield Found.DECIDED_BEFORE_RECORDED
    if case.occurred_from is not None and case.occurred_to is not None and case.occurred_to < case.occurred_from:
        yield Found.ENDED_BEFORE_BEGUN
    if case.occurred_from is not None and case.occurred_from > case.recorded_at + _DAY:
        yield Found.HAPPENED_AFTER_RECORDED
    happened = [case.recorded_at, *(fact.at for fact in case.told_facts if fact.at is not None)]
    if any(moment > case.updated_at + _DAY for moment in happened):
        yield Found.FROM_THE_FUTURE


def _about_notes(case: CaseFacts, applied: AnyApplied) -> Iterator[Found]:
    """
    Yield that the report itself may hold the contact that a victim lacks: who took it down knew no other place.

    *Source:* domain.md Q07, "phone pattern in notes".
    """
    victims = [person.contact for person in case.people if Role.VICTIM in person.roles]
    lacks_one = any(not (contact.mobile or contact.phone or contact.email) for contact in victims)
    if lacks_one and isinstance(applied, AppliedCase) and has_contact(applied.summary):
        yield Found.NUMBER_IN_NOTES
