"""The control room is registered once, and heals where one side has lost its memory."""

import json
import stat
from pathlib import Path

import pytest

from demo.registering import CannotRegister, Registered, registered

URL = "http://localhost:8004/write-back"


class Waypost:
    """Knows names, and prints a new source's secrets once."""

    def __init__(self) -> None:
        self.known: list[str] = []

    def add(self, name: str) -> str | None:
        if name in self.known:
            return None
        self.known.append(name)
        number = len(self.known)
        return json.dumps({"source": name, "key": f"key {number}", "signing_secret": f"secret {number}"})


def register(path: Path, waypost: Waypost) -> Registered:
    return registered(path, write_back_url=URL, add=waypost.add)


def test_second_start_keeps_the_key(tmp_path: Path) -> None:
    path, waypost = tmp_path / "callboard.json", Waypost()

    first, second = register(path, waypost), register(path, waypost)

    assert first == second
    assert waypost.known == ["callboard"]
    assert (first.prefix, first.write_back_url) == ("CB", URL)


def test_secrets_are_for_their_owner_alone_and_in_no_repr(tmp_path: Path) -> None:
    path = tmp_path / "callboard.json"

    made = register(path, Waypost())

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "key 1" not in repr(made)
    assert "secret 1" not in repr(made)


@pytest.mark.parametrize("left", [None, "", "{", "{}", "[]", '{"source": "callboard", "odd": 1}'])
def test_lost_secrets_make_a_new_source_with_references_of_its_own(tmp_path: Path, left: str | None) -> None:
    path, waypost = tmp_path / "callboard.json", Waypost()
    register(path, waypost)
    path.unlink()
    if left is not None:
        path.write_text(left)

    again = register(path, waypost)

    assert (again.source, again.prefix) == ("callboard-2", "CB2")
    assert register(path, waypost) == again


def test_kept_source_is_added_again_where_the_database_was_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "callboard.json"
    register(path, Waypost())
    fresh = Waypost()
    fresh.known = ["another"]

    again = register(path, fresh)

    assert (again.source, again.key) == ("callboard", "key 2")
    assert register(path, fresh) == again


def test_no_name_left_is_said_and_does_not_go_on_for_ever(tmp_path: Path) -> None:
    waypost = Waypost()
    waypost.known = ["callboard", *(f"callboard-{number}" for number in range(2, 21))]

    with pytest.raises(CannotRegister, match="start over"):
        register(tmp_path / "callboard.json", waypost)
