"""What the ledger keeps, on the real database."""

import json
from datetime import datetime

import pytest
from django.db import ProgrammingError, connection, transaction

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, JsonValue
from waypost.messages.ledger import EntryKind, NewEntry, append
from waypost.messages.ledger.models import LedgerContents, LedgerEntry, LedgerUnsealed
from waypost.messages.ledger.rules import contents_digest

pytestmark = pytest.mark.django_db

FORCE = ForceName("anyshire")
ODD: dict[str, JsonValue] = {
    "text": 'Ŵyn’s \u0000 \\u0041 \u2028 \u202e 😀 \x7f "<img>"',
    "count": 2**53,
    "none": None,
    "list": [1, -0, True],
}


def an_entry(now: datetime, **contents: JsonValue) -> NewEntry:
    return NewEntry(CaseId(7), None, EntryKind.HANDED_OVER, now, {"text": "Made up.", **contents}, reference="r-1")


def test_what_the_database_gives_back_has_the_digest_of_what_was_written(now: datetime) -> None:
    with in_force(FORCE):
        append([an_entry(now, **ODD)], force=FORCE, now=now)
        kept = LedgerContents.objects.select_related("entry").get()

    assert json.loads(kept.contents) == {**ODD, "list": [1, 0, True]}
    assert contents_digest(bytes(kept.salt), kept.contents.encode()) == bytes(kept.entry.contents_digest)


def test_an_entry_waits_for_its_seal_from_the_moment_it_is_there(now: datetime) -> None:
    with in_force(FORCE):
        ids = append([an_entry(now), an_entry(now)], force=FORCE, now=now)

        assert set(LedgerUnsealed.objects.values_list("entry_id", flat=True)) == set(ids)
        assert LedgerEntry.objects.count() == 2
    assert LedgerEntry.objects.count() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE messages_ledger_entry SET case_id = 8",
        "DELETE FROM messages_ledger_entry",
        "UPDATE messages_ledger_contents SET contents = '{}'",
        "DELETE FROM messages_ledger_contents",
        "UPDATE messages_ledger_seal SET number = 2",
        "DELETE FROM messages_ledger_seal",
        "UPDATE messages_ledger_unsealed SET force = 'else'",
        "TRUNCATE messages_ledger_unsealed",
        "SELECT messages_erase('{7}')",
    ],
)
def test_the_app_cannot_change_or_remove_what_was_proven(statement: str, now: datetime) -> None:
    with in_force(FORCE):
        append([an_entry(now)], force=FORCE, now=now)

        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
