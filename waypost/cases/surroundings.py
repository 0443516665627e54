"""
What stands outside a case and decides whether somebody in it may be told: choices, frozen contacts, other cases.

Read in sets: a fixed number of queries, however many people are asked about.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, TypeVar

from django.db import connection

from waypost.base.clock import LONDON
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.choices import ContactKind, contacts_of, still_holds
from waypost.cases.confirmed_contacts import key_digest
from waypost.cases.contact import normalise_phone
from waypost.cases.findings import CaseSeen, Entry, Sharer, findings_elsewhere, findings_of_person, sharing, word_lists
from waypost.cases.humans import human_key, whole_name_key
from waypost.cases.snapshot.types import parse_instant
from waypost.cases.values import CaseFacts, CaseKind, DeliveryFacts, OptOut, PersonFacts, Purpose
from waypost.cases.vocabulary import CaseStatus, IncidentStatus

Item = TypeVar("Item")

OVER: Final = frozenset(
    {
        *(status.value for status in CaseStatus if not status.is_open),
        *(status.value for status in IncidentStatus if status.is_over),
    }
)
"""The statuses of a case with which nobody works any more. What has none counts as open."""
_VOID: Final = frozenset({CaseStatus.CANCELLED.value, CaseStatus.TRANSFERRED.value})
_SHARERS: Final = """
SELECT k.key, p.human_key, p.name_key, min(p.id), min(p.case_id), max(p.case_id)
    FROM unnest(%(keys)s::text[]) AS k (key)
    CROSS JOIN LATERAL (
        SELECT q.* FROM cases_person q
            WHERE q.force = %(force)s AND q.{key} = k.key AND NOT (q.{key} = '') AND q.is_present
            ORDER BY q.id DESC LIMIT %(most)s
    ) AS p
    JOIN cases_case c ON c.id = p.case_id AND c.force = %(force)s
    WHERE 'victim' = ANY (p.roles) AND NOT (c.status = ANY (%(over)s))
    GROUP BY 1, 2, 3, CASE WHEN p.human_key = '' AND p.name_key = '' THEN p.id END
"""
_CONFIRMED_SHARERS: Final = """
SELECT k.key, p.human_key, p.name_key, min(p.id), min(p.case_id), max(p.case_id)
    FROM unnest(%(keys)s::text[], %(digests)s::text[]) AS k (key, digest)
    CROSS JOIN LATERAL (
        SELECT q.* FROM cases_confirmed_contact f JOIN cases_person q ON q.id = f.person_id
            WHERE f.force = %(force)s AND f.key = k.digest AND q.force = %(force)s AND q.is_present
            ORDER BY q.id DESC LIMIT %(most)s
    ) AS p
    JOIN cases_case c ON c.id = p.case_id AND c.force = %(force)s
    WHERE 'victim' = ANY (p.roles) AND NOT (c.status = ANY (%(over)s))
    GROUP BY 1, 2, 3, CASE WHEN p.human_key = '' AND p.name_key = '' THEN p.id END
"""
_WORDS: Final = """
(SELECT person_id, channel, purpose, since, '' AS key FROM cases_opt_out
    WHERE force = %(force)s AND person_id = ANY(%(people)s::bigint[]) AND withdrawn_at IS NULL ORDER BY since, id)
UNION ALL
(SELECT NULL, '', '', NULL, key FROM cases_frozen_contact
    WHERE force = %(force)s AND key = ANY(%(keys)s::text[]) AND lifted_at IS NULL)
"""
_SAME_HUMAN: Final = """
SELECT id FROM cases_person
    WHERE force = %(force)s AND human_key = ANY(%(humans)s::text[]) AND is_present AND NOT (human_key = '')
"""
_SAME_INCIDENT: Final = """
SELECT q.id FROM cases_case i JOIN cases_person q ON q.case_id = i.id AND q.force = i.force
    WHERE i.force = %(force)s AND i.kind = %(crime)s AND i.counterpart = ANY(%(incidents)s::text[])
        AND NOT (i.counterpart = '') AND q.is_present
"""
_ENTRIES: Final = """
SELECT p.id, p.roles, p.human_key, p.name_key, p.mobile_key, p.phone_key, p.email_key,
    c.id, c.reference, c.kind, c."group", c.counterpart, c.status, c.recorded_at, c.linked,
    c.applied #>> '{occurred,from}',
    coalesce(c.applied ->> 'merged_into', '') <> '' OR coalesce(c.applied ->> 'transferred_to', '') NOT IN ('', '{}')
