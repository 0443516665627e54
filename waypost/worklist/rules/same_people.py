"""What staff are asked about two entries that seem to be one human, where, and what their answer says. Pure."""

import re
from collections.abc import Iterator
from typing import Final
from uuid import UUID, uuid5

from waypost.base.clock import LONDON
from waypost.base.values import PersonId
from waypost.cases.same_person.values import WORDS, Decision, EntryOfPair, Ids, Pair, PairState, Question
from waypost.worklist.values import Desk, ItemKind, ItemState, NewItem

REASON: Final = "same_person"
"""Why such an item is open: by this it is known among the others."""
_NAMESPACE: Final = UUID("2a1f77b0-5a53-58f5-8d35-6a6f0c1f0a41")
_SAME: Final = frozenset({"same", "yes same", "the same"})
_ASKED: Final = "{first} and {second} seem to be one human: equal name and date of birth, and {evidence}."
_AGAIN: Final = (
    "On {date} it was confirmed that {first} and {second} are one human. The records do not say so any more, and until "
    "you have looked they count as two."
)
_ANSWER: Final = (
    "Find out in a way that you know to be safe. If they are one human, answer this task as done and write only the "
    "word same as the note. If they are two, or you cannot tell, refuse it. No record is changed by either, and no "
    "other answer joins them."
)


def matter_of_pair(ids: Ids) -> str:
    """Return by what the items about a pair are known again."""
    return f"{REASON} {ids[0]} {ids[1]}"


def pair_of_matter(matter: str) -> Ids | None:
    """Return the pair that an item is about, or None where it is about something else."""
    found = re.fullmatch(rf"{REASON} (\d+) (\d+)", matter)
    return (PersonId(int(found[1])), PersonId(int(found[2]))) if found else None


def wish_about(question: Question, *, times: int) -> NewItem:
    """
    Return what the records desk is asked about a pair; `times` is how often it was answered and decided nothing.

    Where the one record may name the other it is about the newer entry, and goes there as a task too. Else it is about
    no case: only the desk sees it, here, and neither record says that there is another.
    """
    pair = question.pair
    about = pair.second if question.is_safe_in_record else None
    what = " ".join((matter_of_pair(pair.ids), pair.state, *question.marks, str(times)))
    return NewItem(
        item_id=uuid5(_NAMESPACE, what),
        case_id=about.case_id if about else None,
        person_id=about.person_id if about else None,
        person_ref=about.person_ref if about else "",
        kind=ItemKind.MEND,
        desk=Desk.RECORDS,
        matter=matter_of_pair(pair.ids),
        reason=REASON,
        text="\n".join(_lines(pair)),
        subject=subject_of(pair),
    )


def subject_of(pair: Pair) -> str:
    """Return the ids of both cases: what is kept of either goes with it."""
    return f"{pair.first.case_id} {pair.second.case_id}"


def decision_of(state: ItemState, note: str | None, now_is: PairState) -> Decision | None:
    """
    Return what an answer decides about a pair, or None where it decides nothing.

    The whole note is "same": a plain "done" means that somebody has put a record right.
    """
    if state is ItemState.REFUSED:
        return Decision.SPLIT if now_is is PairState.CONFIRMED else Decision.REFUSE
    words = " ".join(re.findall(r"\w+", (note or "").casefold()))
    return Decision.CONFIRM if state is ItemState.DONE and words in _SAME else None


def _lines(pair: Pair) -> Iterator[str]:
    first, second = _entry(pair.first), _entry(pair.second)
    if pair.state is PairState.CONFIRMED and pair.decided_at is not None:
        day = pair.decided_at.astimezone(LONDON)
        yield _AGAIN.format(date=f"{day.day} {day:%B %Y}", first=first, second=second)
    else:
        evidence = " and ".join(WORDS[one] for one in pair.evidence)
        yield _ASKED.format(first=first, second=second, evidence=evidence)
        for doubt in pair.doubts:
            yield f"- {WORDS[doubt]}"
    yield _ANSWER


def _entry(entry: EntryOfPair) -> str:
    return f"Person {entry.person_ref} of case {entry.reference}"
