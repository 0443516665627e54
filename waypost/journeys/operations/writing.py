"""Writes runs, new and changed, in three statements."""

from collections.abc import Mapping
from datetime import datetime

from waypost.base.sets import give_keys, insert_rows, update_rows
from waypost.base.values import CaseId, ForceName
from waypost.journeys.operations.rows import CHANGING, run_row
from waypost.journeys.rules import Situation
from waypost.journeys.runs import Plan, RunKey


def write_runs(
    situations: Mapping[CaseId, Situation], plans: Mapping[CaseId, Plan], *, force: ForceName, now: datetime
) -> Mapping[tuple[CaseId, RunKey], int]:
    """Write the runs that the plans make or change; return the id of every run of these cases, by case and key."""
    runs = [(case_id, run) for case_id, plan in plans.items() for run in plan.runs]
    rows = {(case_id, run.key): run_row(run, case_id, force=force, now=now) for case_id, run in runs}
    new = [rows[case_id, run.key] for case_id, run in runs if run.id is None]
    give_keys(new)
    insert_rows(new)
    update_rows([rows[case_id, run.key] for case_id, run in runs if run.id is not None], CHANGING)
    before = {(case_id, run.key): run.id for case_id in plans for run in situations[case_id].runs if run.id is not None}
    return before | {key: row.id for key, row in rows.items()}
