"""One line of a disclosure for each thing that happened. Pure: what the rooms hold in, JSON out."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from waypost.access.queries import PageView
from waypost.base.clock import LONDON
from waypost.base.values import JsonValue
from waypost.messages.gates import GATES
from waypost.messages.ledger.breaks import KeptEntry
from waypost.messages.ledger.rules import moment
from waypost.messages.ledger.values import EntryKind
from waypost.messages.reasons import MEANINGS
from waypost.messages.thread_rules import ThreadItem
from waypost.messages.values import AnswerKind, Reason

Item = dict[str, JsonValue]

_WHAT = {
    EntryKind.HANDED_OVER: "sent",
    EntryKind.RECEIPT: "receipt",
    EntryKind.ENDED: "not_sent",
    EntryKind.TOLD_BY_OFFICER: "told_by_officer",
    EntryKind.VICTIM_WROTE: "victim_wrote",
    EntryKind.STAFF_WROTE: "officer_wrote",
    EntryKind.ERASED: "erased",
}
_SENTENCES = {gate.name: gate.sentence for gate in GATES}
_ANSWERS = {
    AnswerKind.PASS: "Yes.",
    AnswerKind.WAIT: "Later.",
    AnswerKind.ASK: "A person was asked.",
    AnswerKind.HOLD: "Not yet.",
    AnswerKind.SUPPRESS: "No.",
}


def of_entry(entry: KeptEntry, *, person: str | None, seal: int | None) -> Item:
    """Return the line of an entry of the ledger, with all that is needed to check its digests."""
    contents: Mapping[str, Any] | None = json.loads(entry.contents) if entry.contents is not None else None
    line: Item = {
        "at": times(entry.columns.at),
        "what": _WHAT[EntryKind(entry.columns.kind)],
        "person": person,
        "details": dict(contents) if contents is not None else None,
        "proof": _proof(entry, seal),
    }
    if contents and "gates" in contents:
        passed = [{"name": name, "answer": AnswerKind.PASS} for name in contents["gates_passed"]]
        line["gates_in_words"] = [gate_in_words(answer) for answer in (*passed, *contents["gates"])]
    return line


def of_thread(item: ThreadItem, *, person: str) -> Item:
    """Return the line of what the crime system holds of the thread; the ledger has no entry of it."""
    details: Item = {"text": item.text, "author": item.author or None}
    return {
        "at": times(item.at),
        "what": "victim_wrote" if item.is_own else "officer_wrote",
        "person": person,
        "details": details,
        "proof": None,
    }


def of_view(view: PageView, *, person: str) -> Item:
    """Return the line of a page that the person opened; the audit log has it under its reference."""
    details: Item = {"shown": list(view.fields), "audit_reference": view.reference}
    return {"at": times(view.at), "what": "page_read", "person": person, "details": details, "proof": None}


def in_order(items: Sequence[Item]) -> list[Item]:
    """Return the lines as things happened."""
    return sorted(items, key=lambda item: (str(_utc(item)), str(item["what"])))


def times(at: datetime) -> dict[str, JsonValue]:
    """Return a moment in UTC, and as clocks in London showed it."""
    local = at.astimezone(LONDON)
    return {"utc": moment(at.astimezone(UTC)), "london": f"{local:%Y-%m-%d %H:%M:%S} {local.tzname()}"}


def gate_in_words(answer: Mapping[str, Any]) -> str:
    """Return what a gate asked, and what the answer was."""
    asked = _SENTENCES.get(str(answer.get("name")), str(answer.get("name")))
    said = _ANSWERS[AnswerKind(answer["answer"])]
    reason = answer.get("reason")
    meaning = MEANINGS[Reason(reason)].sentence if reason in set(Reason) else ""
    return " ".join(filter(None, (asked, said, meaning)))


def _utc(item: Item) -> JsonValue:
    at = item["at"]
    return at["utc"] if isinstance(at, dict) else None


def _proof(entry: KeptEntry, seal: int | None) -> Item:
    columns = entry.columns
    return {
        "entry": str(columns.id),
        "case_id": columns.case_id,
        "person_id": columns.person_id,
        "message_id": str(columns.message_id) if columns.message_id else None,
        "kind": columns.kind,
        "reference": columns.reference,
        "written_at": moment(columns.written_at),
        "salt": entry.salt.hex() if entry.salt is not None else None,
        "contents": entry.contents.decode() if entry.contents is not None else None,
        "contents_digest": columns.contents_digest.hex(),
        "digest": entry.digest.hex(),
        "seal": seal,
    }
