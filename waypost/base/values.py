"""Identifiers that must not be swapped for one another, and the JSON that crosses rooms."""

from typing import NewType, TypeAlias, Union
from uuid import UUID

ForceName = NewType("ForceName", str)
"""The short name of a tenant, e.g. `anyshire`: lower case, as in the published contract."""

CaseId = NewType("CaseId", int)
PersonId = NewType("PersonId", int)
"""One entry of one case. The same human being in two cases is two of these until staff confirm it."""

MessageId = NewType("MessageId", UUID)

JsonValue: TypeAlias = Union[  # noqa: UP007 - a name in quotes cannot stand in `|`
    bool, int, float, str, list["JsonValue"], dict[str, "JsonValue"], None
]
