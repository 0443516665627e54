"""
A mail server that keeps what it is given, so that e-mails can be looked into beside the texts.

It takes mail for everybody and passes none on. It fails as tests order, at the two moments that matter to a sender:
when the recipient is named, and when the message has been given and the answer is awaited.
"""

import asyncio
import logging
import socket
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Final

from aiosmtpd.smtp import SMTP, Envelope, Session

from demo.phone.faults import Calls, Fault, FaultKind
from demo.phone.recipients import BadRecipient, email_key
from demo.phone.state import Phone
from demo.phone.store import Timing
from demo.phone.values import Channel, Draft, Status

# aiosmtpd tells of every connection.
logging.getLogger("mail.log").setLevel(logging.WARNING)

NAME: Final = "inbox.anyshire.example.org"
LARGEST: Final = 1024 * 1024
NO_SUCH_MAILBOX: Final = "550 5.1.1 There is no such mailbox here"
NOT_NOW: Final = "450 4.2.1 This mailbox takes nothing just now"
TAKEN: Final = "250 2.0.0 Taken"
BROKEN: Final = "451 4.3.0 Something is wrong here"

_AT_RECIPIENT: Final = {FaultKind.NO_SUCH_MAILBOX: NO_SUCH_MAILBOX, FaultKind.NOT_NOW: NOT_NOW}


class Inbox:
    """What the server does with mail, in aiosmtpd's words."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone

    async def start(self, listening: socket.socket) -> asyncio.Server:
        """Begin to take mail on a socket that listens already."""
        loop = asyncio.get_running_loop()
        return await loop.create_server(self._protocol, sock=listening)

    def _protocol(self) -> SMTP:
        return SMTP(self, hostname=NAME, ident="Demo inbox", data_size_limit=LARGEST, loop=asyncio.get_running_loop())

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Say whether there is such a mailbox: there is, unless a test says otherwise."""
        try:
            key = email_key(address)
        except BadRecipient:
            return "553 5.1.3 This is no e-mail address"
        fault = self._phone.faults.take_at(Calls.SMTP, set(_AT_RECIPIENT))
        if fault is not None:
            return _AT_RECIPIENT[fault.kind]
        if self._phone.faults.receipts.statuses.get(key) is Status.PERMANENT_FAILURE:
            return NO_SUCH_MAILBOX
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - the name is aiosmtpd's
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep a message for each recipient, then answer; or fail as ordered."""
        fault = self._phone.faults.take(Calls.SMTP)
        if fault is None or fault.keeps_message:
            for address in envelope.rcpt_tos:
                self._keep(envelope.content, address)
        return await _meet(fault, server) if fault else TAKEN

    def _keep(self, content: bytes | str | None, address: str) -> None:
        raw = content if isinstance(content, bytes) else (content or "").encode()
        now = datetime.now(UTC)
        kept = self._phone.store.add(read_email(raw, to=address), timing=Timing(now, receipt_due_at=None), now=now)
        self._phone.store.complete(kept, status=Status.DELIVERED, now=now)


def read_email(raw: bytes, *, to: str) -> Draft:
    """Return what is kept of an e-mail: who it says sent it, its subject, its text and its HTML."""
    message = message_from_bytes(raw, policy=default)
    return Draft(
        channel=Channel.EMAIL,
        to=to,
        address=email_key(to),
        template_id="",
        reference=_reference(str(message.get("Message-ID", ""))),
        subject=str(message.get("Subject", "")),
        body=_part(message, "plain"),
        sender=str(message.get("From", "")),
        html=_part(message, "html") or None,
    )


def _reference(message_id: str) -> str | None:
    return message_id.strip().strip("<>").partition("@")[0] or None


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body(preferencelist=(kind,))
    return str(body.get_content()).replace("\r\n", "\n").strip() if body is not None else ""


async def _meet(fault: Fault, server: SMTP) -> str:
    """Fail as ordered, after the last line of the message has come."""
    if fault.kind in {FaultKind.HANG, FaultKind.ACCEPTED_HANG}:
        await asyncio.sleep(fault.seconds)
    if fault.kind in {FaultKind.RESET, FaultKind.ACCEPTED_RESET} and isinstance(server.transport, asyncio.Transport):
        server.transport.abort()
    return BROKEN
