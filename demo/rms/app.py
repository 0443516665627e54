"""The crime system as one web program."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from demo.rms import codes, views
from demo.rms import occurrence_views as one
from demo.rms.config import RmsConfig
from demo.rms.database import open_database, prepare
from demo.rms.seed import seed
from demo.rms.visits import Desk, View, visiting
from demo.web import StrictHeaders, page_environment, static_files

HERE = Path(__file__).parent

WORDS: Mapping[str, Mapping[str, str]] = {
    "statuses": codes.STATUSES,
    "roles": codes.ROLES,
    "appointment_types": codes.APPOINTMENT_TYPES,
    "appointment_statuses": codes.APPOINTMENT_STATUSES,
    "entry_types": codes.ENTRY_TYPES,
    "task_types": codes.TASK_TYPES,
    "channels": codes.CHANNELS,
    "deciders": codes.DECIDED_BY,
    "enhanced_rights": codes.ENHANCED,
    "call_ends": codes.CALL_ENDS,
}


def create_app(config: RmsConfig) -> Starlette:
    """Return the crime system's web program over a database that is made ready and, if empty, filled."""
    engine = open_database(config.database_url)
    prepare(engine, link=config.link)
    seed(engine)
    return Starlette(
        routes=[*_routes(engine), *static_files(HERE / "static")],
        middleware=[
            Middleware(StrictHeaders),
            Middleware(
                SessionMiddleware,
                secret_key=config.secret_key,
                # Cookies do not know ports: the name keeps it apart from the other programs on this host.
                session_cookie="ledgerline_session",
                same_site="lax",
                max_age=12 * 60 * 60,
            ),
        ],
    )


def _routes(engine: Engine) -> list[Route]:
    desk = Desk(engine=engine, pages=page_environment(HERE / "templates", words=WORDS))
    door = views.Door(desk)
    both: Mapping[str, View] = {
        "/occurrences/new": one.new_occurrence,
        "/occurrences/{occ_no}/allocate": one.allocate,
        "/occurrences/{occ_no}/status": one.change_status,
        "/occurrences/{occ_no}/outcome": one.finalise,
        "/occurrences/{occ_no}/message": one.write_to_victim,
        "/occurrences/{occ_no}/log": one.write_log_entry,
        "/occurrences/{occ_no}/flags": one.change_flags,
        "/occurrences/{occ_no}/appointments/new": one.new_appointment,
        "/occurrences/{occ_no}/appointments/{appt_id}": one.change_appointment,
        "/occurrences/{occ_no}/people/new": one.add_person,
        "/occurrences/{occ_no}/people/{per_id}": one.change_person,
        "/tasks/{task_id}": views.task,
    }
    return [
        Route("/", _home),
        Route("/sign-in", door.show, methods=["GET"]),
        Route("/sign-in", door.sign_in, methods=["POST"]),
        Route("/sign-out", door.sign_out, methods=["POST"]),
        Route("/occurrences", visiting(desk, views.list_occurrences)),
        Route("/tasks", visiting(desk, views.list_tasks)),
        *(Route(path, visiting(desk, view), methods=["GET", "POST"]) for path, view in both.items()),
        Route("/occurrences/{occ_no}/flags/{flag_id}/remove", visiting(desk, one.remove_flag), methods=["POST"]),
        Route("/occurrences/{occ_no}", visiting(desk, one.show_occurrence)),
    ]


def _home(_request: Request) -> Response:
    return RedirectResponse("/occurrences")
