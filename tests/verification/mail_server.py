"""A mail server that says line by line what a test tells it to, and can hang up at any of them."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

HANG_UP = "hang up"
SAY_NOTHING = "say nothing"
_GOOD: Mapping[str, str] = {
    "connect": "220 mail.example.org",
    "EHLO": "250 mail.example.org",
    "MAIL": "250 2.1.0 OK",
    "RCPT": "250 2.1.5 OK",
    "DATA": "354 Go ahead",
    "message": "250 2.0.0 OK",
    "QUIT": "221 Bye",
}


@dataclass
class MailServer:
    """`answers` stand in for the good ones, by step; `heard` is every command, and each message as it came."""

    answers: dict[str, str] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    port: int = 0
    cut_message_at: int | None = None
    """Hang up after so many bytes of a message."""

    def answer(self, step: str) -> str:
        return self.answers.get(step) or _GOOD.get(step, "502 5.5.1 What?")


@contextmanager
def mail_server(**answers: str) -> Iterator[MailServer]:
    """Yield a server on a free port of loopback."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = MailServer(answers=answers, port=listening.getsockname()[1])
    thread = threading.Thread(target=_serve, args=(listening, server), daemon=True)
    thread.start()
    yield server
    # Wakes an accept that waits, which closing alone does not.
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join(5)


def _serve(listening: socket.socket, server: MailServer) -> None:
    while True:
        try:
            line, _ = listening.accept()
        except OSError:
            return
        with line:
            line.settimeout(5)
            try:
                _converse(line, server)
            except OSError:
                continue


def _converse(line: socket.socket, server: MailServer) -> None:
    if not _say(line, server.answer("connect")):
        return
    reader = line.makefile("rb")
    while command := reader.readline():
        words = command.decode(errors="replace").strip()
        server.heard.append(words)
        step = words.split(" ")[0].upper()
        if not _say(line, server.answer(step)):
            return
        if step == "DATA" and server.answer(step).startswith("354"):
            if server.cut_message_at is not None:
                reader.read(server.cut_message_at)
                return
            server.heard.append(_message(reader))
            if not _say(line, server.answer("message")):
                return


def _message(reader: object) -> str:
    lines = []
    for raw in iter(reader.readline, b""):  # type: ignore[attr-defined]  # a socket's file
        if raw == b".\r\n":
            break
        lines.append(raw)
    return b"".join(lines).decode()


def _say(line: socket.socket, answer: str) -> bool:
    if answer == HANG_UP:
        return False
    if answer == SAY_NOTHING:
        # Longer than any caller of a test waits.
        line.recv(1)
        return False
    line.sendall(f"{answer}\r\n".encode())
    return True
