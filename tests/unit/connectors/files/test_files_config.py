"""The configuration of a place: secrets are never kept in the clear, and a mistake is told in a sentence."""

import base64
import json
from pathlib import Path

import pytest

from waypost.connectors.config_file import BadConfig
from waypost.connectors.files.config import files_config, read_config
from waypost.connectors.files.places import Folder
from waypost.connectors.files.sftp import Server

MAPPING = Path("tests/connectors/files/samples/nested-json.yaml").resolve()
# An Ed25519 key of 32 bytes that nobody has.
HOST_KEY = (
    "ssh-ed25519 "
    + base64.b64encode(
        b"\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20" + bytes.fromhex("d75a980182b10ab7d54bfed3c964073a" * 2)
    ).decode()
)
SERVER = f"host: files.example.org, user: waypost, folder: /out, host_key: {HOST_KEY}"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "courts.yaml"
    path.write_text(f"mapping: {MAPPING}\n{text}\n", encoding="utf-8")
    return path


def test_a_folder_is_kept_with_its_mapping_and_what_was_not_said(tmp_path: Path) -> None:
    config = files_config(read_config(written(tmp_path, "folder: /srv/drops")))

    assert config.place == Folder(Path("/srv/drops"))
    assert (config.settled_after.seconds, config.expected_every.total_seconds()) == (60, 26 * 3600)
    assert config.mapping.system == "Made-up extract, JSON Lines"


def test_a_servers_password_is_sealed_and_comes_back(tmp_path: Path) -> None:
    kept = read_config(written(tmp_path, f"sftp: {{{SERVER}, password: made-up secret}}"))

    place = files_config(kept).place
    assert "made-up secret" not in json.dumps(kept)
    assert isinstance(place, Server)
    assert (place.host, place.port, place.password) == ("files.example.org", 22, "made-up secret")


def test_a_secret_of_the_environment_is_kept_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = read_config(written(tmp_path, f"sftp: {{{SERVER}, port: 2222, private_key: {{env: COURT_KEY}}}}"))
    with pytest.raises(BadConfig, match="the environment has no COURT_KEY"):
        files_config(kept)
    monkeypatch.setenv("COURT_KEY", "a key")

    place = files_config(kept).place
    assert isinstance(place, Server)
    assert (place.port, place.private_key, place.password) == (2222, "a key", "")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "folder: write the whole path"),
        ("folder: drops", "folder: write the whole path"),
        (f"folder: /srv\nsftp: {{{SERVER}, password: x}}", "one of the two"),
        (f"sftp: {{{SERVER}}}", "sftp: give a password or a private_key"),
        (f"sftp: {{{SERVER}, password: x, private_key: y}}", "and not both"),
        ("sftp: {host: a, user: b, folder: /c, password: d}", "sftp.host_key: is missing"),
        ("sftp: {host: a, user: b, folder: /c, password: d, host_key: any}", "sftp.host_key: write the server's key"),
        (f"sftp: {{{SERVER}, password: x, verify: no}}", "sftp.verify: is no setting"),
        (f"sftp: {{{SERVER}, password: x, port: 70000}}", "port: write a whole number from 1 to 65535"),
        ("folder: /srv\nsettled_after_s: 0", "settled_after_s: write a whole number from 1"),
        ("folder: /srv\nfolders: /x", "folders: is no setting"),
    ],
)
def test_a_mistake_is_told_in_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(BadConfig) as refused:
        read_config(written(tmp_path, text))

    assert sentence in str(refused.value)
