"""`waypost source add`: what it prints, what it refuses, and how the secrets are kept."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from standardwebhooks import Webhook

from waypost.access.models import AuditEvent
from waypost.base.clock import now as now_in_real_life
from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.cases.models import Source
from waypost.cases.operations import signing_secrets
from waypost.cases.queries import source_for_key
from waypost.connectors.commands import source as source_commands
from waypost.connectors.push.intake import source_of
from waypost.connectors.push.values import UnknownKey
from waypost.connectors.sql.config import sql_config

pytestmark = pytest.mark.django_db

MAPPING = Path("demo/rms/waypost-mapping.yaml")


def run(command: str, *arguments: str) -> Result:
    """Run a `waypost source` command for the demo force."""
    return CliRunner().invoke(source_commands, [command, "--force", "anyshire", *arguments])


def add(*arguments: str) -> Result:
    """Run `waypost source add` for the demo force."""
    return CliRunner().invoke(source_commands, ["add", "--force", "anyshire", *arguments])


def test_a_pushing_source_is_told_its_key_and_secret_once(now: datetime) -> None:
    result = add("--name", "rms", "--kind", "push", "--write-back-url", "https://rms.example.org/in", "--json")

    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert set(told) == {"source", "key", "signing_secret"}
    assert told["source"] == "rms"
    assert told["signing_secret"].startswith("whsec_")
    Webhook(told["signing_secret"])
    row = Source.objects.get()
    assert (row.state, row.write_back_url) == ("shadow", "https://rms.example.org/in")
    kept = f"{row.key_digest} {bytes(row.signing_secret)!r}"
    assert told["key"] not in kept
    assert told["signing_secret"] not in kept
    assert signing_secrets(row.id, now=now) == [told["signing_secret"]]
    assert source_of(f"Bearer {told['key']}", now=now).id == row.id
    assert source_for_key(told["key"], now=now) is None


def test_a_source_may_start_live() -> None:
    add("--name", "rms", "--kind", "push", "--state", "live")

    assert Source.objects.get().state == "live"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Return a configuration that is in order."""
    (tmp_path / "mapping.yaml").write_text(MAPPING.read_text(encoding="utf-8"), encoding="utf-8")
    path = tmp_path / "source.yaml"
    path.write_text("database: {env: RMS_URL}\nmapping: mapping.yaml\npoll_every_s: 5\n")
    return path


def test_a_polled_source_keeps_its_mapping_and_no_password(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RMS_URL", "postgresql://link:hidden@rms.example.org/rms")

    result = add("--name", "rms", "--kind", "sql", "--config", str(config), "--json")

    assert json.loads(result.stdout) == {"source": "rms"}
    row = Source.objects.get()
    assert "hidden" not in json.dumps(row.config)
    kept = sql_config(row.config)
    assert kept.database_url == "postgresql://link:hidden@rms.example.org/rms"
    assert kept.mapping.system == "Ledgerline RMS 7.4"
    assert (kept.poll_every.total_seconds(), kept.overlap.total_seconds()) == (5, 900)


def test_an_address_that_is_written_out_is_kept_encrypted(config: Path) -> None:
    config.write_text("database: postgresql://link:hidden@rms.example.org/rms\nmapping: mapping.yaml\n")

    add("--name", "rms", "--kind", "sql", "--config", str(config))

    row = Source.objects.get()
    assert "hidden" not in json.dumps(row.config)
    assert sql_config(row.config).database_url == "postgresql://link:hidden@rms.example.org/rms"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--name", "x", "--kind", "push", "--force", "nowhere"], "no force nowhere"),
        (["--name", "", "--kind", "push"], "--name"),
        (["--name", "x" * 61, "--kind", "push"], "--name"),
        (["--name", "x", "--kind", "push", "--write-back-url", "https://u:p@h/"], "leave the user name"),
        (["--name", "x", "--kind", "push", "--write-back-url", "ftp://h/"], "--write-back-url"),
        (["--name", "x", "--kind", "push", "--config", "y.yaml"], "polled"),
        (["--name", "x", "--kind", "sql"], "needs --config"),
        (["--name", "x", "--kind", "sql", "--config", "nowhere.yaml"], "cannot be read"),
        (["--name", "x", "--kind", "sql", "--write-back-url", "https://h/"], "takes POSTs"),
    ],
)
def test_a_mistake_is_told_in_one_sentence(arguments: list[str], sentence: str) -> None:
    result = add(*arguments)

    assert result.exit_code != 0
    assert sentence in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"databas": "x"}, "databas: is no setting"),
        ({"database": None}, "database: write"),
        ({"database": "rms.example.org"}, "database: write"),
        ({"database": "nosuch://h/d"}, "driver is not installed"),
        ({"mapping": "other.yaml"}, "other.yaml: the file cannot be read"),
        ({"poll_every_s": "soon"}, "poll_every_s"),
        ({"overlap_minutes": "0"}, "overlap_minutes"),
    ],
)
def test_a_mistake_in_the_settings_is_named(config: Path, change: dict[str, Any], sentence: str) -> None:
    config.write_text(yaml.safe_dump({"database": {"env": "RMS_URL"}, "mapping": "mapping.yaml"} | change))

    result = add("--name", "rms", "--kind", "sql", "--config", str(config))

    assert result.exit_code != 0
    assert sentence in result.stderr


def test_a_name_is_given_once() -> None:
    add("--name", "rms", "--kind", "push")

    again = add("--name", "rms", "--kind", "push")

    assert again.exit_code != 0
    assert "already" in again.stderr


@pytest.mark.parametrize(("days", "is_older_good"), [("7", True), ("0", False)])
def test_a_key_is_changed_while_the_one_before_is_good_for_a_while(
    now: datetime, days: str, is_older_good: bool
) -> None:
    older = json.loads(add("--name", "rms", "--kind", "push", "--json").stdout)["key"]

    result = run("rotate", "--name", "rms", "--what", "key", "--keep-days", days, "--json")

    newer = json.loads(result.stdout)["key"]
    at = now_in_real_life()
    assert source_of(f"Bearer {newer}", now=at).name == "rms"
    if is_older_good:
        assert source_of(f"Bearer {older}", now=at).name == "rms"
    with pytest.raises(UnknownKey):
        source_of(f"Bearer {older}", now=at + timedelta(days=8))


def test_a_source_that_is_polled_has_no_key_to_change(config: Path) -> None:
    add("--name", "rms", "--kind", "sql", "--config", str(config))

    result = run("rotate", "--name", "rms", "--what", "signing_secret")

    assert result.exit_code == 1
    assert "polled" in result.stderr


def test_who_adds_a_source_or_changes_its_key_is_in_the_audit_log() -> None:
    add("--name", "rms", "--kind", "push")
    run("rotate", "--name", "rms", "--what", "key")

    with in_force(ForceName("anyshire")):
        lines = AuditEvent.objects.filter(action__startswith="source.").order_by("id")
        assert [(line.action, list(line.fields)) for line in lines] == [
            ("source.added", ["rms", "push"]),
            ("source.changed", ["rms", "key"]),
        ]
