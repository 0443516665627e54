"""
E-mail by SMTP: one connection, one recipient, one message; every step of the conversation has a meaning of its own.

Up to the end of the message nothing can have been taken; once its last line may have left, nobody knows until the
server answers. SMTP has no way to ask later. *Source:* RFC 5321, 4.2 and 6.1; RFC 3463; RFC 3834; ADR 0011.
"""

import re
import smtplib
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from waypost.base import clock
from waypost.messages.providers import (
    Accepted,
    Doubtful,
    LookUpAnswer,
    RefusalKind,
    Refused,
    SendAnswer,
    SendRequest,
)
from waypost.messages.providers.smtp_settings import LineSecurity, SmtpSettings
from waypost.messages.values import Channel, DeliveryStatus

_GO_AHEAD = 354
_CLOSING = 421
NEUTRAL_SENDER = "Updates"
_SHORTEST_WAIT_S = 0.05
_ENHANCED = re.compile(rb"\s*([245])\.(\d{1,3})\.\d{1,3}\b")
_NO_SUCH_MAILBOX = {550, 551, 553}
_NOT_LET_IN = {530, 534, 535, 538}
_ADDRESS_SUBJECT, _SECURITY_SUBJECT = "1", "7"


class _Answered(Exception):
    """The server answered a step with a code that ends the conversation."""

    def __init__(self, code: int, words: bytes) -> None:
        super().__init__(code)
        self.code, self.words = code, words


class SmtpProvider:
    """E-mails by one mail server."""

    name = "smtp"
    # A doubt is never asked about, so there is nothing to wait for before it goes to a person.
    reconcile_after_s = 0.0

    def __init__(self, how: SmtpSettings) -> None:
        self._how = how
        self.timeout_s = how.timeout_s

    def send(self, request: SendRequest) -> SendAnswer:
        """Hand one message over."""
        if request.channel is not Channel.EMAIL:
            return Refused(RefusalKind.US, code=f"no {request.channel}")
        if not request.sender and shows_police(self._how.sender):
            return Refused(RefusalKind.MESSAGE, code="sender_shows_police")
        try:
            message = email_message(request, sender=self._how.sender).as_bytes()
        except (ValueError, UnicodeError):
            # A line break in a header, or an address that cannot be one: nothing was said to anybody.
            return Refused(RefusalKind.MESSAGE, code="bad_header")
        return self._converse(request.recipient, message)

    def look_up(self, reference: str) -> LookUpAnswer:
        """SMTP cannot say what became of a message."""
        del reference
        return Doubtful("no_look_up")

    def _converse(self, recipient: str, message: bytes) -> SendAnswer:
        give_up_at = time.monotonic() + self._how.timeout_s
        try:
            with self._connected(give_up_at) as server:
                refused = self._envelope(server, recipient, give_up_at)
                return refused or _hand_over(server, message, give_up_at)
        except _Answered as answered:
            return _refused_to_talk(answered)
        except ssl.SSLCertVerificationError:
            return Refused(RefusalKind.US, code="certificate")
        except smtplib.SMTPNotSupportedError:
            return Refused(RefusalKind.US, code="no_starttls_or_login")
        except smtplib.SMTPResponseException as error:
            return _refused_to_talk(_Answered(error.smtp_code, _bytes(error.smtp_error)))
        except (smtplib.SMTPException, OSError) as error:
            return Refused(RefusalKind.NOT_REACHED, code=type(error).__name__)

    @contextmanager
    def _connected(self, give_up_at: float) -> Iterator[smtplib.SMTP]:
        """Yield a server that has let us in; whatever fails here, no message has been spoken of yet."""
        how, server = self._how, self._open(give_up_at)
        try:
            if how.security is LineSecurity.STARTTLS:
                _wait_until(server, give_up_at)
                server.starttls(context=ssl.create_default_context())
            if how.user:
                _wait_until(server, give_up_at)
                server.login(how.user, how.password)
            yield server
        finally:
            # What is said in parting changes nothing any more.
            with suppress(smtplib.SMTPException, OSError):
                server.close()

    def _open(self, give_up_at: float) -> smtplib.SMTP:
        how, left_s = self._how, _left_s(give_up_at)
        if how.security is LineSecurity.FROM_THE_START:
            return smtplib.SMTP_SSL(how.host, how.port, timeout=left_s, context=ssl.create_default_context())
        return smtplib.SMTP(how.host, how.port, timeout=left_s)

    def _envelope(self, server: smtplib.SMTP, recipient: str, give_up_at: float) -> Refused | None:
        """Say from whom and to whom; return why not, where it is the recipient that is not accepted."""
        _wait_until(server, give_up_at)
        server.ehlo_or_helo_if_needed()
        _expect(server.mail(self._how.sender))
        _wait_until(server, give_up_at)
        code, words = server.rcpt(recipient)
        return None if _is_good(code) else _refused_recipient(code, words)


