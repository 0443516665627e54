"""The database that runs of tests are copied from is never older than what it was made from."""

from pathlib import Path

from tests.template import digest_of, made_from

ROOT = Path(__file__).parents[2]


def test_what_a_migration_runs_reads_and_imports_is_in_the_digest() -> None:
    asked = set(made_from())

    assert set((ROOT / "waypost").rglob("migrations/*.py")) < asked
    assert {ROOT / "waypost" / "base" / "rls.py", ROOT / "requirements" / "runtime.txt"} < asked
    assert set((ROOT / "content").rglob("*.yaml")) < asked


def test_a_changed_a_new_and_a_renamed_file_each_make_another_digest(tmp_path: Path) -> None:
    one, two = tmp_path / "0001_one.py", tmp_path / "0002_two.py"
    one.write_text("first")
    before = digest_of([one])

    two.write_text("second")
    with_new = digest_of([two, one])
    two.write_text("another")
    changed = digest_of([one, two])
    renamed = digest_of([one, two.rename(tmp_path / "0003_two.py")])

    assert len({before, with_new, changed, renamed}) == 4


def test_nothing_changed_is_the_same_digest_in_any_order(tmp_path: Path) -> None:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text("first")
    two.write_text("second")

    assert digest_of([one, two]) == digest_of([two, one])
