"""
What must be done inside the measured Waypost's own settings: sign staff in, and count the statements of a page.

    python -m bench.staff_inside sign-in < clients.json
    python -m bench.staff_inside count < pages.json

The first begins a session for each client and seals what they look for, as the page of finding does, so that what is
timed is the page with the answer. The second opens each page, and then looks at what it asks of the database when it is
opened again; of a statement that takes longer than `BENCH_SLOW_MS` (50) it shows the plan.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import django

from waypost.config.environment import prepare

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waypost.config.settings")
prepare()
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.test import Client  # noqa: E402

from waypost.access.queries import directory  # noqa: E402
from waypost.access.staff_sessions import begin_staff_session  # noqa: E402
from waypost.base.scope import in_force  # noqa: E402
from waypost.base.values import ForceName  # noqa: E402
from waypost.console.finding.places import as_place  # noqa: E402

_TIMES = 3
_SLOW_S = float(os.environ.get("BENCH_SLOW_MS", "50")) / 1000


def main() -> None:
    """Do what was asked."""
    asked = json.load(sys.stdin)
    done = {"sign-in": _sign_in, "count": _count}[sys.argv[1]]
    json.dump(done(asked), sys.stdout)


def _sign_in(asked: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    force, now = ForceName(asked["force"]), datetime.now(UTC)
    with in_force(force):
        staff = directory(force).staff
    found = []
    for client in asked["clients"]:
        member = staff[client["collar"]]
        request = HttpRequest()
        request.session = SessionStore()
        begin_staff_session(request, staff=member, now=now)
        request.session.save()
        pages = [
            (view, f"{path}?asked={as_place(typed, by=member, now=now)}" if typed else path)
            for view, path, typed in client["pages"]
        ]
        found.append({**client, "cookie": request.session.session_key, "pages": pages})
    return found


def _count(asked: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return [_counted(one, ForceName(asked["force"])) for one in asked["pages"]]


def _counted(page: Mapping[str, Any], force: ForceName) -> Mapping[str, Any]:
    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies[settings.SESSION_COOKIE_NAME] = page["cookie"]
    client.get(page["path"])
    opened = [_opened(client, page["path"]) for _ in range(_TIMES)]
    response, asked = opened[-1]
    # On a machine that does other things the shortest time says most; the same statements come in the same order.
    shortest = [min(times) for times in zip(*([took for _, _, took in one] for _, one in opened), strict=False)]
    slow = [
        {"sql": sql, "ms": 1000 * took, "plan": _plan(sql, params, force)}
        for (sql, params, _), took in zip(asked, shortest, strict=False)
        if took > _SLOW_S and sql.lstrip().upper().startswith(("SELECT", "WITH"))
    ]
    return {
        **{name: page[name] for name in ("view", "rows", "path")},
        "status": response.status_code,
        "bytes": len(response.content),
        "statements": len(asked),
        "longest_ms": 1000 * max(shortest, default=0),
        "slow": slow,
    }


def _opened(client: Client, path: str) -> tuple[Any, Sequence[tuple[str, Any, float]]]:
    """Open a page; return the answer, and each statement with its values and the seconds that it took."""
    asked: list[tuple[str, Any, float]] = []

    def look(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            asked.append((sql, params, time.perf_counter() - began))

    with connection.execute_wrapper(look):
        return client.get(path), asked


def _plan(sql: str, params: Any, force: ForceName) -> str:
    with in_force(force), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}", params)
        return "\n".join(row[0] for row in cursor.fetchall())


if __name__ == "__main__":
    main()
