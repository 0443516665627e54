"""
Recipes of dirty, dangerous and harmless records, and the examples that are made of them.

A recipe is a few lines of YAML that a call handler could read: what is on record, why it matters, what must come of it.
With a list `each` it makes one example for every value of it.
"""

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.snapshots import RECORDED, REPORTED

FOLDER = Path(__file__).parent / "recipes"
_BASES: Mapping[str, Mapping[str, Any]] = {"crime": RECORDED, "incident": REPORTED}
_ANSWERS = frozenset({"sent", "asked", "held", "suppressed", "waits", "nothing"})
_KNOWN = frozenset(
    {"recipe", "rules", "why", "base", "change", "each", "beside", "earlier", "given", "expect", "reason"}
)


@dataclass(frozen=True)
class Example:
    """
    One record, or several that belong together, and what must come of the first: `expect`, for one of `reasons`.

    `documents` come in the order of their arrival, the newest state of the record in question last; `beside` are other
    records, known before. `given` is what no snapshot says: the force's settings, a frozen contact, a choice.
    """

    recipe: str
    name: str
    rules: tuple[str, ...]
    documents: tuple[Mapping[str, Any], ...]
    beside: tuple[Mapping[str, Any], ...]
    given: Mapping[str, Any]
    expect: str
    reasons: frozenset[str]

    @property
    def reference(self) -> str:
        """The reference of the record in question."""
        return str(self.documents[-1]["reference"])

    @property
    def is_harmless(self) -> bool:
        """Whether the victim must be told."""
        return self.expect in {"sent", "waits"}


@dataclass
class _Numbers:
    """References that no two records share."""

    next: int = 0

    def take(self) -> str:
        self.next += 1
        return f"4226{self.next:07}"


@dataclass(frozen=True)
class _Making:
    now: datetime
    numbers: _Numbers = field(default_factory=_Numbers)


@cache
def examples(now: datetime) -> Sequence[Example]:
    """Return every example, as recorded in the hour before `now`; names are unique."""
    making = _Making(now)
    made = [
        example
        for file in sorted(FOLDER.glob("*.yaml"))
        for recipe in yaml.safe_load(file.read_text(encoding="utf-8"))["recipes"]
        for example in _examples(recipe, making)
    ]
    names = [example.name for example in made]
    twice = {name for name in names if names.count(name) > 1}
    assert not twice, f"two examples have one name: {sorted(twice)}"
    return made


def _examples(recipe: Mapping[str, Any], making: _Making) -> Iterator[Example]:
    assert recipe.keys() <= _KNOWN, f"{recipe['recipe']}: unknown {sorted(recipe.keys() - _KNOWN)}"
    for each in recipe.get("each", [None]):
        reference = making.numbers.take()
        filled = {key: _filled(value, each) for key, value in recipe.items() if key != "each"}
        whole = _filled(filled, {"reference": reference})
        yield _example(whole, making, reference=reference, variant=each)


def _example(recipe: Mapping[str, Any], making: _Making, *, reference: str, variant: object) -> Example:
    assert recipe["expect"] in _ANSWERS, f"{recipe['recipe']}: {recipe['expect']} is no answer"
    base = recipe.get("base", "crime")
    states = [*recipe.get("earlier", ()), recipe.get("change", {})]
    documents = [
        _document(base, reference, change, _At(making.now, revision, len(states)))
        for revision, change in enumerate(states, start=1)
    ]
    reasons = recipe.get("reason", ())
    return Example(
        recipe=recipe["recipe"],
        name=recipe["recipe"] if variant is None else f"{recipe['recipe']}: {_name(variant)}",
        rules=tuple(recipe["rules"]),
        documents=tuple(documents),
        beside=tuple(_beside(other, reference, making) for other in recipe.get("beside", ())),
        given=recipe.get("given", {}),
        expect=recipe["expect"],
        reasons=frozenset([reasons] if isinstance(reasons, str) else reasons),
    )


@dataclass(frozen=True)
class _At:
    now: datetime
    revision: int
    revisions: int

    @property
    def moment(self) -> datetime:
        return self.now - timedelta(minutes=10 * (self.revisions - self.revision))


def _document(base: str, reference: str, change: Mapping[str, Any], at: _At) -> Mapping[str, Any]:
    recorded_at = (at.now - timedelta(hours=1)).isoformat()
    document: dict[str, Any] = {
        **copy.deepcopy(dict(_BASES[base])),
        "reference": reference,
        "revision": at.revision,
        "updated_at": at.moment.isoformat(),
        **({"opened_at": recorded_at} if base == "incident" else {"recorded_at": recorded_at}),
    }
    document.pop("incident_reference", None)
    for path, value in change.items():
        _put(document, path.split("."), value)
    return document


def _beside(other: Mapping[str, Any], reference: str, making: _Making) -> Mapping[str, Any]:
    """Return another record; `linked` makes it name the one in question."""
    change = {**other.get("change", {}), **({"linked": [reference]} if other.get("linked") else {})}
    return _document(other.get("base", "crime"), making.numbers.take(), change, _At(making.now, 1, 2))


def _put(document: Any, path: Sequence[str], value: Any) -> None:
    """Set what a path like `people.0.contact.mobile` leads to; `people.+` adds one."""
    step, *rest = path
    if isinstance(document, list):
        if step == "+":
            document.append(value)
            return
        place: Any = int(step)
    else:
        place = step
        if rest and document.get(step) is None:
            document[step] = [] if rest[0] == "+" else {}
    if rest:
        _put(document[place], rest, value)
    else:
        document[place] = copy.deepcopy(value)


def _filled(value: Any, each: Any) -> Any:
    """Return the value with `{each}`, or `{name}` of a mapping, filled in; alone in a text it keeps its own type."""
    if isinstance(value, Mapping):
        return {_filled(key, each): _filled(one, each) for key, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, each) for one in value]
    if not isinstance(value, str) or each is None:
        return value
    names = each if isinstance(each, Mapping) else {"each": each}
    for name, one in names.items():
        if value == f"{{{name}}}":
            return one
        value = value.replace(f"{{{name}}}", str(one))
    return value


def _name(variant: object) -> str:
    if isinstance(variant, Mapping):
        return str(variant.get("name", next(iter(variant.values()))))
    return repr(variant) if isinstance(variant, str) and variant != variant.strip() else str(variant)
