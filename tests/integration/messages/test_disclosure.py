"""What is handed out about a case, and that whoever gets it can check it."""

import hashlib
import io
import json
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import jsonschema
import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from tests.integration.messages.world import FORCE, FakeProvider, World, a_world, carried, plan
from waypost.access.audit import record_audit
from waypost.access.models import AuditEvent
from waypost.access.permissions import Action
from waypost.access.values import Actor, ActorKind
from waypost.base.scope import in_force
from waypost.messages.disclosure.commands import disclosure
from waypost.messages.ledger.sealing import seal
from waypost.messages.models import Attempt
from waypost.messages.operations import deliver, write_to_officer

pytestmark = pytest.mark.django_db
SCHEMA = json.loads((Path(__file__).parents[3] / "content" / "schemas" / "disclosure.schema.json").read_text())
HOSTILE = "#panic() $x$ <img onerror=alert(1)> {{7*7}} \\n 😀 =HYPERLINK(1)"
ELSEWHERE = "Kanarienvogel"


def story(world: World, provider: FakeProvider) -> World:
    """Send, write, answer and read; and do some of it in another case of the same force, which must not show."""
    other = a_world(world.now, reference="42260000002").change(_with_canary)
    plan(world)
    plan(other)
    deliver(FORCE, now_fn=lambda: world.now, providers=carried(provider))
    for each, text in ((world, HOSTILE), (other, ELSEWHERE)):
        write_to_officer(each.person_id(), text=text, waypost_id=uuid4(), force=FORCE, now=world.now)
    world = world.change(_answered)
    victim = Actor(ActorKind.VICTIM, "an account")
    later = world.now + timedelta(hours=2)
    seen = {"case_id": world.case_id, "person_id": world.person_id(), "fields": ["stage"]}
    record_audit(Action.CASE_VIEWED, by=victim, force=FORCE, now=later, **seen)  # type: ignore[arg-type]
    seal(FORCE, now=world.now)
    return world


def _with_canary(document: dict[str, Any]) -> None:
    document["people"][0].update(given_name=ELSEWHERE)
    document["people"][0]["contact"] = {"mobile": "07700 900777"}


def _answered(document: dict[str, Any]) -> None:
    document["entries"] = [
        {
            "id": "e1",
            "at": "2026-11-20T13:00:00+00:00",
            "kind": "officer_message",
            "person": "p1",
            "text": "We have your camera’s pictures. ﷽",
        }
    ]


def export(folder: Path, *more: str) -> Result:
    arguments = [
        "export",
        "--force",
        FORCE,
        "--case",
        "42260000001",
        "--out",
        str(folder),
        "--reason",
        "CPS",
        "--by",
        "7001",
    ]
    return CliRunner().invoke(disclosure, [*arguments, *more])


def test_a_court_gets_all_that_happened_and_can_check_it(world: World, provider: FakeProvider, tmp_path: Path) -> None:
    story(world, provider)

    done = export(tmp_path)

    assert done.exit_code == 0, done.output
    written = (tmp_path / "42260000001.json").read_text(encoding="utf-8")
    found = json.loads(written)
    jsonschema.Draft202012Validator(SCHEMA).validate(found)
    assert [item["what"] for item in found["items"]] == ["sent", "victim_wrote", "officer_wrote", "page_read"]
    with in_force(FORCE):
        sent = Attempt.objects.get(message__case_id=world.case_id)
    assert found["items"][0]["details"]["text"] == sent.body
    assert "The force is live for this case. Yes." in found["items"][0]["gates_in_words"]
    assert found["items"][1]["details"]["text"] == HOSTILE
    assert ELSEWHERE not in written
    assert "900777" not in written
    for item in found["items"][:2]:
        check(item, force=FORCE)
        assert item["proof"]["seal"] == 1
    with in_force(FORCE):
        (line,) = AuditEvent.objects.filter(action="case.disclosed")
    assert (line.case_id, line.fields, line.actor_id) == (world.case_id, ["whole_case", "CPS"], "7001")
    assert stat.S_IMODE((tmp_path / "42260000001.json").stat().st_mode) == 0o600


def check(item: dict[str, Any], *, force: str) -> None:
    """Compute the digests as `how_to_check` says, with nothing of ours."""
    proof = item["proof"]
    contents = hashlib.sha256(bytes.fromhex(proof["salt"]) + proof["contents"].encode()).hexdigest()
    columns = {name: proof[name] for name in ("case_id", "kind", "message_id", "person_id", "reference", "written_at")}
    columns |= {"at": item["at"]["utc"], "contents_digest": contents, "force": force, "id": proof["entry"]}
    text = json.dumps(columns, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert contents == proof["contents_digest"]
    assert hashlib.sha256(text.encode()).hexdigest() == proof["digest"]
    assert json.loads(proof["contents"]) == item["details"]


def test_paper_says_the_same_without_number_and_invitation_and_takes_words_as_words(
    world: World, provider: FakeProvider, tmp_path: Path
) -> None:
    story(world, provider)

    export(tmp_path)

    pages = PdfReader(io.BytesIO((tmp_path / "42260000001.pdf").read_bytes())).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for word in ("#panic() $x$ <img onerror=alert(1)> {{7*7}}", "[U+1F600]", "Page opened in the portal", "GMT"):
        assert word in text
    assert "ending in 001" in text
    assert "900001" not in text
    with in_force(FORCE):
        address = Attempt.objects.get(message__case_id=world.case_id).values.get("portal_address", "/i/")
    assert address.rsplit("/", 2)[-2] not in text or address == "/i/"


def test_of_one_person_only_what_concerns_them(world: World, provider: FakeProvider, tmp_path: Path) -> None:
    story(world, provider)

    known, unknown = export(tmp_path, "--person", "p1"), export(tmp_path, "--person", "p9")

    assert known.exit_code == 0
    assert unknown.exit_code == 1
    assert "nobody p9" in unknown.output
    assert json.loads((tmp_path / "42260000001.json").read_text())["only_person"] == "p1"
