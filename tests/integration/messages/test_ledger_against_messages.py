"""That what operations do stands in the ledger, and that the check sees where it does not."""

from datetime import timedelta

import pytest

from tests.integration.messages.world import FORCE, FakeProvider, World, carried, plan
from waypost.base.scope import in_force
from waypost.base.values import CaseId
from waypost.messages.gates import GATES
from waypost.messages.ledger import EntryKind, NewEntry, append
from waypost.messages.ledger.breaks import BreakKind
from waypost.messages.ledger.models import LedgerContents, LedgerEntry
from waypost.messages.ledger.verifying import Check, verify
from waypost.messages.models import Attempt
from waypost.messages.operations import deliver
from waypost.messages.operations.codes import CodeToSend, Courier, carry_code
from waypost.messages.operations.receipts import DeliveryReceipt, take_receipt
from waypost.messages.values import DeliveryStatus

pytestmark = pytest.mark.django_db
CODE = "Q48Z15"


def breaks(world: World) -> set[BreakKind]:
    found = verify(Check(FORCE, (), world.now, progress=lambda _: None))
    return {one.kind for one in found.breaks}


def test_every_hand_over_and_receipt_has_its_entry_and_no_entry_holds_a_code(
    world: World, provider: FakeProvider
) -> None:
    planned = plan(world)
    deliver(FORCE, now_fn=lambda: world.now, providers=carried(provider))
    courier = Courier(providers=carried(provider), gates=GATES)
    carry_code(CodeToSend(world.person_id(), CODE), courier=courier, force=FORCE, now=world.now)
    receipt = DeliveryReceipt(str(planned.message_id), "their-id", DeliveryStatus.DELIVERED, world.now)
    for _ in range(2):
        take_receipt(receipt, now=world.now + timedelta(seconds=5))

    with in_force(FORCE):
        kinds = sorted(LedgerEntry.objects.values_list("kind", flat=True))
        said = "".join(LedgerContents.objects.values_list("contents", flat=True))
    assert kinds == [EntryKind.HANDED_OVER, EntryKind.HANDED_OVER, EntryKind.RECEIPT]
    assert CODE not in said
    assert breaks(world) == set()


def test_a_hand_over_that_is_not_in_the_ledger_and_one_that_never_was_are_seen(
    world: World, provider: FakeProvider
) -> None:
    invented = NewEntry(CaseId(1), None, EntryKind.HANDED_OVER, world.now, {}, reference="no-such")
    with in_force(FORCE):
        append([invented, invented], force=FORCE, now=world.now - timedelta(seconds=1))
    plan(world)
    deliver(FORCE, now_fn=lambda: world.now, providers=carried(provider))
    assert breaks(world) == {BreakKind.NO_MESSAGE, BreakKind.TOLD_TWICE}

    with in_force(FORCE):
        kept = Attempt.objects.get()
        kept.reference = f"{kept.reference}-2"
        kept.number = 2
        kept.save(force_insert=True)

    assert breaks(world) == {BreakKind.NO_MESSAGE, BreakKind.TOLD_TWICE, BreakKind.NOT_IN_LEDGER}
