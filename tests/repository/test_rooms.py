"""Every room has its furniture, and its furniture does what its name says."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.repository.tree import CHECKOUT, ROOMS, calls, imports, kept, name

RULES = [path for path in kept(".py", under="waypost") if re.fullmatch(r"rules.*", path.stem)]
# A decision that reached for one of these could not be replayed.
IMPURE = re.compile(
    r"^(django|procrastinate|psycopg|requests|sqlalchemy|random|waypost\.\w+\.(models|operations|queries))\b"
)
ASKS_THE_CLOCK = {"now", "utcnow", "today", "time", "monotonic"}


@pytest.mark.parametrize("room", ROOMS)
def test_room_says_what_it_is_for(room: str) -> None:
    readme = CHECKOUT / "waypost" / room / "README.md"

    assert readme.is_file(), f"waypost/{room} has no README.md"
    assert len(readme.read_text(encoding="utf-8").splitlines()) <= 60


@pytest.mark.parametrize("room", ROOMS)
def test_tables_of_a_room_are_private_by_contract(room: str) -> None:
    if not (CHECKOUT / "waypost" / room / "models.py").exists():
        return
    settings = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]

    protected = [c["protected_modules"] for c in contracts if c.get("allowed_importers") == [f"*.{room}"]]

    assert protected == [[f"*.{room}.models"]]


@pytest.mark.parametrize("path", RULES, ids=name)
def test_rules_import_nothing_that_acts(path: Path) -> None:
    assert [imported for imported in imports(path) if IMPURE.match(imported)] == []


@pytest.mark.parametrize("path", RULES, ids=name)
def test_rules_are_told_the_time(path: Path) -> None:
    assert [called for called, _ in calls(path) if called in ASKS_THE_CLOCK] == []
