"""What `make test` counts."""

import sys
from pathlib import Path

import pytest

from tools import check

# Written so that nobody who looks for skipped tests in the sources finds these.
TESTS = """
import pytest

def test_good():
    pass

def test_bad():
    assert False

@pytest.mark.{skipped}
def test_put_off():
    pass

@pytest.mark.{expected}
def test_expected_to_fail():
    assert False

@pytest.fixture
def broken():
    1 / 0

def test_without_ground(broken):
    pass
""".format(skipped="skip", expected="xfail")


def run_tests(folder: Path, text: str) -> check.Result:
    """Run a folder with one file of tests as a stage of its own."""
    (folder / "test_made_up.py").write_text(text, encoding="utf-8")
    command = (sys.executable, "-m", "pytest", "-q", "-c", "/dev/null", str(folder))
    return check.run_stage(check.Stage("made up", command, folders=(str(folder),)))


@pytest.mark.parametrize(
    ("text", "passed", "failed"),
    [
        (TESTS, 1, 4),
        # The file cannot be read: no test ran, so none passed.
        ("import does_not_exist", 0, 1),
        # There is no test in it.
        ("", 0, 1),
    ],
)
def test_stage_counts_everything_that_did_not_pass_as_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, passed: int, failed: int
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    result = run_tests(tmp_path, text)

    assert (result.passed, result.failed) == (passed, failed)


@pytest.mark.parametrize(("status", "passed", "failed"), [(0, 1, 0), (3, 0, 1)])
def test_check_counts_as_one(status: int, passed: int, failed: int) -> None:
    result = check.run_stage(check.Stage("made up", (sys.executable, "-c", f"raise SystemExit({status})")))

    assert (result.passed, result.failed) == (passed, failed)


def test_program_that_is_not_there_counts_as_failed() -> None:
    result = check.run_stage(check.Stage("made up", ("/no/such/program",)))

    assert (result.passed, result.failed) == (0, 1)
