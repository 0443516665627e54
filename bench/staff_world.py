"""
A force as its staff know it: cases spread over officers and teams, and what the pages of staff read beside cases.

Everything is a function of a case's number, so that ten thousand and a million cases are alike. The first 2,000 are
those of two busy teams: forty officers with fifty open cases each, whose lists are full at every size. Of the others
one in twenty is open and one in ten waits for somebody.
"""

from collections.abc import Iterator, Mapping, Sequence

from bench.filling import Likeness
from bench.system import System
from waypost.cases.finding.keys import sound_key, whole_sound_key

BUSY_CASES = 2_000
OFFICERS, TEAMS = 2_000, 100
NAMES = 20_000
FULL_CASE = 7
"""The number, counted from the first copy, of a case in which much has happened."""
QUIET_OFFICER, QUIET_CASE = 1896, 4 * 2_000 + 1896
"""Somebody who, of ten thousand cases, has one thing to do, an answer to write; and the case, counted alike."""
_GIVEN = 50

_SPREAD = f"""(
    SELECT n, officer, 'Team ' || lpad((officer / {OFFICERS // TEAMS})::text, 3, '0') AS team, is_busy,
        is_busy OR (n + n / 2000) %% 20 = 0 AS is_open,
        is_busy OR (n + n / 2000) %% 10 = 0 AS waits, {{names}}
        make_interval(days => (n %% 360)::int, secs => (n %% 80000)::int) AS ago, (10000 + officer)::text AS collar
    FROM (
        SELECT n, n - %(base)s < {BUSY_CASES} AS is_busy,
            CASE WHEN n - %(base)s < {BUSY_CASES} THEN n %% 40 ELSE n %% {OFFICERS} END AS officer
            FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
    ) AS numbered {{join}}
) AS s"""  # noqa: S608 - our own
_NUMBERS = _SPREAD.format(names="", join="")
_NAMED = _SPREAD.format(
    names="'1945-01-01'::date + (n * 7919 %% 22000)::int AS born, b.k, b.given, b.family, b.sound, b.whole,",
    join=f"JOIN bench_name b ON b.k = n %% {NAMES}",
)
_BORN = "1988-04-12"


def likeness() -> Likeness:
    """Return how cases are copied, and what is put beside them."""
    return Likeness(_NAMED, _COLUMNS, _ONLY, tuple(_statements()), TABLES, is_named=True)


def prepare(system: System, force: str) -> None:
    """Make the names of people, the staff, and what is measured by the day; before anything is filled."""
    database = system.connect(force)
    database.execute(
        "CREATE TEMP TABLE bench_name (k bigint PRIMARY KEY, given text, family text, sound text, whole text)"
    )
    with database.cursor() as cursor:
        cursor.executemany("INSERT INTO bench_name VALUES (%s, %s, %s, %s, %s)", list(_names()))
    for statement in _STAFF:
        database.execute(statement.encode(), {"force": force, "teams": TEAMS})


