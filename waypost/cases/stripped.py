"""
States that would take the warnings, the plans or the suspects out of suspiciously many cases at once.

A table that is being loaded anew, a right that was taken away, a mapping without a list: all look as if nobody were in
danger any more. Of one case that is news like any other; of many at once it is more likely half an answer.
"""

from collections.abc import Collection, Mapping, Sequence, Set
from datetime import datetime
from typing import Any, Final

from waypost.base.scope import in_force
from waypost.cases.intake.values import Key, PolledDocument
from waypost.cases.models import Case
from waypost.cases.values import CaseKind, SourceFacts
from waypost.cases.vocabulary import Role

FEW: Final = 5
"""So many cases may lose a kind of guard at once without anybody asking why."""
_ACCUSED: Final = frozenset({Role.SUSPECT.value, Role.DEFENDANT.value})


def stripped(source: SourceFacts, documents: Sequence[PolledDocument], *, few: int) -> Collection[Key]:
    """Return which of these states of the source's own cases look like half an answer; see `suspicious`."""
    now = {Key(each.reference, each.kind): guards(each.document) for each in documents}
    with in_force(source.force):
        rows = Case.objects.filter(
            force=source.force, source_id=source.id, reference__in={key.reference for key in now}, applied__isnull=False
        ).values_list("reference", "kind", "flags", "applied__people")
        before = {
            Key(reference, CaseKind(kind)): guards({"flags": flags, "people": people})
            for reference, kind, flags, people in rows
        }
    return suspicious({key: found for key, found in before.items() if key in now}, now, few=few)


def known_since(source: SourceFacts, references: Collection[str]) -> Mapping[Key, datetime]:
    """Return of which time the state is that we hold of the source's own cases of these references."""
    with in_force(source.force):
        rows = Case.objects.filter(
            force=source.force,
            source_id=source.id,
            reference__in=references,
            applied__isnull=False,
            updated_at__isnull=False,
        ).values_list("reference", "kind", "updated_at")
        return {Key(reference, CaseKind(kind)): at for reference, kind, at in rows if at is not None}


def guards(document: Mapping[str, Any]) -> Set[str]:
    """Return which kinds of guard stand in a document: warnings, a plan, somebody accused."""
    people = [person for person in document.get("people") or () if isinstance(person, Mapping)]
    there = {
        "flags": bool(document.get("flags")),
        "plans": any(person.get("contact_plan") for person in people),
        "accused": any(not _ACCUSED.isdisjoint(person.get("roles") or ()) for person in people),
    }
    return {name for name, is_there in there.items() if is_there}


def suspicious(before: Mapping[Key, Set[str]], now: Mapping[Key, Set[str]], *, few: int) -> Set[Key]:
    """
    Return the cases that lose a kind of guard, where more than `few`, and most of those that had it, do. Pure.

    Where there are no few at all, each that loses one is meant.
    """
    found: set[Key] = set()
    for kind in set().union(*before.values()):
        had = [key for key, guards_of in before.items() if kind in guards_of]
        lost = {key for key in had if kind not in now[key]}
        if len(lost) > (max(few, len(had) // 2) if few else 0):
            found |= lost
    return found
