"""Rows written in sets hold what the same rows hold that the ORM writes one by one."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError

from waypost.base.ids import new_id
from waypost.base.scope import in_force
from waypost.base.sets import give_keys, insert_rows, read_rows, update_rows
from waypost.base.values import ForceName
from waypost.cases.models import IntakeEvent, Source
from waypost.messages.models import Message

pytestmark = pytest.mark.django_db

FORCE = ForceName("anyshire")
NOON = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)


def a_message(**fields: Any) -> Message:
    values = {
        "id": new_id(), "force": FORCE, "case_id": 1, "person_id": 2, "run_id": 3, "step": "tell", "channel": "sms",
        "template": "made_up", "template_version": 1, "trigger": "case.recorded", "mode": "A",
        "message_class": "service", "state": "queued", "due_at": NOON, "planned_at": NOON, "state_at": NOON,
    }  # fmt: skip
    return Message(**(values | fields))


def shown(row: Message) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in Message._meta.concrete_fields}


def kept(message: Message) -> dict[str, Any]:
    return shown(Message.objects.get(id=message.id))


AWKWARD: dict[str, Any] = {
    "step": 'O\'Brien \\ "said" 100% \u2019 \U0001f6b2 ŵ\ttab\nline',
    "parts": [{"run_id": 7, "item": None, "words": "50 % \\ 'x'"}],
    "part_runs": [7, 8],
    "replaces": [],
    "known_at": NOON,
    "pushed_on": date(2026, 11, 22),
    "work_item": UUID("3f0f8f9e-8d0f-4f0a-9d2c-0a4a6d8d2f11"),
    "asked_for": "x",
    "gates": [{"name": "a", "answer": "pass"}],
    "event_number": None,
    "is_inferred": False,
}


def test_a_row_inserted_in_a_set_holds_what_the_orm_would_have_written() -> None:
    with in_force(FORCE):
        by_orm, by_set = a_message(run_id=4, **AWKWARD), a_message(run_id=5, **AWKWARD)
        by_orm.save(force_insert=True)

        assert insert_rows([by_set]) == 1

        assert kept(by_set) | {"id": 0, "run_id": 0} == kept(by_orm) | {"id": 0, "run_id": 0}


def test_a_set_writes_only_the_fields_it_is_told_to() -> None:
    with in_force(FORCE):
        one, other = a_message(run_id=4), a_message(run_id=5)
        insert_rows([one, other])
        for row in (one, other):
            row.state, row.reason, row.owner, row.step = "held", "minor", "oic", "changed"
        one.part_runs, one.gates, one.expires_at = [9], [{"name": "b"}], NOON

        assert update_rows([one, other], ["state", "reason", "owner", "part_runs", "gates", "expires_at"]) == 2

        assert kept(one) | {"step": ""} == {
            f.attname: getattr(one, f.attname) for f in Message._meta.concrete_fields
        } | {"step": ""}
        assert kept(one)["step"] == "tell"
        assert kept(other)["part_runs"] == []


def test_an_empty_set_asks_the_database_nothing(django_assert_num_queries: Any) -> None:
    with in_force(FORCE), django_assert_num_queries(0):
        assert insert_rows([]) == 0
        assert update_rows([], ["state"]) == 0


def test_what_is_there_already_is_left_alone_refused_or_written_anew_as_asked() -> None:
    with in_force(FORCE):
        first = a_message()
        insert_rows([first])
        same_wish = a_message(step="tell")

        assert insert_rows([same_wish], ignore_conflicts=True) == 0
        again = a_message(id=first.id, step="other", template="changed")
        assert insert_rows([again], unique=["id"], update=["template"]) == 1

        assert (kept(first)["template"], kept(first)["step"]) == ("changed", "tell")
        with pytest.raises(IntegrityError), transaction.atomic():
            insert_rows([same_wish])


def test_bytes_come_back_as_they_were() -> None:
    with in_force(FORCE):
        raw = bytes(range(256))
        insert_rows([Source(force=FORCE, name="x", kind="push", state="live", signing_secret=raw, created_at=NOON)])

        assert bytes(Source.objects.get(name="x").signing_secret) == raw


def test_a_row_with_a_key_of_several_columns_is_found_by_all_of_them() -> None:
    with in_force(FORCE):
        one, other = (
            IntakeEvent(source_id=1, event_id=name, force=FORCE, digest=b"", received_at=NOON) for name in "ab"
        )
        insert_rows([one, other])
        one.digest = b"new"

        assert update_rows([one], ["digest"]) == 1

        assert [bytes(row.digest) for row in IntakeEvent.objects.order_by("event_id")] == [b"new", b""]


def test_a_row_of_another_force_is_refused_by_the_database() -> None:
    with in_force(FORCE), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        insert_rows([a_message(force="elsewhere")])


def test_keys_are_given_in_the_order_of_the_rows_and_are_theirs() -> None:
    with in_force(FORCE):
        rows = [Source(force=FORCE, name=name, kind="push", state="live", created_at=NOON) for name in "abc"]

        give_keys(rows)
        insert_rows(rows)

        assert list(Source.objects.order_by("id").values_list("id", "name")) == [(row.id, row.name) for row in rows]
        Source.objects.create(force=FORCE, name="d", kind="push", state="live", created_at=NOON)
        assert Source.objects.order_by("id").last().name == "d"  # type: ignore[union-attr]


def test_rows_read_in_a_set_hold_what_the_orm_reads() -> None:
    row = a_message(parts=[{"template": "made_up"}], part_runs=[1, 2], gates=[{"name": "one"}], not_before=NOON)
    with in_force(FORCE):
        row.save(force_insert=True)

        (read,) = read_rows(Message, "WHERE t.force = %s AND t.id = ANY(%s::uuid[])", [FORCE, [row.id]])

        assert shown(read) == kept(row)
        read.step = "told"
        read.save()
        assert kept(row)["step"] == "told"


def test_a_field_left_out_is_read_when_it_is_asked_for() -> None:
    row = a_message(gates=[{"name": "one"}])
    with in_force(FORCE):
        row.save(force_insert=True)

        (read,) = read_rows(Message, "WHERE t.id = %s", [row.id], without=("gates",))

        assert read.get_deferred_fields() == {"gates"}
        assert read.gates == [{"name": "one"}]


def test_rows_read_in_a_set_are_behind_the_wall_between_forces() -> None:
    row = a_message()
    with in_force(FORCE):
        row.save(force_insert=True)
    with in_force(ForceName("othershire")):
        assert read_rows(Message, "WHERE t.id = %s", [row.id]) == []
