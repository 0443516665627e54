"""Every address of staff, filled in from one table of ids: a new address is walked without being named."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.threat.world import Made
from waypost.access.permissions import Permission, permission_for
from waypost.access.values import Staff


@dataclass(frozen=True)
class Address:
    """One address: its name and the parameters that it takes."""

    name: str
    takes: frozenset[str]

    @property
    def permission(self) -> Permission:
        """What the map says of it."""
        return permission_for(self.name)

    @property
    def is_of_case(self) -> bool:
        """Whether it is about one case, which it names."""
        return "case_id" in self.takes

    def filled(self, table: Mapping[str, object]) -> str:
        """
        Return the address with its parameters.

        :raises KeyError: for a parameter that the table does not know: whoever adds one says here what it may be.
        """
        return reverse(self.name, kwargs={one: table[one] for one in self.takes})


METHODS: Sequence[dict[str, str] | None] = (None, {})
"""GET, and a POST that says nothing."""


def table_of(made: Made, *, staff: Staff) -> Mapping[str, object]:
    """Return what each parameter is where an address is about this case."""
    return {
        "case_id": made.case_id,
        "case": made.case_id,
        "person_id": made.person_id,
        "person": made.person_id,
        "message": made.message,
        "item": made.items[0],
        "matter": made.matter,
        "call": made.call,
        "staff_id": UUID(staff.id),
        **NEVER_MADE,
    }


NEVER_MADE: Mapping[str, object] = {
    "alarm": uuid4(),
    "announcement": uuid4(),
    "wish": uuid4(),
    "pair": 987_654,
    "source": 987_654,
    "key": "hours",
    "journey": "crime-recorded",
}
NOWHERE: Mapping[str, object] = {
    "case_id": 987_654,
    "case": 987_654,
    "person_id": 987_654,
    "person": 987_654,
    **{name: uuid4() for name in ("message", "item", "matter", "call", "staff_id")},
    **NEVER_MADE,
}


def addresses_of_staff() -> list[Address]:
    """Return every address of the console."""
    return sorted(_walk(get_resolver(), ""), key=lambda one: one.name)


def _walk(resolver: URLResolver, space: str) -> Iterator[Address]:
    patterns: list[URLPattern | URLResolver] = resolver.url_patterns
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, pattern.namespace or space)
        elif space == "console":
            yield Address(f"{space}:{pattern.name}", frozenset(pattern.pattern.converters))
