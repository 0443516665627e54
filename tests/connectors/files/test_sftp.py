"""An SFTP server of another make, over the wire: its key must be known, and it is only read from."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import asyncssh
import pytest

from tests.connectors.files.conftest import SAMPLES, Inbox
from waypost.connectors.config_file import BadConfig
from waypost.connectors.files import sftp
from waypost.connectors.files.config import FilesConfig
from waypost.connectors.files.sftp import Server, host_key_of, private_key_of, sftp_folder
from waypost.connectors.files.system import FilesSystem
from waypost.connectors.polling.values import CannotRead

USER_KEY = asyncssh.generate_private_key("ssh-ed25519")
SERVER_KEY = asyncssh.generate_private_key("ssh-ed25519")
OTHER_KEY = asyncssh.generate_private_key("ssh-ed25519")


class _Door(asyncssh.SSHServer):
    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("waypost", "made-up")

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return bool(key.public_data == USER_KEY.public_data)


class _ReadOnly(asyncssh.SFTPServer):
    """Keeps count of what would change anything, and lets nothing be changed."""

    changes = 0

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        if pflags != asyncssh.FXF_READ:
            _ReadOnly.changes += 1
            raise asyncssh.SFTPPermissionDenied("read only")
        return super().open(path, pflags, attrs)


@dataclass
class _Running:
    server: Server
    folder: Path


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Running]:
    """Start the server on a port of its own, with a folder of its own."""
    folder = tmp_path_factory.mktemp("sftp")
    loop, port, listening = asyncio.new_event_loop(), [], threading.Event()

    async def listen() -> asyncssh.SSHAcceptor:
        acceptor = await asyncssh.listen(
            "127.0.0.1",
            0,
            server_host_keys=[SERVER_KEY],
            server_factory=_Door,
            sftp_factory=lambda chan: _ReadOnly(chan, chroot=bytes(folder)),
        )
        port.append(acceptor.get_port())
        listening.set()
        return acceptor

    def run() -> None:
        asyncio.set_event_loop(loop)
        acceptor = loop.run_until_complete(listen())
        loop.run_forever()
        acceptor.close()
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert listening.wait(10)
    (folder / "out").mkdir()
    host_key = SERVER_KEY.export_public_key().decode()
    yield _Running(Server("127.0.0.1", port[0], "waypost", host_key, "/out", "made-up", ""), folder / "out")
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)


@pytest.fixture
def inbox(running: _Running) -> Iterator[Inbox]:
    """Return the server's folder, emptied afterwards."""
    yield Inbox(running.folder, "nested-json.yaml")
    for path in running.folder.iterdir():
        path.unlink()


def poll(inbox: Inbox, server: Server) -> list[str]:
    """Read what has settled on the server, and return the references."""
    config: FilesConfig = replace(inbox.system().config, place=server)
    found = []
    for batch in FilesSystem(inbox.system().force, config, lambda: inbox.now).batches(inbox.position):
        found += [record.reference for record in batch.records]
        inbox.position = batch.position or inbox.position
    return found


def test_a_drop_on_a_server_is_read_as_one_in_a_folder_is(running: _Running, inbox: Inbox) -> None:
    inbox.drop("cases-1.jsonl")
    inbox.drop(".cases-2.jsonl", b"x")

    first = poll(inbox, running.server)
    inbox.now = inbox.now.replace(hour=10)

    assert (first, poll(inbox, running.server)) == ([], ["MADEUP/1", "MADEUP/2"])
    assert _ReadOnly.changes == 0


def test_a_file_of_many_pieces_comes_whole(running: _Running, inbox: Inbox) -> None:
    content = b"".join((SAMPLES / "cases-1.jsonl").read_bytes() for _ in range(1_000))
    inbox.drop("cases-1.jsonl", content)

    with sftp_folder(running.server) as place, place.opened("cases-1.jsonl") as opened:
        read = b"".join(iter(lambda: opened.read(100_000), b""))

    assert read == content


def test_a_private_key_opens_the_door_as_well(running: _Running, inbox: Inbox) -> None:
    key = USER_KEY.export_private_key().decode()

    with sftp_folder(replace(running.server, password="", private_key=key)) as place:
        assert place.files() == []


def test_a_server_with_another_key_is_not_talked_to(running: _Running) -> None:
    other = OTHER_KEY.export_public_key().decode()

    with pytest.raises(CannotRead, match="other_host_key"), sftp_folder(replace(running.server, host_key=other)):
        pytest.fail("it was let in")


def test_a_server_that_does_not_let_us_in_is_told_by_a_code(running: _Running) -> None:
    with pytest.raises(CannotRead, match="not_let_in"), sftp_folder(replace(running.server, password="wrong")):
        pytest.fail("it was let in")


def test_a_server_that_is_not_there_is_told_by_a_code(running: _Running) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = replace(running.server, port=free.getsockname()[1])
        with pytest.raises(CannotRead, match="sftp:"), sftp_folder(nobody):
            pytest.fail("somebody answered")


def test_a_server_that_says_nothing_is_waited_for_and_given_up(
    running: _Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sftp, "CONNECT_TIMEOUT_S", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(CannotRead), sftp_folder(replace(running.server, port=silent.getsockname()[1])):
            pytest.fail("it answered")


def test_a_folder_that_is_not_on_the_server_cannot_be_read(running: _Running) -> None:
    with sftp_folder(replace(running.server, folder="/no-such")) as place, pytest.raises(CannotRead, match="sftp:"):
        place.files()


def test_what_is_not_there_is_not_seen(running: _Running) -> None:
    with sftp_folder(running.server) as place:
        assert place.seen("cases-9.jsonl") is None


@pytest.mark.parametrize(
    "written", ["", "ssh-ed25519", "ssh-ed25519 ????", "ssh-made-up AAAA", "127.0.0.1 ssh-rsa AAAA"]
)
def test_a_key_that_is_none_is_told_in_a_sentence(written: str) -> None:
    with pytest.raises(BadConfig, match=r"sftp\.host_key: write the server's key"):
        host_key_of(written)


def test_a_private_key_that_is_none_is_told_without_a_word_of_it() -> None:
    with pytest.raises(BadConfig, match="without a passphrase") as refused:
        private_key_of("made-up secret")

    assert "made-up" not in str(refused.value)
