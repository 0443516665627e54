"""A step of the set-up is done once for each state of what it is made from."""

from pathlib import Path

import pytest

from tools.environment import CannotPrepare, Step, run


class Workshop:
    """A step in a folder of its own that counts how often it is done."""

    def __init__(self, folder: Path) -> None:
        self.times = 0
        self.source = folder / "lock.txt"
        self.source.write_text("one", encoding="utf-8")
        self.stamp = folder / "made" / "stamp"

    def run(self) -> int:
        Step("making", self.stamp, [self.source], self._work).run()
        return self.times

    def _work(self) -> None:
        self.times += 1


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """Return a step that was done once."""
    made = Workshop(tmp_path)
    made.run()
    return made


def test_step_is_not_done_twice(workshop: Workshop) -> None:
    assert workshop.run() == 1


def test_step_is_done_again_when_what_it_is_made_from_changes(workshop: Workshop) -> None:
    workshop.source.write_text("two", encoding="utf-8")

    assert workshop.run() == 2


def test_step_is_done_again_when_its_result_is_deleted(workshop: Workshop) -> None:
    workshop.stamp.unlink()

    assert workshop.run() == 2


def test_step_that_failed_is_done_again(tmp_path: Path) -> None:
    stamp = tmp_path / "stamp"
    source = tmp_path / "lock.txt"
    source.write_text("one", encoding="utf-8")

    with pytest.raises(CannotPrepare):
        Step("failing", stamp, [source], lambda: run(["false", ""])).run()

    assert not stamp.exists()
