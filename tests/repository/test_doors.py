"""Every job has a worker, and every page of a case comes through the door that scopes it."""

import ast
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern
from procrastinate.contrib.django import app

from tests.repository.tree import kept, name
from waypost.access.permission_map import MAY
from waypost.access.permissions import PERMISSIONS, Permission
from waypost.access.values import StaffRole
from waypost.config.worker import QUEUES
from waypost.console import urls as console_urls
from waypost.console.case_doors import CaseView
from waypost.console.doors import ConsoleView, StaffView
from waypost.portal import urls
from waypost.portal.doors import OwnCaseView, PortalView


def test_every_job_stands_in_a_queue_that_workers_take_from() -> None:
    own = {task.queue for task in app.tasks.values() if not task.name.startswith("builtin")}

    assert own <= set(QUEUES)


def test_every_job_that_is_woken_exists() -> None:
    woken = {job for path in kept(".py", under="waypost") for job in _woken(ast.parse(path.read_text()))}

    assert woken
    assert woken <= set(app.tasks)


def test_every_page_of_the_portal_comes_through_the_door_that_asks_the_permission_map() -> None:
    assert [view for _, view in _pages() if not issubclass(view, PortalView)] == []


def test_every_page_of_a_case_comes_through_the_door_that_finds_the_grant() -> None:
    of_a_case = [view for pattern, view in _pages() if "grant" in pattern.pattern.regex.groupindex]

    assert of_a_case
    assert [view for view in of_a_case if not issubclass(view, OwnCaseView)] == []


def test_views_of_the_portal_read_no_case_by_themselves() -> None:
    reading = [
        f"{name(path)}: {module}"
        for path in kept(".py", under="waypost/portal")
        if path.name == "views.py"
        for module in _imported(ast.parse(path.read_text()))
        if module.startswith(("waypost.cases", "django.db"))
    ]

    assert reading == []


def test_every_page_of_staff_comes_through_the_door_that_asks_the_permission_map() -> None:
    assert [view for _, view in _pages_of_staff() if not issubclass(view, ConsoleView)] == []


def test_only_the_door_itself_is_open_to_who_has_not_signed_in_as_staff() -> None:
    open_to_all = {name for name, view in _pages_of_staff() if not issubclass(view, StaffView)}

    assert open_to_all == {"console:sign-in", "console:return", "console:sign-out", "console:signed-out"}
    assert {PERMISSIONS[name] for name in open_to_all} == {Permission.ANYBODY}


def test_every_page_of_staff_is_given_to_roles_and_names_its_look() -> None:
    behind = [(name, view) for name, view in _pages_of_staff() if issubclass(view, StaffView)]

    assert behind
    given = {permission for allowed in MAY.values() for permission in allowed}
    assert [name for name, _ in behind if PERMISSIONS[name] not in given] == []
    assert [name for name, view in behind if not hasattr(view, "look")] == []


def test_every_role_is_in_the_map_and_may_do_only_what_staff_do() -> None:
    of_pages = {PERMISSIONS[name] for name, view in _pages_of_staff() if issubclass(view, StaffView)}
    # Asked inside a page, not at its address.
    asked_within = {Permission.BREAK_GLASS}

    assert set(MAY) == set(StaffRole)
    assert {permission for allowed in MAY.values() for permission in allowed} - of_pages - asked_within == set()


def test_every_staff_page_of_a_case_comes_through_the_door_that_asks_who_may_open_it() -> None:
    of_a_case = [(name, view) for name, view in _pages_of_staff() if "case_id" in _parts_of(name)]

    assert of_a_case
    # The reason is given before the case opens; the auditor sees who looked, and nothing of the case.
    before = {"console:case-reason", "console:audit-case"}
    assert {name for name, view in of_a_case if not issubclass(view, CaseView)} - before == set()


def _pages() -> Iterator[tuple[URLPattern, type]]:
    for pattern in urls.urlpatterns:
        served: Any = pattern.callback
        yield pattern, served.view_class


def _pages_of_staff() -> Iterator[tuple[str, type]]:
    for pattern in console_urls.urlpatterns:
        served: Any = pattern.callback
        yield f"console:{pattern.name}", served.view_class


def _parts_of(name: str) -> set[str]:
    pattern = next(one for one in console_urls.urlpatterns if f"console:{one.name}" == name)
    return set(pattern.pattern.regex.groupindex)


def _woken(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "wake":
            argument = node.args[0]
            if isinstance(argument, ast.Constant):
                yield str(argument.value)


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
