"""
Looks at the people of cases that have changed: proposes who seems to be one human, and takes back what holds no more.

Read `look` first. It is called late and in batches (`worklist.operations.same_people`), never by the intake. Nothing
is merged: all that follows is a question.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from waypost.base.scope import in_force
from waypost.base.sets import insert_rows, update_rows
from waypost.base.values import CaseId, ForceName
from waypost.cases.offences import offence_groups
from waypost.cases.same_person.reading import Place, Read, candidates, ids_of, is_in_shadow, locked, pairs_of, read
from waypost.cases.same_person.rows import is_open, pairs_as_facts
from waypost.cases.same_person.rules import Alike, is_hidden, is_safe_in_record, print_of, to_propose
from waypost.cases.same_person.values import NOTHING, Ids, Looked, PairState, Question
from waypost.cases.same_person_models import SamePerson

_CHANGES = ("first_key", "second_key", "evidence", "doubts", "marks", "state", "asked_again_at", "proposed_at")
_DENIED = frozenset({PairState.REFUSED.value, PairState.SPLIT.value})


def look(case_ids: Collection[CaseId], *, force: ForceName, now: datetime) -> Looked:
    """
    Bring the pairs of these cases up to date, and return what to ask about them: a fixed number of queries.

    A proposal whose evidence is gone is withdrawn; of a confirmed pair somebody is asked again. One that was refused is
    proposed anew on other evidence only. What cannot be read now stays as it is.
    """
    with in_force(force):
        if not case_ids or is_in_shadow(force):
            return NOTHING
        mine = pairs_of(case_ids, force=force)
        possible = candidates(case_ids, force=force)
        if not mine and not possible:
            return NOTHING
        found = {place.case_id for pair in possible.values() for place in pair}
        around = pairs_of(found - set(case_ids), force=force) if found else {}
        rows = {**locked(mine.values())}
        every = found | {CaseId(case) for row in rows.values() for case in (row.first_case_id, row.second_case_id)}
        facts = read(every, {*possible, *rows}, force=force)
        gone = _follow(rows, facts, force=force, now=now)
        standing = {ids: row for ids, row in rows.items() if ids not in gone}
        rows |= _propose(possible, {**around, **standing}, facts, force=force, now=now)
        return _looked(rows, gone, facts)


def _follow(rows: Mapping[Ids, SamePerson], facts: Read, *, force: ForceName, now: datetime) -> frozenset[Ids]:
    """Let what is kept follow the records; return the proposals that were withdrawn and are kept no more."""
    changed, gone = [], []
    for ids, row in rows.items():
        if row.first_case_id not in facts.cases or row.second_case_id not in facts.cases:
            continue
        before = [getattr(row, name) for name in _CHANGES]
        if row.state == PairState.CONFIRMED:
            _doubt(row, ids, facts, force=force, now=now)
        elif not _renew(row, facts.alike.get(ids), facts, now=now):
            gone.append(row)
        if before != [getattr(row, name) for name in _CHANGES]:
            changed.append(row)
    update_rows([row for row in changed if row not in gone], _CHANGES)
    if gone:
        SamePerson.objects.filter(pk__in=[row.pk for row in gone]).delete()
    return frozenset(ids_of(row) for row in gone)


def _doubt(row: SamePerson, ids: Ids, facts: Read, *, force: ForceName, now: datetime) -> None:
    """Ask again about a confirmed pair of which the records say something else, until they agree or somebody has."""
    first, second = (facts.seen.get(one) for one in ids)
    is_fine = False
    if first and second and (first.human_key, second.human_key) == (row.first_key, row.second_key):
        # What somebody has looked at and confirmed all the same is not asked twice.
        is_fine = ids in facts.alike or print_of(first, second, force=force) in row.marks
    row.asked_again_at = None if is_fine else row.asked_again_at or now


def _renew(row: SamePerson, why: Alike | None, facts: Read, *, now: datetime) -> bool:
    """Let a pair that is not confirmed follow its evidence; return whether there is anything left to keep of it."""
    is_new = why is not None and not set(why.marks) <= set(row.refused_marks)
    may_ask = facts.may_ask(CaseId(row.first_case_id), CaseId(row.second_case_id))
    if why is not None and is_new and may_ask:
        row.proposed_at = row.proposed_at if row.state == PairState.PROPOSED else now
        row.state = PairState.PROPOSED
        _say(row, why, facts)
        return True
    if row.state == PairState.PROPOSED:
        # That somebody has said no on other evidence stays.
        row.state = PairState.REFUSED if row.refused_marks else row.state
        return bool(row.refused_marks)
    return True


def _say(row: SamePerson, why: Alike, facts: Read) -> None:
    row.first_key, row.second_key = (facts.seen[one].human_key for one in ids_of(row))
    row.evidence, row.doubts, row.marks = list(why.evidence), list(why.doubts), list(why.marks)


def _propose(
    possible: Mapping[Ids, tuple[Place, Place]],
    known: Mapping[Ids, SamePerson],
    facts: Read,
    *,
    force: ForceName,
    now: datetime,
) -> Mapping[Ids, SamePerson]:
    """Propose those of the possible pairs that nobody has decided and by which a human becomes known as one."""
    joined = [ids for ids, row in known.items() if row.state not in _DENIED]
    new = [
        ids
        for ids, (first, second) in possible.items()
        if ids in facts.alike and ids not in known and facts.may_ask(first.case_id, second.case_id)
    ]
    rows = [_row(possible[ids], facts, force=force, now=now) for ids in to_propose(new, joined)]
    insert_rows(rows, ignore_conflicts=True)
    pairs = [ids_of(row) for row in rows]
    found = SamePerson.objects.filter(force=force, first__in=[first for first, _ in pairs]) if pairs else ()
    return {ids_of(row): row for row in found if ids_of(row) in pairs}


def _row(places: tuple[Place, Place], facts: Read, *, force: ForceName, now: datetime) -> SamePerson:
    first, second = places
    row = SamePerson(
        force=force,
        first_id=first.person_id,
        second_id=second.person_id,
        first_case_id=first.case_id,
        second_case_id=second.case_id,
        state=PairState.PROPOSED,
        proposed_at=now,
    )
    _say(row, facts.alike[ids_of(row)], facts)
    return row


def _looked(rows: Mapping[Ids, SamePerson], gone: Collection[Ids], facts: Read) -> Looked:
    """Return what to ask; of what cannot be read now nothing is said at all."""
    readable = {
        ids: row
        for ids, row in rows.items()
        if ids not in gone and row.first_case_id in facts.cases and row.second_case_id in facts.cases
    }
    asked = {ids: row for ids, row in readable.items() if is_open(row) and _may_be_said(row, facts)}
    questions = [
        Question(
            pair,
            tuple(sorted(asked[pair.ids].marks)),
            is_safe_in_record((facts.cases[one.case_id] for one in (pair.first, pair.second)), offence_groups()),
        )
        for pair in pairs_as_facts(asked.values())
    ]
    return Looked(tuple(questions), frozenset(gone) | (readable.keys() - asked.keys()))


def _may_be_said(row: SamePerson, facts: Read) -> bool:
    first, second = CaseId(row.first_case_id), CaseId(row.second_case_id)
    is_said = not any(is_hidden(facts.cases[case_id].flags) for case_id in (first, second))
    return is_said and facts.may_ask(first, second)
