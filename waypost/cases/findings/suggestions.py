"""
What may have been meant where a contact or a name stands in the wrong field: to be asked about, never to be guessed.

Pure. *Source:* domain.md Q07 ("suggest, officer confirms") and Q13.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from waypost.cases.contact import Checked, ForceContacts, Severity, check_email, check_phone
from waypost.cases.values import Contact, PersonFacts

_ANY_FORCE: Final = ForceContacts(frozenset(), frozenset(), frozenset())
"""Whose numbers these are is asked by the gates, which know the force, when something is about to be sent."""
_NUMBER: Final = re.compile(r"(?<!\d)\+?\d[\d\s().-]{7,}\d")
_EMAIL: Final = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_UK_MOBILE: Final = "+447"
_NAMES: Final = ("title", "given_name", "family_name", "organisation_name")
_FIELDS: Final = (*_NAMES, "address", "phone", "mobile", "email")


class SuggestionKind(StrEnum):
    """How something came to stand where it stands."""

    ELSEWHERE = "elsewhere"
    """In a field that is not made for it."""
    ONE_OF_SEVERAL = "one_of_several"
    SWAPPED = "swapped"


@dataclass(frozen=True)
class Suggestion:
    """
    That the text of `from_field` may hold what belongs into `field`: `value`, as it would be used.

    `digest` is of all that it was read from: another text in either field is another suggestion.
    """

    field: str
    from_field: str
    value: str
    kind: SuggestionKind
    digest: str

    @property
    def is_contact(self) -> bool:
        """Whether it could open a way to write to somebody: a name is only ever put right in the record."""
        return self.field in {"mobile", "email"}


def suggestions(person: PersonFacts) -> tuple[Suggestion, ...]:
    """
    Return what may have been meant, in a fixed order: numbers, then e-mail addresses, then names.

    A number or address is suggested only where its own field holds none that could be used.
    """
    found = [
        *_contacts(person, "mobile", _NUMBER, _uk_mobile),
        *_contacts(person, "email", _EMAIL, _address),
        *_names(person),
    ]
    return tuple({(one.field, one.value): one for one in reversed(found)}.values())[::-1]


def with_confirmed(person: PersonFacts, confirmed: frozenset[str]) -> PersonFacts:
    """
    Return somebody with the contacts of which a person has said that they are theirs, by the digests of suggestions.

    A digest that fits nothing counts for nothing: the record has changed since.
    """
    if not confirmed:
        return person
    said = [one for one in suggestions(person) if one.is_contact and one.digest in confirmed]
    if not said:
        return person
    # Of two that were confirmed for one field nobody can say which holds.
    used = {one.field: one for one in said if sum(other.field == one.field for other in said) == 1}
    contact = person.contact
    return replace(
        person,
        contact=replace(
            contact,
            mobile=used["mobile"].value if "mobile" in used else contact.mobile,
            email=used["email"].value if "email" in used else contact.email,
        ),
        confirmed_from=tuple(sorted({one.from_field for one in used.values()})),
    )


def text_of(person: PersonFacts, field: str) -> str:
    """Return what stands in a field of somebody's entry."""
    of_person = {name: getattr(person, name) for name in _NAMES}
    of_contact = {name: getattr(person.contact, name) for name in _FIELDS if name not in _NAMES}
    return str({**of_person, **of_contact}[field] or "")


def _contacts(
    person: PersonFacts, field: str, pattern: re.Pattern[str], read: Callable[[str], str]
) -> Iterator[Suggestion]:
    if _is_filled(person.contact, field):
        return
    for from_field in _FIELDS:
        kind = SuggestionKind.ONE_OF_SEVERAL if from_field == field else SuggestionKind.ELSEWHERE
        for match in pattern.finditer(text_of(person, from_field)):
            value = read(match.group())
            if value:
                yield _suggestion(person, field, from_field, value, kind)


def _is_filled(contact: Contact, field: str) -> bool:
    """Whether a field holds something that can be read and is of the kind that it is for."""
    checked = _check(getattr(contact, field) or "", field)
    return bool(checked.value) and all(one.severity is not Severity.BLOCK for one in checked.findings)


def _check(text: str, field: str) -> Checked:
    return check_phone(text, force=_ANY_FORCE) if field == "mobile" else check_email(text, force=_ANY_FORCE)


def _uk_mobile(text: str) -> str:
    checked = _check(text, "mobile")
    return checked.value if checked.is_usable and checked.value.startswith(_UK_MOBILE) else ""


def _address(text: str) -> str:
    checked = _check(text.rstrip("."), "email")
    return checked.value if checked.is_usable else ""


def _names(person: PersonFacts) -> Iterator[Suggestion]:
    if person.is_organisation:
        return
    given, family = (person.given_name or "").strip(), (person.family_name or "").strip()
    whole = given or family
    if not (given and family) and whole.count(",") == 1:
        before, after = (part.strip() for part in whole.split(","))
        from_field = "given_name" if given else "family_name"
        if before and after:
            yield _suggestion(person, "given_name", from_field, after, SuggestionKind.SWAPPED)
            yield _suggestion(person, "family_name", from_field, before, SuggestionKind.SWAPPED)
    elif _is_in_capitals(given) and family[:1].isupper() and family[1:].islower():
        # Surnames are written in capitals, first names are not.
        yield _suggestion(person, "given_name", "family_name", family, SuggestionKind.SWAPPED)
        yield _suggestion(person, "family_name", "given_name", given, SuggestionKind.SWAPPED)


def _is_in_capitals(name: str) -> bool:
    return len(name) > 1 and name.isalpha() and name.isupper()


def _suggestion(person: PersonFacts, field: str, from_field: str, value: str, kind: SuggestionKind) -> Suggestion:
    read = "\x1f".join((field, from_field, value, text_of(person, from_field), text_of(person, field)))
    digest = hashlib.blake2b(read.encode(), digest_size=16).hexdigest()
    return Suggestion(field, from_field, value, kind, digest)
