"""
An SFTP server, read and never written to. The server's key must be known beforehand, and nothing waits for ever.

*Source:* RFC 4251, section 4.1: whoever accepts a key unseen may be talking to anybody.
"""

import base64
import binascii
import io
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Final, cast

import paramiko
from paramiko.pkey import UnknownKeyType

from waypost.connectors.config_file import BadConfig
from waypost.connectors.files.places import SeenFile, is_dropped, refuse_too_many
from waypost.connectors.polling.values import CannotRead

CONNECT_TIMEOUT_S: Final = 10
ANSWER_TIMEOUT_S: Final = 30

_PORT: Final = 22
_PRIVATE: Final = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)


@dataclass(frozen=True)
class Server:
    """Where the folder is, as whom we sign in, and the key by which the server is known."""

    host: str
    port: int
    user: str
    host_key: str
    folder: str
    password: str
    private_key: str


@dataclass(frozen=True)
class SftpFolder:
    """A folder of an SFTP server, as long as the connection is open."""

    client: paramiko.SFTPClient
    folder: str

    def files(self) -> Sequence[SeenFile]:
        """As `Place`."""
        with _as_cannot_read():
            found = [_seen(entry.filename, entry) for entry in self.client.listdir_attr(self.folder)]
        return refuse_too_many([each for each in found if each is not None])

    @contextmanager
    def opened(self, name: str) -> Iterator[BinaryIO]:
        """As `Place`."""
        with _as_cannot_read(), self.client.open(f"{self.folder}/{name}", "rb") as file:
            file.prefetch()
            yield cast("BinaryIO", file)

    def seen(self, name: str) -> SeenFile | None:
        """As `Place`."""
        with _as_cannot_read():
            try:
                return _seen(name, self.client.lstat(f"{self.folder}/{name}"))
            except FileNotFoundError:
                return None


@contextmanager
def sftp_folder(server: Server) -> Iterator[SftpFolder]:
    """
    Connect, sign in, and hang up afterwards.

    :raises CannotRead: if the server is not there, is another than it should be, or does not let us in.
    """
    with paramiko.SSHClient() as client:
        client.set_missing_host_key_policy(paramiko.RejectPolicy())
        key = host_key_of(server.host_key)
        client.get_host_keys().add(_known_as(server), key.get_name(), key)
        with _as_cannot_read():
            client.connect(
                server.host,
                port=server.port,
                username=server.user,
                password=server.password or None,
                pkey=private_key_of(server.private_key) if server.private_key else None,
                timeout=CONNECT_TIMEOUT_S,
                banner_timeout=CONNECT_TIMEOUT_S,
                auth_timeout=CONNECT_TIMEOUT_S,
                channel_timeout=CONNECT_TIMEOUT_S,
                allow_agent=False,
                look_for_keys=False,
            )
            session = client.open_sftp()
        channel = session.get_channel()
        if channel is not None:
            channel.settimeout(ANSWER_TIMEOUT_S)
        yield SftpFolder(session, server.folder.rstrip("/") or "/")


def host_key_of(written: str) -> paramiko.PKey:
    """
    Return a server's key as `ssh-keyscan` writes it, without the host: `ssh-ed25519 AAAA...`.

    :raises BadConfig: if it is none.
    """
    words = written.split()
    try:
        return paramiko.PKey.from_type_string(words[0], base64.b64decode(words[1], validate=True))
    except (LookupError, binascii.Error, ValueError, paramiko.SSHException, UnknownKeyType):
        raise BadConfig("sftp.host_key: write the server's key, such as ssh-ed25519 AAAA...") from None


def private_key_of(written: str) -> paramiko.PKey:
    """
    Return a private key without a passphrase, as OpenSSH writes it.

    :raises BadConfig: if it is none.
    """
    for kind in _PRIVATE:
        try:
            return kind.from_private_key(io.StringIO(written))
        except (paramiko.SSHException, ValueError, IndexError):
            continue
    raise BadConfig("sftp.private_key: write a private key of OpenSSH without a passphrase")


def _known_as(server: Server) -> str:
    return server.host if server.port == _PORT else f"[{server.host}]:{server.port}"


def _seen(name: str, told: paramiko.SFTPAttributes) -> SeenFile | None:
    if told.st_mode is None or told.st_size is None or told.st_mtime is None:
        return None
    is_ours = is_dropped(name, told.st_mode) and not stat.S_ISLNK(told.st_mode)
    return SeenFile(name, told.st_size, told.st_mtime) if is_ours else None


@contextmanager
def _as_cannot_read() -> Iterator[None]:
    try:
        yield
    except paramiko.BadHostKeyException:
        raise CannotRead("other_host_key") from None
    except paramiko.AuthenticationException:
        raise CannotRead("not_let_in") from None
    except TimeoutError:
        raise CannotRead("no_answer_in_time") from None
    except (paramiko.SSHException, OSError, EOFError) as error:
        raise CannotRead(f"sftp:{type(error).__name__}") from None
