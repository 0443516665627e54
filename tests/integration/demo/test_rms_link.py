"""What the linked system may do in the crime system's database, what it may not, and what officers make of it."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError

from demo.rms.database import open_database, prepare
from demo.rms.seed import seed
from tests.demo_force import Rms
from tests.integration.demo.officer import OfficerClient, row

ENTRY = text(
    "insert into oel_entry (occ_id, per_id, type_cd, entry_txt, entry_dttm, ext_ref)"
    " select occ_id, (select min(per_id) from occ_per_link l where l.occ_id = occ.occ_id), :type, :words, now(), :ref"
    " from occ where occ_no = :no on conflict (ext_ref) do nothing"
)
TASK = text(
    "insert into action_task (occ_id, per_id, type_cd, task_txt, draft_txt, due_dttm, ext_ref)"
    " select occ_id, (select min(per_id) from occ_per_link l where l.occ_id = occ.occ_id), :kind, :words, :draft,"
    " now(), :ref"
    " from occ where occ_no = :no on conflict (ext_ref) do nothing"
)
DRAFT = "We have recorded this crime.\n\nCall us on 101."


def write(engine: Engine, statement: Any, **values: object) -> int:
    """Run one statement in its own transaction and return how many rows it wrote."""
    with engine.begin() as connection:
        return int(connection.execute(statement, values).rowcount)


def asked(link: Engine, *, kind: str, occ_no: str, words: str = "Please do it.") -> Any:
    """Ask the officers for something about an occurrence, and return the task."""
    ref = str(uuid4())
    # A draft to confirm is what the task is about; what may be done with it stands beside it.
    words, script = (DRAFT, words) if kind == "CNFM" else (words, None if kind == "RPLY" else DRAFT)
    write(link, TASK, no=occ_no, kind=kind, words=words, draft=script, ref=ref)
    return row(link, "select * from action_task where ext_ref = :ref", ref=ref)


def test_link_adds_an_entry_and_a_task_once(link: Engine, record: Callable[..., str]) -> None:
    values = {"no": record(), "words": "Is there any news?", "ref": str(uuid4())}

    entries = [write(link, ENTRY, type="VIC_TO_OFF", **values) for _ in range(2)]
    tasks = [write(link, TASK, kind="RPLY", draft=None, **values) for _ in range(2)]

    assert (entries, tasks) == ([1, 0], [1, 0])


def test_entry_of_the_link_moves_the_time_of_change(engine: Engine, link: Engine, record: Callable[..., str]) -> None:
    occ_no = record()
    write(engine, text("alter table occ disable trigger tr_stamp"))
    write(engine, text("update occ set upd_dttm = '2020-01-01' where occ_no = :no"), no=occ_no)
    write(engine, text("alter table occ enable trigger tr_stamp"))

    write(link, ENTRY, no=occ_no, type="VIC_TO_OFF", words="News?", ref=str(uuid4()))

    assert row(engine, "select upd_dttm > '2021-01-01' from occ where occ_no = :no", no=occ_no)[0]


@pytest.mark.parametrize(
    "statement",
    [
        "update occ set stat_cd = 'CAN'",
        "update occ set upd_dttm = now()",
        "delete from oel_entry",
        "update oel_entry set entry_txt = ''",
        "update action_task set stat_cd = 'DON', done_dttm = now()",
        "insert into ge_person (sname) values ('x')",
        "insert into oel_entry (occ_id, type_cd, entry_txt, ext_ref) select occ_id, 'OFF_TO_VIC', 'x', 'y' from occ",
        "insert into oel_entry (occ_id, type_cd, entry_txt, ext_ref, coll_no)"
        " select occ_id, 'VIC_TO_OFF', 'x', 'y', '4471' from occ",
        "insert into oel_entry (occ_id, type_cd, entry_txt) select occ_id, 'VIC_TO_OFF', 'x' from occ",
        "insert into action_task (occ_id, type_cd, task_txt) select occ_id, 'RPLY', 'x' from occ",
        "create table mine (id int)",
    ],
)
def test_link_may_do_nothing_else(link: Engine, statement: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|row-level security"):
        write(link, text(statement))


def test_officers_answer_becomes_an_entry_to_the_victim_and_ends_the_task(
    officer: OfficerClient, engine: Engine, link: Engine, record: Callable[..., str]
) -> None:
    occ_no = record()
    officer.send_form(f"/occurrences/{occ_no}/allocate", officer="4471")
    task = asked(link, kind="RPLY", occ_no=occ_no, words="Is there any news about my bicycle?")

    waiting = officer.get("/tasks").text
    officer.send_form(f"/tasks/{task.task_id}", text="We are looking at the cameras.", action="done")
    again = officer.send_form(f"/tasks/{task.task_id}", text="Twice.", action="done")

    done = row(engine, "select * from action_task where task_id = :id", id=task.task_id)
    entry = row(engine, "select * from oel_entry where occ_id = :id and type_cd = 'OFF_TO_VIC'", id=task.occ_id)
    assert "Is there any news about my bicycle?" in waiting
    assert (done.stat_cd, done.done_coll_no, done.done_txt) == ("DON", "4471", "We are looking at the cameras.")
    assert (entry.entry_txt, entry.per_id, entry.coll_no) == (done.done_txt, task.per_id, "4471")
    assert "Twice." not in again.text


def test_task_is_closed_without_a_reply_only_with_a_reason(
    officer: OfficerClient, engine: Engine, link: Engine, record: Callable[..., str]
) -> None:
    task = asked(link, kind="RPLY", occ_no=record(), words="Thanks!")
    path = f"/tasks/{task.task_id}"

    empty = officer.send_form(path, action="done")
    unsaid = officer.send_form(path, action="refuse")
    officer.send_form(path, action="refuse", note="Nothing to answer")

    closed = row(engine, "select * from action_task where task_id = :id", id=task.task_id)
    assert "Write the reply" in empty.text
    assert "Say why this is not to be done" in unsaid.text
    assert (closed.stat_cd, closed.note_txt) == ("REF", "Nothing to answer")


def test_call_that_reached_nobody_leaves_the_task_open_with_a_remark(
    officer: OfficerClient, engine: Engine, link: Engine, record: Callable[..., str]
) -> None:
    task = asked(link, kind="CALL", occ_no=record())

    officer.send_form(f"/tasks/{task.task_id}", call="NOBODY", note="No voicemail left.", action="done")
    tried = row(engine, "select * from action_task where task_id = :id", id=task.task_id)
    officer.send_form(f"/tasks/{task.task_id}", call="SPOKEN", note="She knows.", action="done")

    done = row(engine, "select * from action_task where task_id = :id", id=task.task_id)
    assert (tried.stat_cd, tried.done_dttm) == ("OPN", None)
    assert tried.note_txt.endswith("PC 4471 Jo Hall: called, could not speak to them. No voicemail left.")
    assert (done.stat_cd, done.note_txt) == ("DON", f"{tried.note_txt}\nShe knows.")


def test_draft_is_confirmed_with_the_words_that_the_officer_wrote(
    officer: OfficerClient, engine: Engine, link: Engine, record: Callable[..., str]
) -> None:
    changed, kept = (asked(link, kind="CNFM", occ_no=record()) for _ in range(2))

    shown = officer.get(f"/tasks/{changed.task_id}").text
    officer.send_form(f"/tasks/{changed.task_id}", text="We called you.", action="done")
    officer.send_form(f"/tasks/{kept.task_id}", text=DRAFT, action="done")

    query = "select done_txt, stat_cd from action_task where task_id = :id"
    assert DRAFT in shown
    assert row(engine, query, id=changed.task_id) == ("We called you.", "DON")
    assert row(engine, query, id=kept.task_id) == (None, "DON")


def test_task_that_is_withdrawn_shows_the_note_and_is_closed(
    officer: OfficerClient, engine: Engine, link: Engine, record: Callable[..., str]
) -> None:
    occ_no = record()
    task = asked(link, kind="CNFM", occ_no=occ_no)
    before = officer.get(f"/tasks/{task.task_id}").text
    write(link, ENTRY, no=occ_no, type="SYS", words="No longer needed. Close it.", ref=str(uuid4()))

    after = officer.get(f"/tasks/{task.task_id}").text
    officer.send_form(f"/tasks/{task.task_id}", text=DRAFT, action="close")

    closed = row(engine, "select * from action_task where task_id = :id", id=task.task_id)
    assert "Close: no longer needed" not in before
    assert "No longer needed. Close it." in after
    assert (closed.stat_cd, closed.done_txt, closed.note_txt) == ("REF", None, "No longer needed")


def test_task_follows_the_officer_in_the_case(officer: OfficerClient, link: Engine, record: Callable[..., str]) -> None:
    occ_no = record()
    asked(link, kind="RPLY", occ_no=occ_no, words="Who has my case now?")

    officer.send_form(f"/occurrences/{occ_no}/allocate", officer="5128")
    others = officer.get("/tasks").text
    officer.send_form(f"/occurrences/{occ_no}/allocate", officer="4471")
    mine = officer.get("/tasks").text

    assert "Who has my case now?" not in others
    assert "Who has my case now?" in mine


def test_two_writes_of_one_second_may_share_a_time_and_the_clock_is_the_databases(
    engine: Engine, record: Callable[..., str]
) -> None:
    first, second = record(), record()
    with engine.begin() as connection:
        for number in (first, second):
            connection.execute(text("update occ set ward_nm = 'x' where occ_no = :no"), {"no": number})

    times = row(
        engine,
        "select min(upd_dttm) = max(upd_dttm) as equal, min(upd_dttm) = date_trunc('second', min(upd_dttm)) as whole"
        " from occ where occ_no in (:first, :second)",
        first=first,
        second=second,
    )
    assert (times.equal, times.whole) == (True, True)


def test_second_start_changes_nothing(rms: Rms, engine: Engine) -> None:
    before = row(engine, "select count(*), max(upd_dttm) from occ")

    again = open_database(rms.url)
    prepare(again, link=rms.config.link)
    seed(again)
    again.dispose()

    assert row(engine, "select count(*), max(upd_dttm) from occ") == before
