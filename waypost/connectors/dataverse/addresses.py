"""Which addresses of a service we may ask, and how what we ask for is written into one."""

import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, urljoin, urlsplit

LONGEST_ADDRESS = 30_000  # Dataverse refuses 32 KB
_SAFE = "$'(),;=/:@"
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NUMBER = re.compile(r"-?[0-9]{1,18}")


class BadAddress(ValueError):
    """The address cannot be used; the message says what to do and repeats nothing of it."""


class BadKey(ValueError):
    """A key is not of the kind that the mapping says."""


@dataclass(frozen=True)
class Question:
    """What is asked of one table. `expand`: a lookup's name -> its columns."""

    table: str
    select: tuple[str, ...] = ()
    expand: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    where: str = ""
    order: str = ""
    top: int | None = None


def checked_root(address: str) -> str:
    """
    Return the root of a service, with a slash at its end.

    :raises BadAddress: unless it is https; http is for this machine only.
    """
    parts = _checked(address)
    if parts.query or parts.fragment:
        raise BadAddress("leave out of the address what stands behind ? or #")
    return address.rstrip("/") + "/"


def checked_endpoint(address: str) -> str:
    """
    Return the address at which access is asked for.

    :raises BadAddress: unless it is https; http is for this machine only.
    """
    _checked(address)
    return address


def checked_link(link: object, *, root: str) -> str:
    """
    Return a link that the service gave, absolute.

    :raises BadAddress: if it leads out of the service: what we send along is a key to victims' records.
    """
    if not isinstance(link, str) or not link.isprintable():
        raise BadAddress("the service gave a link that is none")
    try:
        absolute = urljoin(root, link)
        ours, theirs = urlsplit(root), urlsplit(absolute)
        same = (ours.scheme, ours.hostname, ours.port) == (theirs.scheme, theirs.hostname, theirs.port)
    except ValueError:
        raise BadAddress("the service gave a link that is none") from None
    if not same or theirs.username is not None or not _is_within(theirs.path, ours.path):
        raise BadAddress("the service gave a link that leads elsewhere")
    return absolute


def address_of(question: Question, *, root: str) -> str:
    """Return the address that asks `question`."""
    options = {
        "$select": ",".join(question.select),
        "$expand": ",".join(f"{name}($select={','.join(columns)})" for name, columns in question.expand.items()),
        "$filter": question.where,
        "$orderby": question.order,
        "$top": "" if question.top is None else str(question.top),
    }
    asked = "&".join(f"{name}={quote(value, safe=_SAFE)}" for name, value in options.items() if value)
    return f"{root}{question.table}{'?' if asked else ''}{asked}"


def row_address(table: str, key: str, *, root: str) -> str:
    """Return the address of one row; `key` is a literal."""
    return f"{root}{table}({quote(key, safe=_SAFE)})"


def literal(value: object, *, kind: str) -> str:
    """
    Return a value as it stands in a filter. `kind`: guid, number or text.

    *Source:* OData Version 4.0 Part 2, 5.1.1.6.1 "Primitive Literals".
    :raises BadKey: if it is not of that kind: a filter is built from it.
    """
    text = str(value)
    if kind == "text":
        return "'" + text.replace("'", "''") + "'"
    form = _UUID if kind == "guid" else _NUMBER
    if not form.fullmatch(text):
        raise BadKey(f"a key is no {kind}")
    return text


def any_of(column: str, literals: Iterable[str]) -> str:
    """Return the filter for rows whose column is one of these."""
    return " or ".join(f"{column} eq {each}" for each in literals)


def _is_within(path: str, root: str) -> bool:
    return path.startswith(root) and ".." not in path and "%2e" not in path.lower()


def _checked(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise BadAddress("the address cannot be read; write it as https://host/path") from None
    if not host or parts.scheme not in {"http", "https"} or not address.isascii() or not address.isprintable():
        raise BadAddress("write the address as https://host/path")
    if parts.scheme == "http" and not _is_this_machine(host):
        raise BadAddress("the address must begin with https://")
    if parts.username is not None or parts.password is not None:
        raise BadAddress("leave the user name and password out of the address")
    return parts


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
