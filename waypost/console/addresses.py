"""What stands for a row in the addresses of staff: a number that the database can hold, so that no other asks it."""

from typing import Final

from django.urls import register_converter
from django.urls.converters import IntConverter

NAME: Final = "row"


class RowId(IntConverter):
    """The id of a row: up to 18 digits. PostgreSQL's bigint holds them all, and refuses some of 19."""

    regex = "[0-9]{1,18}"


def register() -> None:
    """Make it known to Django, once, before an address is made that has one."""
    register_converter(RowId, NAME)
