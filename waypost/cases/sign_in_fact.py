"""Which fact on record proves a person at the portal's door. Pure."""

from datetime import date

from waypost.access.sign_in_rules import FactKind, SignInFact
from waypost.cases.birthdays import is_known_birthday
from waypost.cases.values import CaseFacts, PersonFacts


def sign_in_fact(case: CaseFacts, person: PersonFacts, *, today: date) -> SignInFact | None:
    """
    Return the fact that a person is asked for beside the code, or None where none is on record.

    In a flagged case it is the word that the officer gave, and nothing else: whoever lives with a victim
    knows her birthday and her postcode. None means no invitation; a person must put a fact on record first.

    *Source:* design 1.6.
    """
    if case.is_flagged:
        word = person.plan.code_word if person.plan else None
        return _fact(FactKind.CODE_WORD, word)
    born_on = person.date_of_birth
    if born_on is not None and is_known_birthday(born_on, today=today):
        return _fact(FactKind.DATE_OF_BIRTH, f"{born_on:%Y-%m-%d}")
    return _fact(FactKind.POSTCODE, person.contact.postcode)


def _fact(kind: FactKind, value: str | None) -> SignInFact | None:
    return SignInFact(kind, value) if value and value.strip() else None
