"""What stands at a path of a message: `Incident.Caller.Name`. What is absent says nothing; what is empty says empty."""

from collections.abc import Sequence
from enum import Enum, auto
from typing import Final

from waypost.base.values import JsonValue
from waypost.connectors.storm.values import Tree


class Absent(Enum):
    """Nothing stands at a path: the message says nothing of it, which is not that it is empty."""

    ABSENT = auto()


ABSENT: Final = Absent.ABSENT


class Ambiguous(ValueError):
    """Something stands twice, or is no single value: two readers would understand it differently."""


def value_at(tree: Tree, path: str) -> object:
    """
    Return the single value at a path, None where it is empty, a tuple where several are listed, or ABSENT.

    :raises Ambiguous: if the way there is not one way, or an object stands at its end.
    """
    found = _at(tree, path.split("."), path=path)
    if isinstance(found, list):
        return tuple(_single(each, path) for each in found)
    return found if isinstance(found, Absent) else _single(found, path)


def items_at(tree: Tree, path: str) -> Sequence[Tree] | Absent:
    """
    Return the items of a list, each as a tree; none where its element is there and empty, or ABSENT.

    :raises Ambiguous: if the way there is not one way.
    """
    names = path.split(".")
    around = _at(tree, names[:-1], path=path)
    if around is None:
        return ()
    found = around.get(names[-1]) if isinstance(around, dict) else None
    if found is None:
        # Null and nothing are the same here: a list is empty only where it says so.
        return ABSENT
    return tuple(_item(each) for each in (found if isinstance(found, list) else [found]))


def _at(tree: Tree, names: Sequence[str], *, path: str) -> JsonValue | Absent:
    node: JsonValue = dict(tree)
    for name in names:
        if isinstance(node, list):
            if len(node) > 1:
                raise Ambiguous(f"{path}: stands more than once")
            node = node[0] if node else None
        if node is None or not isinstance(node, dict) or name not in node:
            return ABSENT
        node = node[name]
    return node


def _single(node: JsonValue, path: str) -> object:
    if isinstance(node, dict) and "#text" in node:
        return node["#text"]
    if isinstance(node, dict | list):
        raise Ambiguous(f"{path}: is no single value")
    return node


def _item(node: JsonValue) -> Tree:
    return node if isinstance(node, dict) else {"#text": node}
