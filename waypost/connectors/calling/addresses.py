"""Which addresses of a service we may ask, and which of its links we follow."""

import ipaddress
from urllib.parse import SplitResult, urljoin, urlsplit


class BadAddress(ValueError):
    """The address cannot be used; the message says what to do and repeats nothing of it."""


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
    Return an address that is asked as it is.

    :raises BadAddress: unless it is https; http is for this machine only.
    """
    _checked(address)
    return address


def checked_link(link: object, *, root: str, base: str) -> str:
    """
    Return a link that the service gave, absolute; a relative one begins at `base`.

    :raises BadAddress: if it leads out of `root`: what we send along is a key to victims' records.
    """
    if not isinstance(link, str) or not link.isprintable():
        raise BadAddress("the service gave a link that is none")
    try:
        absolute = urljoin(base, link)
        ours, theirs = urlsplit(root), urlsplit(absolute)
        same = (ours.scheme, ours.hostname, ours.port) == (theirs.scheme, theirs.hostname, theirs.port)
    except ValueError:
        raise BadAddress("the service gave a link that is none") from None
    if not same or theirs.username is not None or not _is_within(theirs.path, ours.path):
        raise BadAddress("the service gave a link that leads elsewhere")
    return absolute


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
