"""The owner's items and those of second sources, as one list in which everything stands once. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final

from waypost.cases.applied import AppliedCase, Joined
from waypost.cases.contributions.names import SECTIONS, held_section, item_id, mark_of, names
from waypost.cases.contributions.sameness import (
    Item,
    as_before,
    completed,
    disagree,
    is_same,
    with_result_as_before,
)
from waypost.cases.screening import HeldItem
from waypost.cases.snapshot import Hearing, Part

DISAGREES: Final = "disagrees"
"""The field under which it is held that two systems say different things of one hearing."""

_DISAGREEMENT: Final = (
    "Another system says something else of this hearing than the crime system. Ask the court which is right, and have"
    " it mended where it is wrong."
)


@dataclass(frozen=True)
class _Member:
    """One item as one source has it; `part` is None for the owner's."""

    item: Item
    part: Part | None

    @property
    def key(self) -> str:
        """What the item is known by over time."""
        return _key(self.item.id, self.part)

    @property
    def own_id(self) -> str:
        """The id under which it stands in the case if nothing else decides."""
        return self.item.id if self.part is None else item_id(self.part.source, self.part.reference, self.item.id)


_Group = list[_Member]


def own_of(case: AppliedCase) -> AppliedCase:
    """Return the case as its owner alone tells it."""
    joined = case.joined
    if joined is None:
        return case
    return case.model_copy(update={**{name: getattr(joined, name) for name in SECTIONS}, "joined": None})


def parts_of(case: AppliedCase | None) -> tuple[Part, ...]:
    """Return what second sources say of a case."""
    return case.joined.parts if case is not None and case.joined is not None else ()


def part_of(case: AppliedCase | None, *, source: int, reference: str) -> Part | None:
    """Return what one source says of a case under one reference, or None."""
    return next((one for one in parts_of(case) if (one.source, one.reference) == (source, reference)), None)


def still_meant(parts: Sequence[Part], own: AppliedCase) -> tuple[Part, ...]:
    """Return of these parts those that are about the case as its owner tells it now."""
    return tuple(part for part in parts if part.merged or names(own, part.reference))


def with_parts(own: AppliedCase, parts: Sequence[Part], *, before: AppliedCase | None) -> AppliedCase:
    """
    Return the case with what second sources add; `before` is the case as it was held, from which ids are kept.

    What the owner has too stands once, as the owner tells it (`sameness`). But for the ids, it is the same whatever
    came first.
    """
    told = tuple(sorted((part for part in parts if _says_anything(part)), key=lambda one: (one.source, one.reference)))
    lists: dict[str, Any] = {}
    shown: dict[str, dict[str, str]] = {}
    for section in SECTIONS:
        groups = _groups(section, own, told, _ids(section, before))
        ids = _placed(groups, _ids(section, before))
        lists[section] = tuple(_shown_as(group, shown_id) for group, shown_id in zip(groups, ids, strict=True))
        renamed = {
            member.key: shown_id
            for group, shown_id in zip(groups, ids, strict=True)
            for member in group
            if member.own_id != shown_id
        }
        if renamed:
            shown[section] = renamed
    if not told and not shown:
        return own
    joined = Joined(**{name: getattr(own, name) for name in SECTIONS}, parts=told, shown=shown)
    return own.model_copy(update={**lists, "joined": joined})


def in_words_of(after: AppliedCase, before: AppliedCase | None) -> AppliedCase | None:
    """Return the case as it was, so that no news is found where only another source speaks for an item now."""
    if before is None or (before.joined is None and after.joined is None):
        return before
    return before.model_copy(update={section: tuple(_in_words(section, after, before)) for section in SECTIONS})


def _in_words(section: str, after: AppliedCase, before: AppliedCase) -> Iterator[Item]:
    now = {item.id: item for item in getattr(after, section)}
    switched = set(_owned(section, before)) ^ set(_owned(section, after))
    resulted = set(_with_result(_owned(section, before))) ^ set(_with_result(_owned(section, after)))
    for item in getattr(before, section):
        mended = item
        if item.id in switched and item.id in now:
            mended = as_before(mended, now[item.id])
        if item.id in switched | resulted and item.id in now:
            mended = with_result_as_before(mended, now[item.id])
        yield mended


def _with_result(owned: Mapping[str, Item]) -> Iterator[str]:
    return (shown for shown, item in owned.items() if isinstance(item, Hearing) and item.result_code)


def disagreements(case: AppliedCase) -> tuple[HeldItem, ...]:
    """Return where second sources say something else of a hearing than the owner."""
    found = []
    for group in _groups_of("hearings", case):
        head, *others = group
        for other in others:
            if head.part is None and other.part is not None and disagree(head.item, other.item):
                where = held_section("hearings", source=other.part.source, reference=other.part.reference)
                found.append(HeldItem(where, other.item.id, DISAGREES, "", _DISAGREEMENT))
    return tuple(found)


