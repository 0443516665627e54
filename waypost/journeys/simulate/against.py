"""The difference between two contents, person by person. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from waypost.base.values import JsonValue
from waypost.journeys.simulate.outcomes import Fate


class Change(StrEnum):
    """What is different for somebody, from what is tried (`--content`) to what it is compared with (`--against`)."""

    NEWLY_GETS = "newly_gets"
    NO_LONGER_GETS = "no_longer_gets"
    ANOTHER_TIME = "another_time"
    ANOTHER_TEXT = "another_text"


@dataclass(frozen=True, slots=True)
class Difference:
    """One message that is not the same for one person; `before` is by the old content, `after` by the new."""

    case: str
    person: str
    change: Change
    before: Fate | None
    after: Fate | None

    def to_json(self) -> dict[str, JsonValue]:
        """Return it as the how-to documents it."""
        return {
            "case": self.case,
            "person": self.person,
            "change": self.change.value,
            "before": _shown(self.before),
            "after": _shown(self.after),
        }


def differences(before: Sequence[Fate], after: Sequence[Fate]) -> Iterator[Difference]:
    """
    Yield what is not the same, by case and person, in the order of time.

    Messages of one person are paired: first those of which everything is equal, then those of one template in one
    channel in their order, then those that leave by one channel at the same moment. What has no pair is new or gone.
    """
    sent: dict[tuple[str, str], tuple[list[Fate], list[Fate]]] = defaultdict(lambda: ([], []))
    for side, fates in enumerate((before, after)):
        for fate in fates:
            if fate.is_sent:
                sent[fate.case, fate.person][side].append(fate)
    for (case, person), (old, new) in sent.items():
        _drop_equal(old, new)
        found = [
            *_paired(old, new, key=lambda fate: (fate.template, fate.channel)),
            *_paired(old, new, key=lambda fate: (fate.at, fate.channel)),
            *((fate, None) for fate in old),
            *((None, fate) for fate in new),
        ]
        for was, becomes in sorted(found, key=_moment):
            yield Difference(case, person, _change(was, becomes), was, becomes)


@dataclass
class Contrast:
    """Differences counted: messages by what changed, and people by what is new for them."""

    messages: Counter[Change]
    people: Counter[Change]
    first_told: int = 0
    told_no_more: int = 0

    @classmethod
    def empty(cls) -> "Contrast":
        """Return the contrast of nothing."""
        return cls(Counter(), Counter())

    def add(self, found: Sequence[Difference], *, before: Sequence[Fate], after: Sequence[Fate]) -> None:
        """Count the differences of one cluster."""
        self.messages.update(difference.change for difference in found)
        people = {(each.case, each.person, each.change) for each in found}
        self.people.update(change for _, _, change in people)
        was_told = {(fate.case, fate.person) for fate in before if fate.is_sent}
        is_told = {(fate.case, fate.person) for fate in after if fate.is_sent}
        self.first_told += len(is_told - was_told)
        self.told_no_more += len(was_told - is_told)

    def merge(self, other: "Contrast") -> None:
        """Add another contrast."""
        self.messages.update(other.messages)
        self.people.update(other.people)
        self.first_told += other.first_told
        self.told_no_more += other.told_no_more


def _drop_equal(old: list[Fate], new: list[Fate]) -> None:
    """Take out what is the same on both sides, as often as it is."""
    common = Counter(map(_all_of, old)) & Counter(map(_all_of, new))
    for side in (old, new):
        left = common.copy()
        kept = []
        for fate in side:
            if left[_all_of(fate)]:
                left[_all_of(fate)] -= 1
            else:
                kept.append(fate)
        side[:] = kept


def _paired(old: list[Fate], new: list[Fate], *, key: Callable[[Fate], Hashable]) -> Iterator[tuple[Fate, Fate]]:
    """Take pairs out of both sides: equal by `key`, in their order."""
    waiting: dict[Hashable, list[Fate]] = defaultdict(list)
    for fate in new:
        waiting[key(fate)].append(fate)
    for fate in list(old):
        if waiting[key(fate)]:
            other = waiting[key(fate)].pop(0)
            old.remove(fate)
            new.remove(other)
            yield fate, other


def _all_of(fate: Fate) -> tuple[object, ...]:
    return (fate.template, fate.channel, fate.at, fate.digest)


def _moment(pair: tuple[Fate | None, Fate | None]) -> tuple[object, ...]:
    fate = pair[1] or pair[0]
    assert fate is not None  # noqa: S101 - a pair has at least one side
    return (fate.at, fate.template, fate.channel)


def _change(was: Fate | None, becomes: Fate | None) -> Change:
    if was is None:
        return Change.NEWLY_GETS
    if becomes is None:
        return Change.NO_LONGER_GETS
    return Change.ANOTHER_TIME if was.at != becomes.at else Change.ANOTHER_TEXT


def _shown(fate: Fate | None) -> JsonValue:
    if fate is None:
        return None
    return {
        "at": fate.at.isoformat(),
        "journey": fate.journey,
        "template": fate.template,
        "channel": fate.channel.value,
        "text": fate.digest[:16],
    }
