"""A measurement makes up people with numbers like real ones, so nothing of it may leave this machine."""

import ipaddress
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

_OF_A_PROVIDER = re.compile(
    r"(NOTIFY|SMTP|EMAIL|ANYMAIL|WHATSAPP)\w*_URL\Z|(NOTIFY|SMTP|EMAIL|ANYMAIL|WHATSAPP)_HOST\Z"
)


class NotLoopback(ValueError):
    """An address to which messages would go is not on this machine."""


def refuse_unless_loopback(environment: Mapping[str, str]) -> None:
    """
    Refuse to measure where a provider's address in this environment leads off this machine.

    *Source:* contract, Environment.
    :raises NotLoopback: naming the variable, not its value, which may hold a password.
    """
    for name, value in environment.items():
        if value and _OF_A_PROVIDER.match(name) and not is_loopback(value):
            raise NotLoopback(f"{name} leads off this machine: unset it, a measurement sends to its own stub only.")


def refuse_a_given_database(environment: Mapping[str, str]) -> None:
    """
    Refuse to measure on a database that somebody gave: thousands of made-up crimes must reach no force's.

    :raises NotLoopback: if one is set.
    """
    if environment.get("DATABASE_URL"):
        raise NotLoopback("DATABASE_URL is set: unset it, a measurement starts an embedded server of its own.")


def is_loopback(address: str) -> bool:
    """Whether a URL or a host is on this machine; a name other than localhost counts as elsewhere."""
    host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
