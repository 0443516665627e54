"""
The questions of the invariants, in SQL. Every row that comes back is a breach, unless the name says what else it is.

They are asked inside the wall of one force, of the tables themselves, so that a fault in our own code hides nothing.
"""

# --- I1 ---------------------------------------------------------------------------------------

INTAKE = "SELECT event_id FROM cases_intake_event"
"""What the intake knows."""

OUTCOMES = {
    "an event that nobody has decided on": (
        "SELECT e.id FROM cases_event e JOIN cases_case c ON c.id = e.case_id"
        " LEFT JOIN cases_place p ON p.case_id = e.case_id AND p.reader = 'journeys'"
        " WHERE c.applied IS NOT NULL AND e.number > coalesce(p.place, 0)"
    ),
    "an event that was decided on twice": (
        "SELECT p.case_id || '/' || (e ->> 'number') FROM journeys_pass p, jsonb_array_elements(p.events) AS e"
        " GROUP BY p.case_id, e ->> 'number' HAVING count(*) > 1"
    ),
    "a decision whose message is not there": (
        "SELECT d.id FROM journeys_decision d WHERE d.message_id IS NOT NULL"
        " AND NOT EXISTS (SELECT FROM messages_message m WHERE m.id = d.message_id)"
    ),
    "a message of a run that is not there": (
        "SELECT m.id FROM messages_message m WHERE m.run_id IS NOT NULL AND EXISTS (SELECT FROM journeys_run)"
        " AND NOT EXISTS (SELECT FROM journeys_run r WHERE r.id = m.run_id)"
    ),
    "stopped without a reason": (
        "SELECT id FROM messages_message WHERE state IN ('held', 'suppressed', 'expired', 'failed') AND reason = ''"
    ),
}

# --- I2, I3 -----------------------------------------------------------------------------------

TWICE = {
    "the same promise twice": (
        "SELECT min(id::text) FROM messages_message WHERE run_id IS NOT NULL"
        " GROUP BY run_id, step, visit, person_id, channel HAVING count(*) > 1"
    ),
    "an attempt beside one that has arrived": (
        "SELECT a.reference FROM messages_attempt a JOIN messages_attempt b"
        " ON b.message_id = a.message_id AND b.number < a.number"
        " WHERE b.accepted_at IS NOT NULL AND b.status NOT IN ('temporary-failure', 'technical-failure')"
    ),
}
ACCEPTED = "SELECT reference FROM messages_attempt WHERE accepted_at IS NOT NULL"
"""What we have as accepted."""

# --- I4 ---------------------------------------------------------------------------------------

OLD = """
SELECT id FROM messages_message WHERE channel <> 'letter'
AND state IN ('queued', 'leased', 'handed_over', 'in_doubt') AND state_at < %s
"""
LONG_LEASED = "SELECT id FROM messages_message WHERE state = 'leased' AND state_at < %s"

# --- I5 ---------------------------------------------------------------------------------------

_RANK = (
    "CASE {} WHEN '' THEN -1 WHEN 'created' THEN 0 WHEN 'sending' THEN 1 WHEN 'pending' THEN 2"
    " WHEN 'sent' THEN 3 ELSE 4 END"
)
STATUSES = {
    "an attempt stands before what a receipt said": (
        f"SELECT DISTINCT a.reference FROM messages_attempt a JOIN messages_receipt r ON r.attempt_id = a.reference"
        f" WHERE {_RANK.format('a.status')} < {_RANK.format('r.status')}"
    ),
    "a receipt that was news after one that said more": (
        f"SELECT DISTINCT r.attempt_id FROM messages_receipt r JOIN messages_receipt e"
        f" ON e.attempt_id = r.attempt_id AND e.id < r.id"
        f" WHERE r.was_news AND {_RANK.format('r.status')} <= {_RANK.format('e.status')}"
    ),
    "a final status that another followed": (
        "SELECT reference FROM messages_ledger_entry e JOIN messages_ledger_contents c ON c.entry_id = e.id"
        " WHERE e.kind = 'receipt' AND (c.contents::json ->> 'status') IN"
        " ('delivered', 'permanent-failure', 'temporary-failure', 'technical-failure')"
        " GROUP BY reference HAVING count(*) > 1"
    ),
    "delivered, and no attempt says so": (
        "SELECT m.id FROM messages_message m WHERE m.state = 'delivered' AND NOT m.is_inferred"
        " AND m.channel <> 'letter' AND NOT EXISTS ("
        "  SELECT FROM messages_attempt a WHERE a.message_id = m.id AND a.status = 'delivered')"
    ),
    "an attempt has arrived, and its message does not say so": (
        "SELECT m.id FROM messages_message m JOIN messages_attempt a ON a.message_id = m.id"
        " WHERE a.status = 'delivered' AND m.state <> 'delivered' AND m.state <> 'failed'"
    ),
}

# --- I6, I7 -----------------------------------------------------------------------------------

DIGESTS = "SELECT reference, body_digest FROM messages_attempt WHERE accepted_at IS NOT NULL"
"""The digest of every attempt."""

BODIES = """
SELECT a.reference, a.text_key, a.template_version, a.body, a.body_digest, a."values", a.is_discreet
FROM messages_attempt a JOIN messages_message m ON m.id = a.message_id
WHERE m.channel = 'sms' AND m.run_id IS NOT NULL AND m.approved_text = '' AND a.body <> ''
"""
"""The words of every text."""

GATES = """
SELECT a.reference, a.gates FROM messages_attempt a JOIN messages_message m ON m.id = a.message_id
WHERE m.run_id IS NOT NULL AND a.accepted_at IS NOT NULL
"""
"""What the gates said when it was leased; a sign-in code, which nothing planned, is asked fewer."""

# --- I9, I10 ----------------------------------------------------------------------------------

UNWRITTEN = {
    "what a victim wrote is not in the outbox once": (
        "SELECT t.id FROM messages_thread_message t LEFT JOIN cases_outbox o ON o.id = t.id"
        " WHERE o.id IS NULL OR o.kind <> 'victim_message'"
    ),
    "taken before an earlier one of its case": (
        "SELECT o.id FROM cases_outbox o JOIN cases_outbox e ON e.case_id = o.case_id AND e.number < o.number"
        " WHERE o.state = 'taken' AND e.state = 'waiting'"
    ),
}
OUTBOX = "SELECT id, case_id, state FROM cases_outbox ORDER BY case_id, number"
"""The whole outbox, each case's in order."""

FOREIGN = {
    "a message with another force's case": (
        "SELECT m.id FROM messages_message m LEFT JOIN cases_case c ON c.id = m.case_id AND c.force = m.force"
        " WHERE c.id IS NULL AND EXISTS (SELECT FROM cases_case)"
    ),
    "an attempt with another force's message or reference": (
        "SELECT a.reference FROM messages_attempt a LEFT JOIN messages_message m"
        " ON m.id = a.message_id AND m.force = a.force"
        " LEFT JOIN messages_reference r ON r.reference = a.reference AND r.force = a.force"
        " WHERE m.id IS NULL OR r.reference IS NULL"
    ),
    "an item of the outbox with another force's case": (
        "SELECT o.id FROM cases_outbox o LEFT JOIN cases_case c ON c.id = o.case_id AND c.force = o.force"
        " WHERE c.id IS NULL"
    ),
}
