"""`docs/security/gates.md` says what the gates are, and which gate keeps which rule."""

import re
from collections.abc import Iterator
from pathlib import Path

from waypost.messages.gates import GATES
from waypost.messages.reasons import MEANINGS
from waypost.messages.values import Reason

PAGE = Path(__file__).parents[3] / "docs" / "security" / "gates.md"
RULES = [*(f"SC{number}" for number in range(1, 17)), *(f"Q{number:02}" for number in range(1, 29))]


def rows() -> Iterator[str]:
    """Yield the table of gates as the page shows it."""
    for number, gate in enumerate(GATES, 1):
        yield f"| {number} | `{gate.name}` | {gate.sentence} | {_stops(gate.reasons)} |"


def _stops(reasons: tuple[Reason, ...]) -> str:
    said = [f"`{reason}` ({MEANINGS[reason].kind}, {MEANINGS[reason].owner})" for reason in sorted(reasons)]
    return ", ".join(said) or "waits"


def test_the_page_shows_every_gate_in_the_order_in_which_it_is_asked() -> None:
    shown = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if re.match(r"\| [0-9]+ \|", line)]

    assert shown == list(rows())


def test_every_rule_has_its_row_and_names_gates_that_there_are() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    of_rules = {found[1]: line for line in lines if (found := re.match(r"\| (SC[0-9]+|Q[0-9]+) \|", line))}
    named = {name for line in of_rules.values() for name in re.findall(r"`([a-z]+(?:_[a-z]+){2,})`", line)}

    assert list(of_rules) == RULES
    assert named - {gate.name for gate in GATES} == set()
