"""
Which examples may be played side by side in one force: those of which no two have a name, number or address in common.

Nearly every recipe begins with the same victim, so each example is first made somebody else's: the same record with
another family name, other made-up numbers and mailboxes. What still stands in two of them keeps these two apart. Where
something is `given` by hand it may name what stands in the record, so that such an example stays as it is.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tests.corpus.recipes import Example

_MADE_UP_NUMBER = re.compile(r"(07700 900)[0-9]{2}([0-9])")
_MADE_UP_NAME = re.compile(r"Example1|Sample")
_MADE_UP_MAILBOX = re.compile(r"amina1", re.IGNORECASE)
_FIRST = 10
"""The numbers from 07700 900100 on: below are those of the recipes themselves."""
_SERIES = 90
"""So many victims are there, of ten numbers each; after them come the first ones again, in another group."""


@dataclass
class _Group:
    examples: list[Example] = field(default_factory=list)
    said: set[str] = field(default_factory=set)


def side_by_side(examples: Iterable[Example]) -> Sequence[Sequence[Example]]:
    """Return the examples in groups of one `given`, each as of somebody else, in as few as keep them apart."""
    groups: dict[str, list[_Group]] = {}
    for example in examples:
        alike = groups.setdefault(json.dumps(example.given, sort_keys=True), [])
        number = _FIRST + sum(len(group.examples) for group in alike) % _SERIES
        _put(example if example.given else _of_somebody_else(example, number), alike)
    return [group.examples for alike in groups.values() for group in alike]


def _put(example: Example, groups: list[_Group]) -> None:
    said = set(_said(example))
    group = next((group for group in groups if not group.said & said), None)
    if group is None:
        group = _Group()
        groups.append(group)
    group.examples.append(example)
    group.said |= said


def _of_somebody_else(example: Example, number: int) -> Example:
    return replace(
        example,
        documents=tuple(_renamed(one, number) for one in example.documents),
        beside=tuple(_renamed(one, number) for one in example.beside),
    )


def _renamed(document: Any, number: int) -> Any:
    text = json.dumps(document, ensure_ascii=False)
    before = set(_MADE_UP_NUMBER.findall(text))
    text = _MADE_UP_NUMBER.sub(rf"\g<1>{number}\g<2>", text)
    assert len(set(_MADE_UP_NUMBER.findall(text))) == len(before), f"two numbers became one: {document['reference']}"
    text = _MADE_UP_NAME.sub(lambda found: f"{found[0].rstrip('1')}{number}", text)
    return json.loads(_MADE_UP_MAILBOX.sub(f"amina{number}", text))


def _said(example: Example) -> Iterator[str]:
    """Return what another record could be compared with: whole names, numbers and addresses, and the cases named."""
    for document in (*example.documents, *example.beside):
        yield from (document["reference"], *(document.get("linked") or ()))
        for person in document.get("people") or ():
            names = (person.get("given_name"), person.get("family_name"), person.get("organisation_name"))
            contact = person.get("contact") or {}
            yield " ".join(name for name in names if name).casefold()
            yield from (contact[kind].casefold() for kind in ("mobile", "phone", "email") if contact.get(kind))
