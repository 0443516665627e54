"""The lists and the door: sign in and out, occurrences, tasks."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from demo.rms import forms, reading, writing
from demo.rms.values import Record, Search, Show
from demo.rms.visits import Desk, Visit, is_ours, page
from demo.typed import Reader


class Door:
    """Sign in as one of the made-up officers, and out again."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def show(self, request: Request) -> Response:
        """Offer the officers to choose from."""
        return self._offer(request, error=None)

    async def sign_in(self, request: Request) -> Response:
        """Sign in as the chosen officer."""
        form = await request.form()
        chosen = str(form.get("officer") or "")
        with self._desk.engine.connect() as connection:
            known = chosen in reading.officers(connection)
        if not is_ours(request, form) or not known:
            return self._offer(request, error="Choose an officer and press the button again")
        request.session.clear()
        request.session["officer"] = chosen
        return RedirectResponse("/occurrences", status_code=303)

    async def sign_out(self, request: Request) -> Response:
        """Sign out."""
        if is_ours(request, await request.form()):
            request.session.clear()
        return RedirectResponse("/sign-in", status_code=303)

    def _offer(self, request: Request, *, error: str | None) -> Response:
        with self._desk.engine.connect() as connection:
            choices = reading.officers(connection)
        status = 422 if error else 200
        return page(self._desk, "sign_in.html", request, status=status, officer=None, choices=choices, error=error)


def list_occurrences(visit: Visit) -> Response:
    """Show a page of the occurrences that are asked for."""
    query = visit.request.query_params
    shown = query.get("show", Show.ALL)
    number = query.get("page", "1")
    wanted = Search(
        show=Show(shown) if shown in {*Show} else Show.ALL,
        words=query.get("q", "").replace("\x00", "").strip()[:100],
        page=int(number) if number.isdecimal() and len(number) < 7 else 1,
    )
    found = reading.search(visit.connection, wanted=wanted, officer=visit.officer)
    return visit.page("occurrences.html", wanted=wanted, found=found, officers=reading.officers(visit.connection))


def list_tasks(visit: Visit) -> Response:
    """Show the officer's open tasks."""
    tasks = reading.open_tasks(visit.connection, officer=visit.officer)
    return visit.page("tasks.html", tasks=tasks)


def task(visit: Visit) -> Response:
    """Show a task, and answer it: with a reply to the victim, as done, as tried, or refused."""
    found = reading.get_task(visit.connection, visit.number("task_id"))
    reader = Reader(visit.form)
    if visit.posted and found["stat_cd"] == "OPN":
        values = forms.read_task(reader, task=found)
        if not reader.errors:
            return _answer(visit, found=found, values=values)
    entries = reading.get_occurrence(visit.connection, found["occ_no"]).entries
    thread = [one for one in entries if one["type_cd"] in {"OFF_TO_VIC", "VIC_TO_OFF"}]
    notes = [one for one in entries if _is_noted_since(one, task=found)]
    return visit.form_page(
        "task.html",
        errors=reader.errors,
        typed=visit.form,
        task=found,
        thread=thread[:6],
        notes=notes[:6],
        plan=_plan(visit, task=found),
        officers=reading.officers(visit.connection),
    )


def _is_noted_since(entry: Record, *, task: Record) -> bool:
    """Whether a linked system has noted this since the task came; such a note may say that nobody need do it."""
    is_about_them = entry["per_id"] in {None, task["per_id"]}
    return entry["type_cd"] == "SYS" and is_about_them and bool(entry["crt_dttm"] >= task["crt_dttm"])


def _plan(visit: Visit, *, task: Record) -> Record | None:
    if task["per_id"] is None:
        return None
    return reading.get_safe_contact(visit.connection, occ_id=task["occ_id"], per_id=task["per_id"])


def _answer(visit: Visit, *, found: Record, values: writing.Values) -> Response:
    try:
        if values["stat_cd"] == "OPN":
            note = values["note_txt"]
            writing.note_attempt(visit.connection, task=found, note=note, at=visit.now, by=visit.officer)
        else:
            writing.close_task(visit.connection, task=found, values=values, by=visit.officer)
    except writing.AlreadyDone:
        return visit.done(f"/tasks/{found['task_id']}", message="Somebody else has closed this task already")
    return visit.done(f"/occurrences/{found['occ_no']}", message=_said(found, values))


def _said(task: Record, values: writing.Values) -> str:
    match task["type_cd"], values["stat_cd"]:
        case "RPLY", "DON":
            return "Your reply is in the log; the victim will be told"
        case "CNFM", "DON":
            return "The text is confirmed and will be sent"
        case "CALL", "DON":
            return "The call is recorded"
        case _, "OPN":
            return "The attempt is noted; the task stays open"
        case _:
            return "Task closed"
