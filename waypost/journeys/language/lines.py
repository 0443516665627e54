"""Where in a file a value stands."""

import yaml


def line_at(node: yaml.Node | None, path: list[str | int]) -> int:
    """Return the line of the value at `path`, or of the nearest thing above it that is there; from 1."""
    if node is None:
        return 1
    child = _child(node, path[0]) if path else None
    return line_at(child, path[1:]) if child is not None else node.start_mark.line + 1


def _child(node: yaml.Node, key: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int):
        return node.value[key] if key < len(node.value) else None
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == str(key)), None)
    return None
