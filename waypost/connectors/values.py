"""What the other rooms may know of the connectors."""

from enum import StrEnum


class SourceKind(StrEnum):
    """The kinds of source that there are connectors for."""

    PUSH = "push"
    SQL = "sql"
    DATAVERSE = "dataverse"
    REST = "rest"
    FILES = "files"
    STORM = "storm"