"""
_OF_PERSON: Final = 7
_OF_CASES: Final = """
JOIN cases_person p ON p.id = w.id JOIN cases_case c ON c.id = p.case_id
    WHERE p.force = %(force)s AND c.force = %(force)s AND c.recorded_at IS NOT NULL
    ORDER BY p.id
"""
_MOST_ENTRIES: Final = 1000
"""Of one contact the newest entries are looked at: the switchboard of a hospital must not slow a batch down."""
_CONTACT_KEYS: Final = ("mobile_key", "phone_key", "email_key")


@dataclass(frozen=True)
class Around:
    """What stands around one person's case: `sharers` and `entries` may hold those of other people too."""

    opt_outs: Sequence[OptOut] = ()
    frozen: frozenset[str] = frozenset()
    sharers: Sequence[Sharer] = ()
    entries: Sequence[Entry] = ()


def with_surroundings(found: Mapping[PersonId, DeliveryFacts], *, force: ForceName) -> Mapping[PersonId, DeliveryFacts]:
    """Return the facts with what stands outside the case filled in; the caller is in the force's transaction."""
    if not found:
        return found
    mine = {person_id: entry_of(facts.case, facts.person) for person_id, facts in found.items()}
    reached_by = {person_id: reached(facts) for person_id, facts in found.items()}
    refused, frozen = _read_words(found, frozenset().union(*reached_by.values()), force=force)
    humans = [entry for entry in mine.values() if not entry.is_organisation]
    sharers = read_sharers({key for entry in humans for key in entry.contacts}, force=force)
    entries = read_entries(list(mine.values()), force=force)
    by_contact = _by(sharers, lambda one: (one.key,))
    # Whoever may be the same human has the same name.
    by_name = _by(entries, lambda one: {one.human_key, one.name_key} - {""})
    return {
        person_id: fill(
            facts,
            mine=mine[person_id],
            around=Around(
                refused.get(person_id, ()),
                frozen,
                [one for key in mine[person_id].contacts for one in by_contact.get(key, ())],
                _named(mine[person_id], by_name),
            ),
        )
        for person_id, facts in found.items()
    }


def _named(mine: Entry, by_name: Mapping[str, Sequence[Entry]]) -> Sequence[Entry]:
    """Return the entries with one of this one's names, each once, in the order in which they were read."""
    found = [one for key in (mine.human_key, mine.name_key) if key for one in by_name.get(key, ())]
    return sorted({one.person_id: one for one in found}.values(), key=lambda one: one.person_id)


def _by(items: Iterable[Item], keys: Callable[[Item], Iterable[str]]) -> Mapping[str, Sequence[Item]]:
    found: dict[str, list[Item]] = {}
    for item in items:
        for key in keys(item):
            found.setdefault(key, []).append(item)
    return found


def fill(facts: DeliveryFacts, *, mine: Entry, around: Around) -> DeliveryFacts:
    """Return the facts about one person, whose own entry is `mine`, with what was found around the case. Pure."""
    own = findings_of_person(facts.case, facts.person, facts.others, lists=word_lists())
    return replace(
        facts,
        opt_outs=tuple(one for one in around.opt_outs if still_holds(one, facts.person.plan)),
        frozen=around.frozen & reached(facts),
        shared_by=sharing(mine, around.sharers),
        findings=own + findings_elsewhere(mine, around.entries),
    )


def reached(facts: DeliveryFacts) -> frozenset[str]:
    """Return every normalised contact by which this person could be told: their own, and of who acts for them."""
    return frozenset(key for person in (facts.person, *facts.guardians) for key in contacts_of(person))


def entry_of(case: CaseFacts, person: PersonFacts) -> Entry:
    """Return one entry as it is compared with those of other cases. Pure."""
    happened_at = case.occurred_from or case.recorded_at
    seen = CaseSeen(
        case_id=case.case_id,
        reference=case.reference,
        kind=case.kind,
        group=case.group,
        incident_reference=case.incident_reference or "",
        is_open=(case.status or "") not in OVER,
        is_void=case.status in _VOID or case.merged_into is not None or case.transferred,
        recorded_at=case.recorded_at,
        day=happened_at.astimezone(LONDON).date(),
        linked=frozenset(case.linked),
    )
    return Entry(
        person_id=person.person_id,
        case=seen,
        roles=person.roles,
        human_key=human_key(person.given_name, person.family_name, person.date_of_birth),
        name_key=whole_name_key(person.given_name, person.family_name, person.organisation_name),
        mobile_key=normalise_phone(person.contact.mobile),
        contacts=frozenset(key for key, kind in contacts_of(person).items() if kind is not ContactKind.ADDRESS),
        confirmed_at=person.contact.confirmed_at,
        is_organisation=person.is_organisation,
    )