def items_from(case: AppliedCase, sources: Set[int]) -> frozenset[str]:
    """Return the ids of the items of a case that say anything which only these sources have said."""
    if case.joined is None or sources.isdisjoint(part.source for part in case.joined.parts):
        return frozenset()
    found = set()
    for section in SECTIONS:
        ids = _ids(section, case)
        for group in _groups_of(section, case):
            left = [member for member in group if member.part is None or member.part.source not in sources]
            if not left or _told(left) != _told(group):
                found.add(ids[group[0].key])
    return frozenset(found)


def _says_anything(part: Part) -> bool:
    return any(getattr(part, section) for section in SECTIONS)


def _key(item: str, part: Part | None) -> str:
    return f"own {item}" if part is None else f"{part.source} {mark_of(part.reference)} {item}"


def _members(section: str, case: AppliedCase) -> Iterator[_Member]:
    own = own_of(case)
    yield from (_Member(item, None) for item in getattr(own, section))
    for part in parts_of(case):
        yield from (_Member(item, part) for item in getattr(part, section))


def _ids(section: str, case: AppliedCase | None) -> Mapping[str, str]:
    """Return under which id each item of each source stands in the case."""
    if case is None:
        return {}
    renamed = case.joined.shown.get(section, {}) if case.joined else {}
    return {member.key: renamed.get(member.key, member.own_id) for member in _members(section, case)}


def _owned(section: str, case: AppliedCase) -> Mapping[str, Item]:
    """Return the items for which the owner speaks, as it does, by the ids under which they stand."""
    ids = _ids(section, case)
    return {ids[_key(item.id, None)]: item for item in getattr(own_of(case), section)}


def _groups_of(section: str, case: AppliedCase) -> Sequence[_Group]:
    return _groups(section, own_of(case), parts_of(case), _ids(section, case))


def _groups(section: str, own: AppliedCase, parts: Sequence[Part], ids: Mapping[str, str]) -> Sequence[_Group]:
    """
    Return the items of all sources, those together that are one and the same; the owner's comes first.

    Two items of one source are never the same. What nothing else is found for stays with what it was the same as, so
    that a hearing which only one system has moved yet does not become two.
    """

    def were_one(group: _Group, other: _Member) -> bool:
        return other.key in ids and any(ids.get(member.key) == ids[other.key] for member in group)

    def still_are_one(group: _Group, other: _Member) -> bool:
        return _is_same(group, other) and were_one(group, other)

    groups: list[_Group] = [[_Member(item, None)] for item in getattr(own, section)]
    for part in parts:
        left = [_Member(item, part) for item in getattr(part, section)]
        free = list(groups)
        for rule in (still_are_one, _is_same, _has_same_id, were_one):
            left = _placed_with(left, free, rule)
        groups += [[member] for member in left]
    return groups


def _placed_with(
    members: Sequence[_Member],
    free: list[_Group],
    rule: Callable[[_Group, _Member], bool],
) -> list[_Member]:
    """Add each member to the first free group that the rule finds for it; return those that found none."""
    left = []
    for member in members:
        group = next((group for group in free if rule(group, member)), None)
        if group is None:
            left.append(member)
        else:
            group.append(member)
            free.remove(group)
    return left


def _has_same_id(group: _Group, other: _Member) -> bool:
    head = group[0]
    is_one_system = head.part is None or other.part is None or head.part.source == other.part.source
    return is_one_system and head.item.id == other.item.id


def _is_same(group: _Group, other: _Member) -> bool:
    return is_same(group[0].item, other.item)


def _placed(groups: Sequence[_Group], ids: Mapping[str, str]) -> Sequence[str]:
    """Return the id under which each group stands: the one that it had, the owner's first; each once."""
    placed: dict[int, str] = {}
    known = {place: [ids[one.key] for one in group if one.key in ids] for place, group in enumerate(groups)}
    # Who stood under an id before keeps it; what is new takes one that is free.
    for place in sorted(known, key=lambda each: (not known[each], each)):
        wanted = [*known[place], groups[place][0].own_id]
        taken = set(placed.values())
        free = next((shown for shown in wanted if shown not in taken), None)
        placed[place] = free or _another(wanted[-1], taken)
    return [placed[place] for place in range(len(groups))]


def _another(wanted: str, taken: Set[str]) -> str:
    numbered = (f"{mark_of(wanted)}-{number}" for number in range(len(taken) + 1))
    return next(each for each in numbered if each not in taken)


def _told(group: _Group) -> Item:
    head, *others = group
    item = head.item
    for other in others:
        item = completed(item, other.item)
    return item


def _shown_as(group: _Group, shown_id: str) -> Item:
    item = _told(group)
    return item if item.id == shown_id else item.model_copy(update={"id": shown_id})
