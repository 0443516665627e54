"""What `SMTP_URL` says: where the mail server is, who we are there, how the line is kept private, who sends. Pure."""

from dataclasses import dataclass, field
from email.headerregistry import Address
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from waypost.messages.providers import NotSetUp

_PORTS = {"smtp": 587, "smtps": 465}
_WORDS = {"starttls", "from"}
_MAILBOX = "no-reply"


class LineSecurity(StrEnum):
    """How the line to the mail server is kept private."""

    FROM_THE_START = "from_the_start"
    STARTTLS = "starttls"
    OPEN = "open"


@dataclass(frozen=True)
class SmtpSettings:
    """How to reach a mail server. `sender` is the address that e-mails come from."""

    host: str
    port: int
    security: LineSecurity
    user: str
    password: str = field(repr=False)
    sender: str
    timeout_s: float


def read_smtp_url(url: str, *, base_url: str, timeout_s: float) -> SmtpSettings:
    """
    Return what an address such as `smtp://user:pass@mail.example.org:587` says.

    `smtps://` is private from the start. `smtp://` asks for STARTTLS and goes no further without, unless the server
    is on this machine or `?starttls=no` says that the line is safe. `?from=` is the address that e-mails come from;
    else it is no-reply at the portal's host.

    :raises NotSetUp: saying what to mend.
    """
    parts = _split(url)
    query = parse_qs(parts.query, keep_blank_values=True)
    unknown = set(query) - _WORDS
    if unknown:
        raise NotSetUp(f"SMTP_URL: there is no {sorted(unknown)[0]}; use starttls and from")
    host = parts.hostname or ""
    security = _security(parts.scheme, host, query.get("starttls", [""])[-1])
    if parts.username and security is LineSecurity.OPEN and not _is_this_machine(host):
        raise NotSetUp("SMTP_URL: a password would go over an open line; leave out starttls=no")
    return SmtpSettings(
        host=host,
        port=parts.port or _PORTS[parts.scheme],
        security=security,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        sender=_sender(query.get("from", [""])[-1], base_url),
        timeout_s=timeout_s,
    )


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        # Read for its fault: it is parsed only when it is asked for.
        _ = parts.port
    except ValueError:
        # The fault's own words may repeat the password.
        raise NotSetUp("SMTP_URL cannot be read: write smtp://user:pass@host:port, with %-signs for marks") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise NotSetUp("SMTP_URL begins with smtp:// or smtps:// and names a host")
    return parts


def _security(scheme: str, host: str, starttls: str) -> LineSecurity:
    if starttls not in {"", "yes", "no"}:
        raise NotSetUp("SMTP_URL: starttls is yes or no")
    if scheme == "smtps":
        return LineSecurity.FROM_THE_START
    is_open = starttls == "no" or (not starttls and _is_this_machine(host))
    return LineSecurity.OPEN if is_open else LineSecurity.STARTTLS


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _sender(given: str, base_url: str) -> str:
    host = urlsplit(base_url).hostname or ""
    # An address at a bare number is refused by most who receive mail.
    sender = given or f"{_MAILBOX}@{host if not _is_number(host) else 'localhost'}"
    try:
        address = Address(addr_spec=sender)
    except (ValueError, IndexError):
        address = Address()
    if not address.username or not address.domain or not sender.isascii() or not sender.isprintable():
        raise NotSetUp("SMTP_URL: from is one plain e-mail address, such as no-reply@example.org")
    return sender


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