def name_of(number: int) -> tuple[str, str]:
    """Return given and family name of the victim of a copy."""
    k = number % NAMES
    return _word(k % _GIVEN, 2), _word(k // _GIVEN + 1000, 3)


def _names() -> Iterator[tuple[int, str, str, str, str]]:
    for k in range(NAMES):
        given, family = name_of(k)
        yield k, given, family, sound_key(family), whole_sound_key(given, family)


def _word(number: int, syllables: int) -> str:
    """Return a made-up name: syllables that sound differently."""
    parts = []
    for _ in range(syllables):
        number, which = divmod(number, len(_SYLLABLES))
        parts.append(_SYLLABLES[which])
    return "".join(parts).capitalize()


_SYLLABLES = ("ba", "dor", "fin", "gel", "har", "jom", "kes", "lun", "mav", "nor", "pel", "rit", "sov", "tam", "wen")


def _replaced(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        text = f"replace({text}, {old}, {new})"
    return text


_DOCUMENT = _replaced(
    "t.applied::text",
    ("%(reference)s", "'B' || lpad(n::text, 9, '0')"),
    ("%(number)s", "(7400000000 + n)::text"),
    ("'\"' || %(name)s || '\"'", "'\"' || s.family || '\"'"),
    ("'\"Amina\"'", "'\"' || s.given || '\"'"),
    (f"'{_BORN}'", "s.born::text"),
    ("'\"' || t.officer || '\"'", "'\"' || s.collar || '\"'"),
    ("'\"' || t.officer_team || '\"'", "'\"' || s.team || '\"'"),
    ("'\"' || t.status || '\"'", "CASE WHEN s.is_open THEN '\"' || t.status || '\"' ELSE '\"closed\"' END"),
)
_OWN_RUN = "n * 100 + t.{}"
_OWN_UUID = "md5(n::text || t.{}::text)::uuid"
_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "cases_case": {
        "applied": f"({_DOCUMENT})::jsonb",
        "officer": "s.collar",
        "officer_team": "s.team",
        "status": "CASE WHEN s.is_open THEN t.status ELSE 'closed' END",
        "recorded_at": "t.recorded_at - s.ago",
        "updated_at": "t.updated_at - s.ago",
        "held": "CASE WHEN n %% 200 = 0 THEN 1 ELSE 0 END",
    },
    "cases_person": {"born": "s.born", "sound_key": "s.sound", "whole_sound_key": "s.whole"},
    "journeys_run": {
        "id": _OWN_RUN.format("id"),
        "state": "CASE WHEN s.is_open THEN t.state ELSE 'ended' END",
        "wait_until": "CASE WHEN s.is_open THEN t.wait_until END",
        "ended_at": "CASE WHEN s.is_open THEN t.ended_at ELSE t.started_at END",
        "end_reason": "CASE WHEN s.is_open OR t.end_reason <> '' THEN t.end_reason ELSE 'done' END",
    },
    "journeys_decision": {
        "id": "DEFAULT", "case_id": "n", "person_id": "n", "run_id": _OWN_RUN.format("run_id"),
        "message_id": _OWN_UUID.format("message_id"),
    },
    "messages_message": {
        "run_id": _OWN_RUN.format("run_id"),
        "gates": "CASE WHEN s.is_open THEN t.gates ELSE '[]' END",
        "planned_at": "t.planned_at - s.ago",
        "state_at": "t.state_at - s.ago",
        "handed_over_at": "t.handed_over_at - s.ago",
        "delivered_at": "t.delivered_at - s.ago",
    },
    "messages_attempt": {
        "gates": "CASE WHEN s.is_open THEN t.gates ELSE '[]' END",
        "leased_at": "t.leased_at - s.ago",
        "accepted_at": "t.accepted_at - s.ago",
    },
    "messages_receipt": {"id": "DEFAULT", "attempt_id": _OWN_UUID.format("attempt_id") + "::text"},
    "messages_ledger_entry": {
        "id": _OWN_UUID.format("id"), "case_id": "n", "person_id": "n", "message_id": _OWN_UUID.format("message_id"),
    },
    "messages_ledger_contents": {"entry_id": _OWN_UUID.format("entry_id")},
    "duties_clock": {
        "state": "CASE WHEN NOT s.is_open THEN 'stopped' WHEN t.due_at IS NOT NULL AND n %% 30 < 10 THEN 'breached'"
        " ELSE t.state END",
        "due_at": "t.due_at + ((n %% 30)::int - 10) * interval '1 day'",
        "team": "s.team",
    },
}  # fmt: skip
# What is read case by case alone, of which a closed case has most: it is there of the cases that are open.
_ONLY = {
    "journeys_run": "s.is_open",
    "journeys_decision": "s.is_open",
    "cases_place": "s.is_open",
    "messages_reference": "s.is_open",
    "messages_receipt": "s.is_open",
    "messages_ledger_entry": "s.is_open",
    "messages_ledger_contents": "s.is_open",
    "duties_clock": "s.is_open OR t.due_at IS NOT NULL",
}
_TRUE, _NONE = "true", "NULL"
_IN_DAYS = "now() + (((n * 37) %% 400)::int - 100) * interval '2 hours'"
_AN_ITEM = "md5('item' || n)::uuid"
_LETTER = "md5('thread' || n)::uuid"
# confirm, call, reply, and two in five that ask for a record to be put right
_KIND = "(ARRAY['confirm','call','reply','mend','mend'])[1 + (n / 20000 + n / 40) %% 5]"
_IS_MEND, _IS_REPLY = "(n / 20000 + n / 40) %% 5 >= 3", "(n / 20000 + n / 40) %% 5 = 2"
_AT_RECORDS = "(n / 20000 + n / 40) %% 5 = 4"

# Table, what its columns are, of which numbers there is a row, and what else is asked for.
_BESIDE: Sequence[tuple[str, Mapping[str, str], str, str]] = (
    ("worklist_item", {
        "id": _AN_ITEM, "asked_as": _AN_ITEM, "again": "0", "case_id": "n", "person_id": "n", "person_ref": "'p1'",
        "kind": _KIND, "desk": f"CASE WHEN {_AT_RECORDS} THEN 'records' ELSE 'oic' END",
        "matter": f"CASE WHEN {_IS_MEND} THEN 'record_findings' ELSE 'bench' END",
        "reason": f"CASE WHEN {_IS_MEND} THEN 'record_findings' WHEN {_IS_REPLY} THEN 'victim_wrote'"
                  " ELSE 'needs_confirmation' END",
        "text": "'Read what is asked, and answer it.'",
        "subject": f"CASE WHEN {_IS_REPLY} THEN {_LETTER}::text ELSE '' END",
        "script": _NONE, "draft": f"CASE WHEN {_KIND} = 'confirm' THEN 'Your case has an officer.' END",
        "duty": "''", "state": "'open'", "owner": f"CASE WHEN {_AT_RECORDS} THEN '' ELSE s.collar END",
        "first_owner": "''", "cover": "''", "team": "s.team",
        "at_desk": f"CASE WHEN {_AT_RECORDS} THEN 'records' ELSE '' END", "level": "0",
        "opened_at": "now() - interval '3 days'", "due_at": _IN_DAYS, "latest_at": _NONE, "look_at": _NONE,
        "handed_out_at": "now()", "is_note_due": "false", "closed_at": _NONE, "answered_at": _NONE,
        "answered_by": "''", "answer_note": _NONE, "answer_text": _NONE, "call": "''",
        "mends": "'{}'::jsonb",
        "rule": f"CASE WHEN {_IS_MEND} THEN (ARRAY['no_mobile','name_in_doubt','two_numbers','no_birth'])"
                "[1 + n / 50 %% 4] ELSE '' END",
        "offers": f"CASE WHEN {_AT_RECORDS} THEN 1 ELSE 0 END",
    }, "s.waits", ""),
    ("worklist_history", {
        "item_id": _AN_ITEM, "at": "now()", "what": "'opened'", "actor_kind": "'system'", "actor_id": "'bench'",
        "details": "'{}'::jsonb", "note": _NONE,
    }, "s.waits", ""),
    ("messages_thread_message", {
        "id": _LETTER, "case_id": "n", "person_id": "n", "text": "'When will somebody come?'",
        "written_at": "now() - interval '3 days'",
    }, f"s.waits AND {_IS_REPLY}", ""),
    ("messages_sign", {
        "case_id": "n", "message_id": _LETTER, "label": "'evidence'", "rule": "'bench'", "words": "'somebody'",
        "found_at": "now()", "not_so_at": _NONE, "not_so_by": "''",
    }, f"s.waits AND {_IS_REPLY} AND n %% 4 = 0", ""),
    ("cases_hearing", {
        "case_id": "n", "ref": "'h1'", "at": "date_trunc('hour', now()) + ((n * 31 / 25 %% 60)::int - 30) *"
        " interval '1 day'", "was_at": _NONE, "court": "'Court ' || (n / 25 %% 40)", "kind": "'trial'",
        "status": "'listed'", "changed_at": "now() - (n / 25 %% 40)::int * interval '1 day'",
        "result_code": "CASE WHEN (n * 31 / 25 %% 60) < 30 THEN 'guilty' ELSE '' END",
        "result_at": "CASE WHEN (n * 31 / 25 %% 60) < 30 THEN now() - (n / 25 %% 30)::int * interval '1 day' END",
        "attend": "'{p1}'::varchar[]",
    }, "n %% 25 = 0 OR s.is_busy AND n %% 4 = 0", ""),
    ("access_audit_event", {
        "at": "now() - (n %% 30)::int * interval '1 day' - (n %% 50000)::int * interval '1 second'",
        "actor_kind": "'staff'", "actor_id": "md5('staff' || s.collar)::uuid::text",
        "action": "(ARRAY['staff.case_viewed','staff.searched','staff.message_viewed'])[1 + n %% 3]",
        "case_id": "n", "person_id": _NONE, "fields": "'[\"people\"]'::jsonb", "request_id": "md5(n::text)",
    }, _TRUE, ""),
    ("worklist_inbound_call", {
        "id": "md5('call' || n)::uuid", "at": "now() - (n / 20 %% 60)::int * interval '1 day'",
        "on": "current_date - (n / 20 %% 60)::int", "logged_by": "md5('staff' || s.collar)::uuid::text",
        "case_id": "n", "person_id": _NONE, "reason": "'progress'", "is_avoidable": _TRUE, "note": "''",
        "undone_at": _NONE,
    }, "n %% 20 = 0", ""),
    ("cases_same_person", {
        "first_id": "n - 1", "second_id": "n", "first_case_id": "n - 1", "second_case_id": "n",
        "first_key": "md5('human' || (n - 1))", "second_key": "md5('human' || n)", "evidence": "'{phone}'",
        "doubts": "'{}'", "marks": "'{}'", "refused_marks": "'{}'", "state": "'proposed'", "proposed_at": "now()",
        "decided_at": _NONE, "decided_by": "''", "decided_why": "''", "asked_again_at": _NONE,
    }, "n > %(base)s AND (n %% 500 = 0 OR s.is_busy AND n %% 20 = 0)", ""),
    ("cases_held_item", {
        "case_id": "n", "section": "'case'", "item": "''", "field": "'status'", "value": "'unheard'",
        "sentence": "'The status is not known.'", "revision": "1", "held_at": "now()", "released_at": _NONE,
    }, "n %% 200 = 0", ""),
    ("worklist_matter", {
        "id": "md5('matter' || n)::uuid", "case_id": "n", "person_id": "n", "kind": "'complaint'",
        "state": "'received'", "came_by": "'phone'", "received_on": "current_date - 5",
        "acknowledge_by": "current_date + 5", "decide_by": _NONE, "due_on": "current_date + (n / 20 %% 20)::int - 5",
        "look_on": "current_date + (n / 20 %% 20)::int - 5", "text": "'Nobody came.'", "recorded_at": "now()",
        "recorded_by": "s.collar", "acknowledged_at": _NONE, "acknowledged_by": "''", "decided_at": _NONE,
        "decided_by": "''", "finding": "''", "found": "''", "ending": "''", "closed_at": _NONE, "closed_by": "''",
    }, "n %% 2000 = 0 OR s.is_busy AND n %% 20 = 0", ""),
    ("access_case_reason", {
        "staff_id": "md5('staff' || s.collar)::uuid", "case_id": "n", "reason": "'A colleague asked me to.'",
        "is_glass": "false", "at": "now() - (n %% 90)::int * interval '1 day'",
        "until": "now() - (n %% 90)::int * interval '1 day' + interval '12 hours'",
    }, "n %% 500 = 0", ""),
    ("access_alarm", {
        "id": "md5('alarm' || n)::uuid", "kind": "'glass'", "staff_id": "md5('staff' || s.collar)::uuid",
        "case_id": "n", "cases": "1", "at": "now() - (n %% 90)::int * interval '1 day'", "seen_by": _NONE,
        "seen_at": _NONE,
    }, "n %% 2500 = 0 OR s.is_busy AND n %% 40 = 0", ""),
    # The one case in which much has happened.
    ("worklist_item", {
        "id": "md5('full' || m)::uuid", "asked_as": "md5('full' || m)::uuid", "again": "0", "case_id": "n",
        "person_id": "n", "person_ref": "'p1'", "kind": "'call'", "desk": "'oic'", "matter": "'full ' || m",
        "reason": "'needs_call'", "text": "'Call.'", "subject": "''", "script": "'Hello.'", "draft": _NONE,
        "duty": "''", "state": "'open'", "owner": "s.collar", "first_owner": "''", "cover": "''", "team": "s.team",
        "at_desk": "''", "level": "0", "opened_at": "now()", "due_at": "now() + m * interval '1 hour'",
        "latest_at": _NONE, "look_at": _NONE, "handed_out_at": "now()", "is_note_due": "false", "closed_at": _NONE,
        "answered_at": _NONE, "answered_by": "''", "answer_note": _NONE, "answer_text": _NONE, "call": "''",
        "mends": "'{}'::jsonb", "rule": "''", "offers": "0",
    }, "n = %(base)s + 7", "generate_series(1, 20) AS m"),
    ("messages_thread_message", {
        "id": "md5('written' || m)::uuid", "case_id": "n", "person_id": "n", "text": "'Another word ' || m",
        "written_at": "now() - m * interval '1 hour'",
    }, "n = %(base)s + 7", "generate_series(1, 30) AS m"),
    ("cases_event", {
        "case_id": "n", "number": "100 + m", "kind": "'status.changed'", "at": "now() - m * interval '1 hour'",
        "received_at": "now()", "seen_at": "now()", "revision": "2", "person_ref": _NONE, "item": _NONE,
        "details": "'{}'::jsonb",
    }, "n = %(base)s + 7", "generate_series(1, 60) AS m"),
)  # fmt: skip
TABLES = tuple(dict.fromkeys(table for table, *_ in _BESIDE))
"""The tables that are filled beside cases."""

# Messages that stand still, and some that are to come: like the one that told of the officer.
_MORE_MESSAGES: Sequence[tuple[str, Mapping[str, str], str, str]] = (
    (
        "held",
        {"state": "'held'", "reason": "'needs_confirmation'", "owner": "'oic'"},
        "n %% 50 = 0 OR s.is_busy AND n %% 10 = 1",
        "1, 1",
    ),
    ("planned", {"state": "'planned'", "reason": "''", "owner": "''"}, "n %% 50 = 1", "1, 1"),
    ("full", {"state": "'suppressed'", "reason": "'no_longer_true'", "owner": "'nobody'"}, "n = %(base)s + 7", "1, 30"),
)


def _statements() -> Iterator[str]:
    for table, columns, where, more in _BESIDE:
        names = ", ".join(f'"{name}"' for name in ("force", *columns))
        values = ", ".join(("'anyshire'", *columns.values()))
        source = f"{_NUMBERS}, {more}" if more else _NUMBERS
        yield f"INSERT INTO {table} ({names}) SELECT {values} FROM {source} WHERE {where}"  # noqa: S608 - our own
    for step, own, where, times in _MORE_MESSAGES:
        yield _more_messages(step, own, where, times)


def _more_messages(step: str, own: Mapping[str, str], where: str, times: str) -> str:
    set_here = {
        "id": f"md5('{step}' || n || '-' || m)::uuid", "case_id": "n", "person_id": "n", "run_id": "n * 100 + 99",
        "step": f"'{step}'", "visit": "m", "handed_over_at": _NONE, "delivered_at": _NONE, "expires_at": _NONE,
        "due_at": "now() + interval '2 days' + m * interval '1 hour'", "planned_at": "now() - m * interval '1 hour'",
        "state_at": "now()", "admitted_at": _NONE, **own,
    }  # fmt: skip
    kept = ("force", "person_ref", "channel", "template", "template_version", "text_key", "journey", "journey_state",
            "parts", "part_runs", "replaces", "trigger", "event_number", "item", "mode", "message_class", "duty",
            "known_at", "gates", "lease_token", "is_inferred", "approved_by", "approved_text", "draft_digest",
            "call_outcome", "asked_for", "contact_key")  # fmt: skip
    names = ", ".join((*set_here, *kept))
    values = ", ".join((*set_here.values(), *(f"t.{name}" for name in kept)))
    return (
        f"INSERT INTO messages_message ({names}) SELECT {values} FROM messages_message t, {_NUMBERS},"  # noqa: S608
        f" generate_series({times}) AS m WHERE t.case_id = %(case)s AND t.trigger = 'oic.assigned' AND ({where})"
    )


_MEMBER = (
    "INSERT INTO access_staff_member (id, force, collar_number, name, team, roles, is_active, created_at, changed_at)"
    " SELECT md5('staff' || c)::uuid, %(force)s, c, '{title} ' || o, {team}, '{roles}'::jsonb, true, now(), now()"
    " FROM (SELECT o, ({first} + o)::text AS c FROM generate_series(0, {count} - 1) AS o) AS x"
)
_DESKS = (
    "call_handler", "witness_care", "content_editor", "approver", "data_quality", "analyst", "auditor", "administrator",
)  # fmt: skip
_STAFF = (
    _MEMBER.format(
        title="PC Officer",
        team=f"'Team ' || lpad((o / {OFFICERS // TEAMS})::text, 3, '0')",
        roles='["officer"]',
        first=10_000,
        count=OFFICERS,
    ),
    _MEMBER.format(
        title="SGT Supervisor",
        team="'Team ' || lpad(o::text, 3, '0')",
        roles='["officer", "supervisor"]',
        first=20_000,
        count=TEAMS,
    ),
    *(
        _MEMBER.format(title="Staff", team=f"'Desk {role}'", roles=f'["{role}"]', first=30_000 + 100 * number, count=20)
        for number, role in enumerate(_DESKS)
    ),
    "INSERT INTO messages_contactability (force, day, team, victims, reachable, measured_at)"
    " SELECT %(force)s, current_date - d, CASE WHEN o < 0 THEN '' ELSE 'Team ' || lpad(o::text, 3, '0') END,"
    " 500, 300 + (d + o + 1) %% 150, now()"
    " FROM generate_series(0, 89) AS d, generate_series(-1, %(teams)s::int - 1) AS o",
)


def collar_of(role: str, number: int) -> str:
    """Return the collar number of one of the staff."""
    first = {"officer": 10000, "supervisor": 20000, **{name: 30000 + 100 * at for at, name in enumerate(_DESKS)}}
    return str(first[role] + number)
