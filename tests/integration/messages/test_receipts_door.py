"""`POST /api/receipts/notify`, as GOV.UK Notify calls it."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tests.integration.messages.world import FORCE, FakeProvider, World, carried, plan, state
from waypost.base import clock
from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.messages.delivery_models import WaitingReceipt
from waypost.messages.models import Receipt
from waypost.messages.operations import deliver, forces_with_receipts, take_waiting
from waypost.messages.operations.receipts import let_go

pytestmark = pytest.mark.django_db

TOKEN = "a token for tests"


def post(body: Any, *, token: str | None = TOKEN) -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    return Client().post("/api/receipts/notify", body, content_type="application/json", headers=headers)


def take() -> int:
    return take_waiting(FORCE, now=clock.now())


def receipt(reference: str | None, status: str = "delivered") -> dict[str, Any]:
    return {
        "id": "740e5834-3a29-46b4-9a6f-16142fde533a",
        "reference": reference,
        "to": "07700900001",
        "status": status,
        "created_at": "2026-11-20T12:00:00.000000Z",
        "completed_at": "2026-11-20T12:00:02.000000Z",
        "sent_at": "2026-11-20T12:00:01.000000Z",
        "notification_type": "sms",
        "template_id": "f33517ff-2a88-4f6e-b855-c550268ce08a",
        "template_version": 1,
    }


def test_a_receipt_is_taken(world: World, provider: FakeProvider, now: datetime) -> None:
    planned = plan(world)
    deliver(FORCE, now_fn=lambda: now, providers=carried(provider))

    answer = post(receipt(str(planned.message_id)))

    assert (answer.status_code, state(planned)) == (200, "handed_over")
    assert (forces_with_receipts(), take(), state(planned)) == ([FORCE], 1, "delivered")
    assert (forces_with_receipts(), take()) == ([], 0)
    with in_force(FORCE):
        assert Receipt.objects.get().completed_at is not None


@pytest.mark.parametrize("token", [None, "", "wrong", TOKEN + "x"])
def test_somebody_who_is_not_notify_is_refused(token: str | None, world: World) -> None:
    assert post(receipt("x"), token=token).status_code == 401


def test_without_a_token_set_up_everybody_is_refused(settings: Settings, world: World) -> None:
    settings.NOTIFY_CALLBACK_TOKEN = ""

    assert post(receipt("x"), token="").status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        receipt("not-ours"),
        receipt(None),
        receipt("x" * 46),
        receipt("a\0b"),
        receipt("not-ours", status="received"),
        {**receipt("not-ours"), "completed_at": "soon"},
        {**receipt("not-ours"), "completed_at": "2026-99-99T00:00:00Z"},
    ],
)
def test_what_is_not_ours_is_taken_and_changes_nothing(body: dict[str, Any], world: World) -> None:
    assert post(body).status_code == 202
    assert WaitingReceipt.objects.count() == 0


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '{"id": 1}', "[" * 5000, '{"id": "' + "x" * 20_000 + '"}'])
def test_what_is_no_receipt_is_refused(body: str, world: World) -> None:
    assert post(body).status_code == 400


def test_only_post_is_answered(world: World) -> None:
    assert Client().get("/api/receipts/notify").status_code == 405


def test_the_same_receipt_again_changes_nothing(world: World, provider: FakeProvider, now: datetime) -> None:
    planned = plan(world)
    deliver(FORCE, now_fn=lambda: now, providers=carried(provider))

    for status in ("delivered", "delivered", "permanent-failure"):
        assert post(receipt(str(planned.message_id), status)).status_code == 200

    assert (take(), state(planned)) == (3, "delivered")


def test_receipts_in_the_wrong_order_and_of_many_messages_are_taken_in_one_set(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    first = plan(world)
    deliver(FORCE, now_fn=lambda: now, providers=carried(provider))
    second = plan(world, "out_filed_no_suspect")
    deliver(FORCE, now_fn=lambda: now, providers=carried(provider))
    told = [(first, "delivered"), (second, "permanent-failure"), (first, "sending"), (second, "delivered")]

    for planned, status in told:
        post(receipt(str(planned.message_id), status))

    assert take() == 4
    assert (state(first), state(second)) == ("delivered", "failed: permanent_failure")
    with in_force(FORCE):
        assert list(Receipt.objects.order_by("id").values_list("was_news", flat=True)) == [True, True, False, False]


def test_receipts_of_one_force_are_not_taken_for_another(world: World, provider: FakeProvider, now: datetime) -> None:
    planned = plan(world)
    deliver(FORCE, now_fn=lambda: now, providers=carried(provider))
    post(receipt(str(planned.message_id)))

    assert take_waiting(ForceName("borsetshire"), now=now) == 0
    assert (state(planned), forces_with_receipts()) == ("handed_over", [FORCE])


def test_a_receipt_that_cannot_be_taken_keeps_no_other_waiting(
    world: World, provider: FakeProvider, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    planned = plan(world)
    deliver(FORCE, now_fn=lambda: now, providers=carried(provider))
    WaitingReceipt.objects.create(
        force=FORCE, reference="of-nothing", provider_id="1", status="delivered", received_at=now
    )
    post(receipt(str(planned.message_id)))

    assert [take(), take(), take()] == [1, 1, 0]
    assert state(planned) == "delivered"
    assert "of-nothing could not be taken (KeyError)" in caplog.text


def test_a_worker_that_comes_late_lets_go_of_no_receipt_but_the_one_that_failed(world: World, now: datetime) -> None:
    failed, good = [
        WaitingReceipt.objects.create(force=FORCE, reference=name, provider_id="1", status="delivered", received_at=now)
        for name in ("of-nothing", "of-something")
    ]

    assert [let_go(failed.pk, "KeyError", force=FORCE) for _ in range(2)] == [1, 0]
    assert list(WaitingReceipt.objects.all()) == [good]


def test_the_door_of_a_machine_has_the_headers_of_every_answer_and_no_cookie(world: World) -> None:
    answer = post(receipt("x"))

    assert answer["X-Request-Id"]
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert not answer.cookies
