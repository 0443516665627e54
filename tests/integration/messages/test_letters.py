"""Letters, end to end: on paper, printed, and delivered when the post has had its days."""

import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pypdf
import pytest
from pytest_django import Settings

from tests.integration.messages.people import items
from tests.integration.messages.world import FORCE, FakeProvider, World, message, plan, state
from waypost.base.scope import in_force
from waypost.cases.models import OutboxItem
from waypost.messages.models import Message
from waypost.messages.operations import DeliveryReceipt, deliver, take_receipt
from waypost.messages.providers import Provider
from waypost.messages.providers.print_folder import PrintFolderProvider, PrintFolderSettings
from waypost.messages.values import Channel, DeliveryStatus, Planned
from waypost.worklist.values import ItemKind

pytestmark = pytest.mark.django_db
HOME = {"address": "1 Sample Street, Anytown", "postcode": "TS5 6AB"}
ONLY_POST = {"mobile": None, "phone": None, "email": None, **HOME}


@pytest.fixture(autouse=True)
def _providers(settings: Settings, tmp_path: Path) -> None:
    """Set the channels up where nobody listens: the tests carry the messages themselves."""
    settings.NOTIFY_BASE_URL, settings.NOTIFY_TEMPLATE_SMS = "http://127.0.0.1:9", "made-up-template"
    settings.NOTIFY_API_KEY = "demo-6d5c7a3e-0f43-4f0e-9a53-0d9f1f1f8a01-6d5c7a3e-0f43-4f0e-9a53-0d9f1f1f8a02"
    settings.SMTP_URL = "smtp://127.0.0.1:9"
    settings.PRINT_FOLDER = str(tmp_path)


@pytest.fixture
def room(tmp_path: Path) -> PrintFolderProvider:
    return PrintFolderProvider(PrintFolderSettings(tmp_path))


def run(carriers: Mapping[Channel, Provider], now: datetime) -> None:
    deliver(FORCE, now_fn=lambda: now, providers=carriers)


def at_home(world: World, **contact: object) -> World:
    return world.change(lambda case: case["people"][0].update(contact={**ONLY_POST, **contact}))


def written(planned: Planned) -> Mapping[str, str]:
    """Return the state of each channel's message of the same wish."""
    with in_force(FORCE):
        return {row.channel: row.state for row in Message.objects.filter(run_id=planned.intent.run_id)}


def test_who_has_only_a_home_is_written_to_and_told_once_the_post_has_come(
    world: World, room: PrintFolderProvider, tmp_path: Path, now: datetime
) -> None:
    planned = plan(at_home(world))
    run({Channel.LETTER: room}, now)

    (pdf,) = (tmp_path / "to-print").glob("*.pdf")
    words = " ".join(pypdf.PdfReader(io.BytesIO(pdf.read_bytes())).pages[0].extract_text().split())
    assert "1 Sample Street Anytown TS5 6AB" in words
    assert world.document["reference"] in words
    assert state(planned) == "handed_over"

    (tmp_path / "to-print" / f"{pdf.stem}.json").rename(tmp_path / "printed" / f"{pdf.stem}.json")
    run({Channel.LETTER: room}, now + timedelta(hours=7))
    run({Channel.LETTER: room}, now + timedelta(days=2))
    assert state(planned) == "handed_over"

    run({Channel.LETTER: room}, now + timedelta(days=8))
    assert state(planned) == "delivered"
    assert message(planned).is_inferred
    with in_force(FORCE):
        notes = [item.payload["text"] for item in OutboxItem.objects.filter(kind="note")]
    assert [note.startswith("Waypost sent a letter: Your reference is") for note in notes] == [True]


def test_a_letter_that_nobody_printed_for_a_week_goes_to_a_person(
    world: World, room: PrintFolderProvider, now: datetime
) -> None:
    planned = plan(at_home(world))
    run({Channel.LETTER: room}, now)

    run({Channel.LETTER: room}, now + timedelta(days=7))

    assert state(planned) == "failed: no_receipt"


def test_a_letter_that_the_printer_refused_is_not_sent_again_but_a_person_calls(
    world: World, room: PrintFolderProvider, tmp_path: Path, now: datetime
) -> None:
    at = at_home(world)
    planned = plan(at)
    run({Channel.LETTER: room}, now)
    (pdf,) = (tmp_path / "to-print").glob("*.pdf")
    pdf.rename(tmp_path / "refused" / pdf.name)

    for days in (1, 2):
        run({Channel.LETTER: room}, now + timedelta(days=days))

    assert state(planned) == "failed: provider_refused"
    assert [(item.kind, item.reason) for item in items(at)] == [(ItemKind.CALL, "provider_refused")]


def test_a_letter_is_the_rung_after_the_email(world: World, room: PrintFolderProvider, now: datetime) -> None:
    both = at_home(world, mobile="07700 900001", email="amina@example.org")
    planned = plan(both)
    quicker = {Channel.SMS: FakeProvider(), Channel.EMAIL: FakeProvider("smtp-with-look-up")}
    carriers: Mapping[Channel, Provider] = {**quicker, Channel.LETTER: room}
    run(carriers, now)

    for carrier in quicker.values():
        sent = carrier.sent[-1]
        take_receipt(DeliveryReceipt(sent.reference, "their-id", DeliveryStatus.PERMANENT_FAILURE, now), now=now)
        run(carriers, now)

    assert written(planned) == {"sms": "failed", "email": "failed", "letter": "handed_over"}


@pytest.mark.parametrize(
    ("suspect", "postcode"), [("1 Sample St", "TS5 6AB"), ("Flat 2, 1 Sample Street, Anytown", None)]
)
def test_no_letter_goes_to_a_home_where_somebody_accused_may_live(
    world: World, room: PrintFolderProvider, tmp_path: Path, suspect: str, postcode: str | None
) -> None:
    def add(case: dict[str, object]) -> None:
        people = case["people"]
        assert isinstance(people, list)
        contact = {"address": suspect, "postcode": postcode}
        people.append({"id": "s1", "roles": ["suspect"], "kind": "person", "family_name": "Other", "contact": contact})

    planned = plan(at_home(world).change(add))
    run({Channel.LETTER: room}, world.now)

    assert state(planned) == "held: same_as_suspect"
    assert not (tmp_path / "to-print").exists()


def test_a_silent_text_is_followed_by_a_letter_while_the_post_can_still_be_in_time(
    world: World, room: PrintFolderProvider, now: datetime
) -> None:
    no_email = at_home(world, mobile="07700 900001")
    planned = plan(no_email, tell_by=now + timedelta(days=12))
    carriers: Mapping[Channel, Provider] = {Channel.SMS: FakeProvider(), Channel.LETTER: room}
    run(carriers, now)

    run(carriers, now + timedelta(days=5))
    assert written(planned) == {"sms": "handed_over"}
    # At four fifths of its time, nine days on, a letter would come too late.
    run(carriers, now + timedelta(days=6))

    assert written(planned) == {"sms": "handed_over", "letter": "handed_over"}