def shows_police(sender: str) -> bool:
    """
    Whether an address that e-mails come from says that the police sent them: no discreet e-mail leaves by it.

    *Source:* `contact_plan.discreet` of the published contract.
    """
    return "police" in sender.lower()


def email_message(request: SendRequest, *, sender: str) -> EmailMessage:
    """
    Return the e-mail: text and HTML, nothing that is fetched from anywhere, nothing that tells that it was read.

    :raises ValueError: if anything that goes into a header holds a line break, or an address is none.
    """
    message = EmailMessage(policy=SMTP)
    domain = sender.rpartition("@")[2]
    message["From"] = Address(request.sender or NEUTRAL_SENDER, addr_spec=sender)
    message["To"] = Address(addr_spec=request.recipient)
    message["Subject"] = request.subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{request.reference}@{domain}>"
    # Nobody's holiday answer is wanted, nor read.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(request.body, cte="quoted-printable")
    if request.html:
        message.add_alternative(request.html, subtype="html", cte="quoted-printable")
    return message


def _hand_over(server: smtplib.SMTP, message: bytes, give_up_at: float) -> SendAnswer:
    """Give the message itself: from its first byte on, only the server's own answer says what became of it."""
    _wait_until(server, give_up_at)
    code, words = server.docmd("DATA")
    if code != _GO_AHEAD:
        return _refused_message(code, words)
    try:
        _wait_until(server, give_up_at)
        server.send(_dotted(message))
        _wait_until(server, give_up_at)
        code, words = server.getreply()
    except (smtplib.SMTPException, OSError) as error:
        return Doubtful(type(error).__name__)
    if _is_good(code):
        return Accepted(provider_id="", status=DeliveryStatus.SENDING)
    # Only these are words of refusal; anything else leaves open whether it was taken.
    return _refused_message(code, words) if 400 <= code < 600 else Doubtful("no_answer")


def _dotted(message: bytes) -> bytes:
    """Return the message as it goes over the line. *Source:* RFC 5321, 4.5.2."""
    lines = message.removesuffix(b"\r\n").split(b"\r\n")
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines) + b"\r\n.\r\n"


def _expect(answered: tuple[int, bytes]) -> None:
    code, words = answered
    if not _is_good(code):
        raise _Answered(code, words)


def _is_good(code: int) -> bool:
    return 200 <= code < 300


def _is_for_now(code: int) -> bool:
    return 400 <= code < 500


def _refused_to_talk(answered: _Answered) -> Refused:
    """What is refused before the recipient is named is a matter of the server or of us, never of the message."""
    kind = RefusalKind.NOT_REACHED if _is_for_now(answered.code) or answered.code < 0 else RefusalKind.US
    return Refused(kind, code=_code(answered.code, answered.words))


def _refused_recipient(code: int, words: bytes) -> Refused:
    said = _code(code, words)
    if code == _CLOSING:
        return Refused(RefusalKind.NOT_REACHED, code=said)
    if _is_for_now(code):
        return Refused(RefusalKind.LATER, code=said)
    subject = _subject(words)
    if code in _NOT_LET_IN or subject == _SECURITY_SUBJECT:
        # "Relaying denied": it would refuse everybody's.
        return Refused(RefusalKind.US, code=said)
    is_unknown = subject == _ADDRESS_SUBJECT or (not subject and code in _NO_SUCH_MAILBOX)
    return Refused(RefusalKind.RECIPIENT if is_unknown else RefusalKind.MESSAGE, code=said)


def _refused_message(code: int, words: bytes) -> Refused:
    if code < 0:
        return Refused(RefusalKind.NOT_REACHED, code="no_answer")
    return Refused(RefusalKind.LATER if _is_for_now(code) else RefusalKind.MESSAGE, code=_code(code, words))


def _subject(words: bytes) -> str:
    """Return what an enhanced status code is about, or nothing where the server gave none."""
    found = _ENHANCED.match(words)
    return found[2].decode() if found else ""


def _code(code: int, words: bytes) -> str:
    """Return the numbers of an answer for the log: never its words, which may repeat the address."""
    found = _ENHANCED.match(words)
    return f"{code} {found[0].decode().strip()}" if found else str(code)


def _bytes(words: bytes | str) -> bytes:
    return words.encode() if isinstance(words, str) else words


def _left_s(give_up_at: float) -> float:
    return max(give_up_at - time.monotonic(), _SHORTEST_WAIT_S)


def _wait_until(server: smtplib.SMTP, give_up_at: float) -> None:
    """Let the next step take what is left of the time of the whole call."""
    if server.sock is not None:
        server.sock.settimeout(_left_s(give_up_at))
