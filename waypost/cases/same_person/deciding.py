"""What a person of the force says of a pair: that it is one human, that it is two, or that it was said wrongly."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.access.values import Actor
from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.cases.models import Case
from waypost.cases.same_person.reading import Read, ids_of, read
from waypost.cases.same_person.rows import pairs_as_facts
from waypost.cases.same_person.rules import is_hidden, print_of
from waypost.cases.same_person.values import CannotDecide, Decision, Ids, NoSuchPair, Pair, PairState, Said
from waypost.cases.same_person_models import SamePerson

_ACTIONS: Final[Mapping[Decision, Action]] = {
    Decision.CONFIRM: Action.SAME_PERSON_CONFIRMED,
    Decision.REFUSE: Action.SAME_PERSON_REFUSED,
    Decision.SPLIT: Action.SAME_PERSON_SPLIT,
}
_STATES: Final[Mapping[Decision, PairState]] = {
    Decision.CONFIRM: PairState.CONFIRMED,
    Decision.REFUSE: PairState.REFUSED,
    Decision.SPLIT: PairState.SPLIT,
}


def pair_between(ids: Ids, *, force: ForceName) -> Pair | None:
    """Return what is kept of two entries, or None."""
    with in_force(force):
        rows = pairs_as_facts(SamePerson.objects.filter(force=force, first=ids[0], second=ids[1]))
        return rows[0] if rows else None


def decide(pair_id: int, decision: Decision, *, said: Said, force: ForceName, by: Actor, now: datetime) -> Pair:
    """
    Keep what somebody says of a pair, and return it as it is then; `said` is who and why, `by` through which door.

    A confirmation counts from now on and a split ends one at once: whoever asks `queries.same_people` sees it with the
    next look. Both cases have a line in the audit log, neither of which names the other.

    :raises NoSuchPair: if the force has none of that id, or one of its cases is not to be spoken of.
    :raises CannotDecide: if it stands otherwise, or an entry can no longer be compared.
    """
    with in_force(force):
        row = SamePerson.objects.select_for_update().filter(force=force, pk=pair_id).first()
        if row is None or _is_hidden(row):
            raise NoSuchPair(f"{force} has no pair {pair_id}: `waypost people proposals` says which it has")
        _check(row, decision)
        if decision is Decision.CONFIRM:
            _confirm(row, force=force)
        else:
            row.refused_marks = sorted({*row.refused_marks, *row.marks})
        row.state, row.asked_again_at = _STATES[decision], None
        row.decided_at, row.decided_by, row.decided_why = now, said.who[:80], said.why[:300]
        row.save()
        for case_id, person_id in zip((row.first_case_id, row.second_case_id), ids_of(row), strict=True):
            action = _ACTIONS[decision]
            record_audit(action, by=by, force=force, now=now, case_id=CaseId(case_id), person_id=person_id)
        return pairs_as_facts([row])[0]


def _is_hidden(row: SamePerson) -> bool:
    cases = Case.objects.filter(id__in=[row.first_case_id, row.second_case_id])
    return any(is_hidden(flags) for flags in cases.values_list("flags", flat=True))


def _check(row: SamePerson, decision: Decision) -> None:
    is_confirmed = row.state == PairState.CONFIRMED
    if decision is Decision.SPLIT and not is_confirmed:
        raise CannotDecide(f"pair {row.pk} is {row.state}: only what was confirmed can be split")
    if decision is Decision.REFUSE and is_confirmed:
        raise CannotDecide(f"pair {row.pk} is confirmed: to undo that, split it")
    if decision is Decision.CONFIRM and is_confirmed and row.asked_again_at is None:
        raise CannotDecide(f"pair {row.pk} is confirmed already")


def _confirm(row: SamePerson, *, force: ForceName) -> None:
    """Take down as what the two entries stand in their records now: only as long as they do it counts."""
    ids = ids_of(row)
    facts = read({CaseId(row.first_case_id), CaseId(row.second_case_id)}, [ids], force=force)
    first, second = (facts.seen.get(one) for one in ids)
    if first is None or second is None or not first.human_key or not second.human_key:
        raise CannotDecide(f"pair {row.pk}: one of the two is no longer a victim with a whole name and birth there")
    row.first_key, row.second_key = first.human_key, second.human_key
    row.marks = sorted({*_marks(ids, facts), print_of(first, second, force=force)})


def _marks(ids: Ids, facts: Read) -> tuple[str, ...]:
    return facts.alike[ids].marks if ids in facts.alike else ()
