"""The named places at which a drill kills, found in the code itself, and which of them lie on the way of a message."""

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

_PRODUCT = Path(__file__).resolve().parent.parent / "waypost"

OF_WORKERS = (
    "drain.claimed", "drain.runs_written", "drain.trace_written", "drain.before_commit", "drain.after_commit",
    "clocks.claimed", "clocks.written", "clocks.before_commit", "clocks.after_commit",
    "claim.before_commit", "claim.after_commit", "send.before_call", "send.after_call",
    "record.before", "record.before_commit", "record.after_commit",
    "reconcile.claimed", "reconcile.after_look_up", "reconcile.before_commit", "reconcile.after_commit",
    "receipt.before_commit", "receipt.after_commit",
    "seal.before_write", "seal.before_commit", "seal.after_commit",
    "write_back.claimed", "write_back.taken_not_recorded", "write_back.recorded",
)  # fmt: skip
"""Places of `waypost worker`."""

OF_WEB = ("intake.before_commit", "intake.after_commit", "receipt.before_write_down", "receipt.after_write_down")
"""Places of `waypost web`."""


def named_points() -> Sequence[str]:
    """Return every place that the product names, in order."""
    return sorted({name for file in _PRODUCT.rglob("*.py") for name in _named_in(file)})


def _named_in(file: Path) -> Iterator[str]:
    text = file.read_text(encoding="utf-8")
    if "crashpoint(" not in text:
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "crashpoint":
            (name,) = node.args
            if isinstance(name, ast.Constant):
                yield str(name.value)
