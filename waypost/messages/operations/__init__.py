"""Every write of this room: plan, deliver, take receipts, send codes, take what victims write."""

from waypost.messages.operations.answering import EditOutOfBounds, answer
from waypost.messages.operations.climbing import climb_untold
from waypost.messages.operations.codes import NoSuchRecipient, send_sign_in_code
from waypost.messages.operations.deliver import DeliverReport, deliver, hasten_after_change
from waypost.messages.operations.plan import plan_messages, reconsider_held, supersede_messages
from waypost.messages.operations.receipts import (
    DeliveryReceipt,
    ReceiptEffect,
    forces_with_receipts,
    take_receipt,
    take_waiting,
)
from waypost.messages.operations.taking_answers import take_answers
from waypost.messages.operations.threads import write_to_officer

__all__ = [
    "DeliverReport",
    "DeliveryReceipt",
    "EditOutOfBounds",
    "NoSuchRecipient",
    "ReceiptEffect",
    "answer",
    "climb_untold",
    "deliver",
    "forces_with_receipts",
    "hasten_after_change",
    "plan_messages",
    "reconsider_held",
    "send_sign_in_code",
    "supersede_messages",
    "take_answers",
    "take_receipt",
    "take_waiting",
    "write_to_officer",
]
