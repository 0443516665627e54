"""What is wrong with a name: Q07, Q11, Q12, Q13 and Q20 of domain.md 6. Pure."""

import re
from collections.abc import Iterator
from typing import Final

from waypost.cases.contact import check_words
from waypost.cases.findings.catalogue import Found
from waypost.cases.findings.words import WordLists, words_of
from waypost.cases.values import PersonFacts

_EMAIL: Final = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


def findings_of_name(person: PersonFacts, lists: WordLists) -> Iterator[Found]:
    """Yield what is wrong with how somebody, or an organisation, is called."""
    in_name = {field for field, text in _texts(person) if has_contact(text)}
    if in_name:
        is_settled = in_name <= set(person.confirmed_from)
        yield Found.CONFIRMED_ELSEWHERE if is_settled else Found.NUMBER_IN_NAME
    if _is_placeholder(person, lists):
        yield Found.PLACEHOLDER_NAME
        return
    if person.is_organisation:
        if not words_of(person.organisation_name):
            yield Found.NAME_MISSING
        return
    if _is_body(person, lists):
        yield Found.BODY_AS_PERSON
        return
    yield from _about_part(person, lists)
    yield from _about_form(person, lists)


def has_contact(text: str | None) -> bool:
    """Whether a telephone number or an e-mail address stands in a text."""
    return bool(text) and (bool(check_words(text or "")) or _EMAIL.search(text or "") is not None)


def _texts(person: PersonFacts) -> tuple[tuple[str, str | None], ...]:
    return (
        ("title", person.title),
        ("given_name", person.given_name),
        ("family_name", person.family_name),
        ("organisation_name", person.organisation_name),
    )


def _is_placeholder(person: PersonFacts, lists: WordLists) -> bool:
    if person.is_organisation:
        # The Crown may well be an organisation; nobody knows what `Unknown` is.
        return lists.placeholders.are(words_of(person.organisation_name))
    given, family = words_of(person.given_name), words_of(person.family_name)
    if lists.placeholders.are(given) or lists.placeholders.are(family):
        return True
    return lists.whole_placeholders.are(given + family) or lists.placeholders.are(given + family)


def _is_body(person: PersonFacts, lists: WordLists) -> bool:
    # A double name is one word: nobody is a council for being called Council-Price.
    given, family = (words_of((name or "").replace("-", "")) for name in (person.given_name, person.family_name))
    if not given and not family:
        return bool(words_of(person.organisation_name))
    if lists.bodies.is_in(given + family):
        return True
    return not (given and family) and len(given + family) > 1 and lists.perhaps_bodies.is_in(given + family)


def _about_part(person: PersonFacts, lists: WordLists) -> Iterator[Found]:
    given, family = words_of(person.given_name), words_of(person.family_name)
    has_rank = any(lists.police_before_names.begin(words) for words in (given, family, given + family))
    if has_rank or lists.police_titles.are(words_of(person.title)):
        yield Found.POLICE_OFFICER
    if lists.parts_in_a_case.is_in(given + family):
        yield Found.PART_IN_NAME


def _about_form(person: PersonFacts, lists: WordLists) -> Iterator[Found]:
    """Yield what a message greets without a name for: it may still go."""
    given, family = words_of(person.given_name), words_of(person.family_name)
    if not given or not family:
        is_whole = len(given + family) > 1
        yield Found.NAME_IN_ONE_FIELD if is_whole else Found.NAME_MISSING
    elif "," in f"{person.given_name}{person.family_name}":
        yield Found.NAME_IN_ONE_FIELD
    if given and all(len(word) == 1 for word in given):
        yield Found.ONLY_INITIALS
    if lists.titles_of_people.begin(given) or lists.titles_of_people.are(given):
        yield Found.TITLE_IN_NAME
    if lists.nickname_marks.is_in(given + family) or _has_quotes(person):
        yield Found.NICKNAME_IN_NAME
    if any(char.isdigit() for text in (person.given_name, person.family_name) for char in text or ""):
        yield Found.DIGITS_IN_NAME


def _has_quotes(person: PersonFacts) -> bool:
    text = f"{person.given_name or ''} {person.family_name or ''}"
    return re.search(r"[(\"\u201c]\s*\w", text) is not None
