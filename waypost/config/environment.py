"""
What the environment says, and what stands in for what it does not say.

`prepare` runs once in a program's entry, before Django is set up: without `DATABASE_URL` it starts the embedded
PostgreSQL, and without `WAYPOST_SECRET_KEY` it makes one and keeps it in the data folder.
"""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

DATABASE_NAME = "waypost"
# Programs that we start inherit the address, and from this which server it is.
_EMBEDDED_URL = "WAYPOST_EMBEDDED_URL"
_CHECKOUT = Path(__file__).resolve().parent.parent.parent


class BadEnvironment(ValueError):
    """A setting of the environment is missing or cannot be used."""


def home() -> Path:
    """Return the data folder: `WAYPOST_HOME`, else `var/` in the checkout."""
    return Path(os.environ.get("WAYPOST_HOME") or _CHECKOUT / "var").resolve()


def prepare() -> None:
    """
    Complete the environment of this process.

    :raises BadEnvironment: if `DATABASE_URL` is set without `DATABASE_OWNER_URL`, or the embedded server
        does not start.
    """
    if os.environ.get("DATABASE_URL"):
        if not os.environ.get("DATABASE_OWNER_URL"):
            raise BadEnvironment(
                "DATABASE_URL is set but DATABASE_OWNER_URL is not: set both, the second for `waypost migrate`."
            )
    else:
        _use_embedded_database()
    if "WAYPOST_SECRET_KEY" not in os.environ:
        os.environ["WAYPOST_SECRET_KEY"] = _kept_secret()


def revive_database() -> None:
    """
    Start the embedded server again if it was killed under us; a database that was given is its owner's to start.

    :raises BadEnvironment: if it does not start.
    """
    if os.environ.get(_EMBEDDED_URL) == os.environ["DATABASE_URL"]:
        _use_embedded_database()


def database_settings() -> dict[str, dict[str, Any]]:
    """Return Django's DATABASES: `default` for the app's role, `owner` for migrations only."""
    return {
        "default": _connection(os.environ.get("DATABASE_URL", "")) | {"CONN_MAX_AGE": 300, "CONN_HEALTH_CHECKS": True},
        "owner": _connection(os.environ.get("DATABASE_OWNER_URL", ""), options="-c lock_timeout=10s"),
    }


def _connection(url: str, *, options: str = "") -> dict[str, Any]:
    parts = conninfo_to_dict(url) if url else {}
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    settings: dict[str, Any] = {name: str(parts.pop(key, "") or "") for key, name in known.items()}
    extra: dict[str, Any] = {key: value for key, value in parts.items() if value is not None}
    if options:
        extra["options"] = f"{extra.get('options', '')} {options}".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        **settings,
        "NAME": settings["NAME"] or DATABASE_NAME,
        "OPTIONS": extra,
        # The owner is the same database under another role: tests must not make a second one.
        "TEST": {"MIRROR": None},
    }


def _use_embedded_database() -> None:
    from waypost.base.postgres import EmbeddedServerError, ensure_running

    try:
        server = ensure_running(home())
    except EmbeddedServerError as error:
        raise BadEnvironment(str(error)) from error
    os.environ["DATABASE_URL"] = os.environ[_EMBEDDED_URL] = server.app_url(DATABASE_NAME)
    os.environ["DATABASE_OWNER_URL"] = server.owner_url(DATABASE_NAME)


def _kept_secret() -> str:
    path = home() / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_once(path, secrets.token_urlsafe(48))
    return path.read_text()


def _write_once(path: Path, text: str) -> None:
    """Write a file that only we may read, whole or not at all; where somebody was quicker, theirs stays."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}-") as file:
        file.write(text)
        file.flush()
        with contextlib.suppress(FileExistsError):
            os.link(file.name, path)