def _read_words(
    person_ids: Collection[int], keys: Collection[str], *, force: ForceName
) -> tuple[Mapping[PersonId, Sequence[OptOut]], frozenset[str]]:
    """Return what these people have refused and not withdrawn, oldest first, and which of these contacts are frozen."""
    refused: dict[PersonId, list[OptOut]] = {}
    frozen: set[str] = set()
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, {"force": force, "people": list(person_ids), "keys": list(keys)})
        for person_id, channel, purpose, since, key in cursor.fetchall():
            if person_id is None:
                frozen.add(key)
            else:
                kept = OptOut(channel or None, Purpose(purpose) if purpose else None, since)
                refused.setdefault(PersonId(person_id), []).append(kept)
    return refused, frozenset(frozen)


def read_sharers(keys: Collection[str], *, force: ForceName) -> Sequence[Sharer]:
    """Return who has one of these contacts as a victim in an open case: one query, whatever is asked."""
    if not keys:
        return ()
    values: dict[str, str | int | list[str]] = {
        "force": force,
        "keys": sorted(keys),
        "digests": [key_digest(key) for key in sorted(keys)],
        "over": sorted(OVER),
        "most": _MOST_ENTRIES,
    }
    # What stands in the wrong field and was confirmed since is somebody's contact as well, in whatever case.
    sql = " UNION ALL ".join([*(_SHARERS.format(key=key) for key in _CONTACT_KEYS), _CONFIRMED_SHARERS])
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [
            Sharer(key, PersonId(person_id), human, name, (CaseId(first), CaseId(last)))
            for key, human, name, person_id, first, last in cursor.fetchall()
        ]


def read_entries(mine: Sequence[Entry], *, force: ForceName) -> Sequence[Entry]:
    """Return who in other cases may be one of these people: by name and birth, or as a victim of the same incident."""
    humans = {entry.human_key for entry in mine} - {""}
    incidents = {entry.case.incident_reference for entry in mine} - {""}
    looks = [*([_SAME_HUMAN] if humans else []), *([_SAME_INCIDENT] if incidents else [])]
    if not looks:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            # Two looks, not one condition: so that each is found by its index. Our own words.
            f"{_ENTRIES} FROM ({' UNION '.join(looks)}) AS w (id) {_OF_CASES}",
            {"force": force, "humans": sorted(humans), "incidents": sorted(incidents), "crime": CaseKind.CRIME},
        )
        rows = cursor.fetchall()
    cases: dict[int, CaseSeen] = {}
    return [_entry(row[:_OF_PERSON], cases, row[_OF_PERSON:]) for row in rows]


def _entry(person: Sequence[Any], cases: dict[int, CaseSeen], case: Sequence[Any]) -> Entry:
    person_id, roles, human, name, mobile, phone, email = person
    if case[0] not in cases:
        cases[case[0]] = _case_seen(case)
    return Entry(
        person_id=PersonId(person_id),
        case=cases[case[0]],
        roles=tuple(roles),
        human_key=human,
        name_key=name,
        mobile_key=mobile,
        contacts=frozenset({mobile, phone, email} - {""}),
    )


def _case_seen(row: Sequence[Any]) -> CaseSeen:
    case_id, reference, kind, group, counterpart, status, recorded_at, linked, occurred_from, has_left = row
    happened_at: datetime = parse_instant(occurred_from) if occurred_from else recorded_at
    return CaseSeen(
        case_id=CaseId(case_id),
        reference=reference,
        kind=CaseKind(kind),
        group=group,
        incident_reference=counterpart if kind == CaseKind.CRIME else "",
        is_open=status not in OVER,
        is_void=status in _VOID or has_left,
        recorded_at=recorded_at,
        day=happened_at.astimezone(LONDON).date(),
        linked=frozenset(linked),
    )
