"""Where in a file a value stands."""

from collections.abc import Iterator

import yaml


def line_at(node: yaml.Node | None, path: list[str | int]) -> int:
    """Return the line of the value at `path`, or of the nearest thing above it that is there; from 1."""
    if node is None:
        return 1
    child = _child(node, path[0]) if path else None
    return line_at(child, path[1:]) if child is not None else node.start_mark.line + 1


def repeated_keys(node: yaml.Node | None) -> Iterator[tuple[int, str]]:
    """Yield the line and the name of each key that its mapping has already: YAML would read the last one alone."""
    for child in _children(node):
        yield from repeated_keys(child)
    if isinstance(node, yaml.MappingNode):
        names = [name.value for name, _ in node.value]
        for position, (name, _) in enumerate(node.value):
            if name.value in names[:position]:
                yield name.start_mark.line + 1, name.value


def _children(node: yaml.Node | None) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [value for _, value in node.value]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _child(node: yaml.Node, key: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int):
        return node.value[key] if key < len(node.value) else None
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == str(key)), None)
    return None
