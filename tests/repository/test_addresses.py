"""Every address of the web server names who may go there, and none comes or goes unnoticed."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from waypost.access.permissions import PERMISSIONS


def addresses(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield the name and the pattern of each address; one without a name has the name ``."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from addresses(pattern, prefix + space)
        elif isinstance(pattern, URLPattern):
            yield (f"{prefix}{pattern.name}" if pattern.name else "", str(pattern.pattern))


def test_every_address_has_a_name() -> None:
    assert [pattern for name, pattern in addresses(get_resolver()) if not name] == []


def test_every_address_names_who_may_go_there() -> None:
    assert {name for name, _ in addresses(get_resolver())} - set(PERMISSIONS) == set()


def test_no_permission_is_left_from_an_address_that_is_gone() -> None:
    assert set(PERMISSIONS) - {name for name, _ in addresses(get_resolver())} == set()
