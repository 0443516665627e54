"""What changed about the people: who they are, how to reach them, what was agreed with them."""

from collections.abc import Iterator
from typing import Final

from waypost.base.values import JsonValue
from waypost.cases.applied import Applied, AppliedPerson
from waypost.cases.compare.values import Change, ChangeKind, Pair
from waypost.cases.contact import name_and_birth, same_contact
from waypost.cases.snapshot import Contact, ContactPlan
from waypost.cases.vocabulary import Role

# What decides whether and how somebody may be told.
_IDENTITY: Final = (
    "roles",
    "acts_for",
    "authority",
    "kind",
    "title",
    "given_name",
    "family_name",
    "organisation_name",
    "date_of_birth",
    "deceased",
)
# What the victim and the officer agreed on. A new review date or code word is no new agreement.
_TERMS: Final = (
    "channels",
    "never",
    "hours",
    "update_every_days",
    "discreet",
    "no_contact",
    "two_way",
)
_STANDS_IN: Final = (Role.PARENT_GUARDIAN, Role.FAMILY_SPOKESPERSON)
_CONTACT: Final = ("mobile", "phone", "email", "address", "postcode")


def changes_of_people(pair: Pair[Applied]) -> Iterator[Change]:
    """Yield what the newer revision says anew about each person."""
    before = {person.id: person for person in pair.before.people}
    for person in pair.after.people:
        yield from _person(pair, before.pop(person.id, None), person)
    for person_id in before:
        yield _people_changed(pair, person_id, ["removed"])


def _person(pair: Pair[Applied], before: AppliedPerson | None, after: AppliedPerson) -> Iterator[Change]:
    if before is None:
        if not pair.is_first_sight:
            yield _people_changed(pair, after.id, ["added"])
    else:
        yield from _identity(pair, before, after)
        yield from _formats(pair, before, after)
    yield from _victim_added(pair, before, after)
    yield from _stand_in_added(pair, before, after)
    yield from _enhanced(pair, before, after)
    yield from _plan(pair, before, after)


def _people_changed(pair: Pair[Applied], person_id: str, what: list[JsonValue]) -> Change:
    return Change(ChangeKind.PEOPLE_CHANGED, pair.at, person=person_id, details={"what": what})


def _victim_added(pair: Pair[Applied], before: AppliedPerson | None, after: AppliedPerson) -> Iterator[Change]:
    """Yield that a case which is known already has a victim more, who was told nothing yet."""
    was_victim = before is not None and before.has_role(Role.VICTIM)
    if pair.is_first_sight or was_victim or not after.has_role(Role.VICTIM):
        return
    # Some systems number the people of a case anew: that is nobody new.
    if not _name(after) or _name(after) not in {_name(victim) for victim in pair.before.victims()}:
        yield Change(ChangeKind.VICTIM_ADDED, pair.at, person=after.id)


def _stand_in_added(pair: Pair[Applied], before: AppliedPerson | None, after: AppliedPerson) -> Iterator[Change]:
    """Yield that somebody has come to act for a victim of a case which is known already, and was told nothing yet."""
    if pair.is_first_sight or not after.has_role(*_STANDS_IN):
        return
    acted_for = before.acts_for if before is not None and before.has_role(*_STANDS_IN) else ()
    known = {_name(person) for person in pair.before.people if person.has_role(*_STANDS_IN)} if not before else set()
    if not set(after.acts_for) <= set(acted_for) and not (_name(after) and _name(after) in known):
        yield Change(ChangeKind.STAND_IN_ADDED, pair.at, person=after.id)


def _name(person: AppliedPerson) -> str:
    return name_and_birth(person.given_name, person.family_name, person.date_of_birth)


def _identity(pair: Pair[Applied], before: AppliedPerson, after: AppliedPerson) -> Iterator[Change]:
    what: list[JsonValue] = [*_different(_IDENTITY, before, after)]
    contact: list[JsonValue] = [*_moved(before.contact, after.contact)]
    if contact and _is_accused(before, after):
        # Never confirmed to anybody; but another number is now one that must not be used.
        what.append("contact")
    elif contact:
        details: dict[str, JsonValue] = {"fields": contact}
        yield Change(ChangeKind.CONTACT_CHANGED, pair.at, person=after.id, details=details)
    if what:
        yield _people_changed(pair, after.id, what)


def _different(fields: tuple[str, ...], before: object, after: object) -> list[str]:
    return [name for name in fields if getattr(before, name) != getattr(after, name)]


def _moved(before: Contact, after: Contact) -> list[str]:
    """Return the fields that lead somewhere else now; another way of writing is no change."""
    if before == after:
        return []
    return [name for name in _CONTACT if not same_contact(name, getattr(before, name), getattr(after, name))]


def _is_accused(*versions: AppliedPerson) -> bool:
    return any(person.has_role(Role.SUSPECT, Role.DEFENDANT) for person in versions)


def _formats(pair: Pair[Applied], before: AppliedPerson, after: AppliedPerson) -> Iterator[Change]:
    if (set(before.formats), before.language) != (set(after.formats), after.language):
        details: dict[str, JsonValue] = {"formats": [*after.formats], "language": after.language}
        yield Change(ChangeKind.NEEDS_FORMAT_CHANGED, pair.at, person=after.id, details=details)


def _enhanced(pair: Pair[Applied], before: AppliedPerson | None, after: AppliedPerson) -> Iterator[Change]:
    had = before.enhanced if before else ()
    gained: list[JsonValue] = [reason for reason in after.enhanced if reason not in had]
    if gained:
        details: dict[str, JsonValue] = {"enhanced": gained}
        yield Change(ChangeKind.NEEDS_ENHANCED_GRANTED, pair.at, person=after.id, details=details)
    lost: list[JsonValue] = [reason for reason in had if reason not in after.enhanced]
    if lost:
        details = {"enhanced": lost}
        yield Change(ChangeKind.NEEDS_ENHANCED_WITHDRAWN, pair.at, person=after.id, details=details)


def _plan(pair: Pair[Applied], before: AppliedPerson | None, after: AppliedPerson) -> Iterator[Change]:
    old = (before.contact_plan if before else None) or ContactPlan()
    new = after.contact_plan or ContactPlan()
    if old == new:
        return
    if before is not None:
        fields: list[JsonValue] = [*_different(tuple(ContactPlan.model_fields), old, new)]
        details: dict[str, JsonValue] = {"fields": fields}
        yield Change(ChangeKind.PLAN_CHANGED, pair.at, person=after.id, details=details)
    if new.agreed_at is None:
        return
    at = new.agreed_at if new.agreed_at != old.agreed_at else pair.at
    if old.agreed_at is None:
        yield Change(ChangeKind.CONTRACT_AGREED, at, person=after.id)
    elif _different(_TERMS, old, new):
        yield Change(ChangeKind.CONTRACT_CHANGED, at, person=after.id)
