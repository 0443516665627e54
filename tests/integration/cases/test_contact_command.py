"""The commands by which staff freeze what is on record of somebody, and let it be used again."""

import json
from datetime import datetime

import pytest
from click.testing import CliRunner, Result

from tests.snapshots import FORCE, RECORDED, a_source, event, take
from waypost.access.models import AuditEvent
from waypost.base.scope import in_force
from waypost.base.values import PersonId
from waypost.cases.commands import contact
from waypost.cases.models import Person
from waypost.cases.queries import delivery_facts

pytestmark = pytest.mark.django_db
WHOM = ["--force", "anyshire", "--case", "42260000001", "--person", "p1", "--by", "C118"]
KEYS = {"+447700900001", "amina1@example.org"}


@pytest.fixture(autouse=True)
def _case(now: datetime) -> None:
    take(a_source("rms", now=now), event(RECORDED), now=now)


def run(*words: str) -> Result:
    return CliRunner().invoke(contact, list(words))


def frozen() -> frozenset[str]:
    with in_force(FORCE):
        person_id = PersonId(Person.objects.get(ref="p1").id)
        return delivery_facts([person_id], force=FORCE)[person_id].frozen


def test_what_is_on_record_of_somebody_is_frozen_and_lifted() -> None:
    assert run("freeze", *WHOM).output == "Frozen: 2 contacts.\n"
    assert frozen() == KEYS
    assert run("freeze", *WHOM).output == "Frozen: 0 contacts.\n"

    assert run("lift", *WHOM).output == "Lifted: 2 contacts.\n"

    assert frozen() == frozenset()


def test_the_list_names_case_and_person_and_no_number() -> None:
    run("freeze", *WHOM)

    listed = run("frozen", "--force", "anyshire", "--json").output
    lines = [json.loads(line) for line in listed.splitlines()]

    assert {(line["case"], line["person"], line["why"]) for line in lines} == {("42260000001", "p1", "staff")}
    assert {line["kind"] for line in lines} == {"phone", "email"}
    assert not any(key in listed for key in KEYS)


def test_who_froze_and_who_lifted_is_in_the_audit_log() -> None:
    run("freeze", *WHOM)
    run("lift", *WHOM)

    with in_force(FORCE):
        kept = AuditEvent.objects.filter(action__startswith="contact.").order_by("id")
        assert list(kept.values_list("action", "actor_id")) == [("contact.frozen", "C118"), ("contact.lifted", "C118")]


@pytest.mark.parametrize(
    "words",
    [
        ["--force", "anyshire", "--case", "42260000009", "--person", "p1", "--by", "C118"],
        ["--force", "anyshire", "--case", "42260000001", "--person", "p7", "--by", "C118"],
        ["--force", "nowhere", "--case", "42260000001", "--person", "p1", "--by", "C118"],
    ],
)
def test_what_is_typed_wrong_is_said_in_words(words: list[str]) -> None:
    result = run("freeze", *words)

    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert frozen() == frozenset()
