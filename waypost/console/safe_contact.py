"""
What an officer must know before they reach somebody: what is safe, what never, which numbers are not to be used. Pure.

A number that somebody said is not theirs, or that is also somebody else's of the case, is not shown at all: who sees
it may dial it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from waypost.base.clock import LONDON
from waypost.base.pages.dates import say_moment
from waypost.cases.birthdays import age_on, is_known_birthday
from waypost.cases.contact import normalise_phone
from waypost.cases.values import ContactPlan, DeliveryFacts, PersonFacts
from waypost.console.words import Words

_ADULT = 18
_PHONE = "phone"


@dataclass(frozen=True)
class Reaching:
    """
    How to reach one person. `warnings` come first on the page; `plan` says what was agreed, a sentence each;
    `numbers` may be dialled, and `withheld` says why one that is on record is not among them.
    """

    warnings: tuple[str, ...]
    plan: tuple[str, ...]
    numbers: tuple[str, ...]
    withheld: tuple[str, ...]


def reaching(facts: DeliveryFacts, *, words: Words, now: datetime) -> Reaching:
    """Return how this person may be reached, as it is known now."""
    numbers, withheld = _numbers(facts)
    plan = facts.person.plan
    today = now.astimezone(LONDON).date()
    return Reaching(
        warnings=(*_warnings(facts, today=today), *(_plan_warnings(plan, now=now) if plan else ())),
        plan=tuple(_plan_lines(plan, words=words)) if plan else ("No contact plan is on record.",),
        numbers=() if _is_never_phoned(plan) else numbers,
        withheld=withheld,
    )


def _warnings(facts: DeliveryFacts, *, today: date) -> Sequence[str]:
    person = facts.person
    found = []
    if person.deceased:
        found.append("This person is recorded as dead. Speak to your supervisor before you contact the family.")
    if _is_minor(person, today=today):
        found.append("This person is under 18. Speak to a safe adult, never by itself to the child.")
    if facts.case.is_flagged and (person.plan is None or person.plan.safe_confirmed_at is None):
        found.append("The case is flagged, and nobody has confirmed what contact is safe. Find that out first.")
    return found


def _is_minor(person: PersonFacts, *, today: date) -> bool:
    born_on = person.date_of_birth
    return born_on is not None and is_known_birthday(born_on, today=today) and age_on(born_on, today) < _ADULT


def _plan_warnings(plan: ContactPlan, *, now: datetime) -> Sequence[str]:
    local = now.astimezone(LONDON)
    found = []
    if plan.no_contact:
        found.append("This person asked not to be contacted. Speak to your supervisor first.")
    if _PHONE in plan.never:
        found.append("Never phone this person: the contact plan says so. Use another way that was agreed.")
    if plan.review_on is not None and plan.review_on < local.date():
        found.append("The contact plan is past its review. Ask again what is safe.")
    if plan.hours and not _is_within(local.time(), *plan.hours):
        found.append(f"Not now: contact was agreed between {_clock(plan.hours[0])} and {_clock(plan.hours[1])} only.")
    return found


def _is_within(moment: time, start: time, until: time) -> bool:
    """Whether a local time is between two others, the second exclusive; they may cross midnight."""
    return start <= moment < until if start < until else moment >= start or moment < until


def _is_never_phoned(plan: ContactPlan | None) -> bool:
    return plan is not None and (_PHONE in plan.never or plan.no_contact)


def _plan_lines(plan: ContactPlan, *, words: Words) -> Sequence[str]:
    lines = ["No contact is wanted."] if plan.no_contact else []
    if plan.channels is not None:
        lines.append(f"Agreed: {_list(plan.channels, words) or 'no channel at all'}.")
    if plan.never:
        lines.append(f"Never: {_list(plan.never, words)}.")
    if plan.hours:
        lines.append(f"Only between {_clock(plan.hours[0])} and {_clock(plan.hours[1])}.")
    if plan.discreet:
        lines.append("Discreet: do not say who you are or what it is about until you know who is listening.")
    if plan.safe_confirmed_at:
        lines.append(f"Confirmed as safe on {say_moment(plan.safe_confirmed_at)}.")
    if plan.code_word:
        lines.append("A code word is on record in the crime system: ask for it.")
    return lines or ["A contact plan is on record, and it limits nothing."]


def _list(channels: Sequence[str], words: Words) -> str:
    return ", ".join(words.channels.get(channel, channel) for channel in channels)


def _clock(moment: time) -> str:
    return f"{moment:%H:%M}"


def _numbers(facts: DeliveryFacts) -> tuple[tuple[str, ...], tuple[str, ...]]:
    contact = facts.person.contact
    on_record = [number for number in (contact.mobile, contact.phone) if number]
    known = {normalise_phone(number): number for number in on_record if normalise_phone(number)}
    others = {key for other in facts.others for key in (other.mobile_key, other.phone_key) if key}
    shown, withheld = [], []
    for key, number in known.items():
        if key in facts.frozen:
            withheld.append("A number is not shown: somebody said that it is not this person's. Do not use it.")
        elif key in others:
            withheld.append(
                "A number is not shown: it is also that of somebody else in the case. Make sure whose it is."
            )
        else:
            shown.append(number)
    return tuple(shown), tuple(withheld)
