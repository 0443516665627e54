"""Figures for Prometheus: how many messages became what, and what should never happen."""

from prometheus_client import Counter

MESSAGES = Counter("waypost_messages", "Messages by what became of them", ["outcome", "reason"])
HAND_OVERS = Counter("waypost_hand_overs", "Calls to providers by answer", ["provider", "answer"])
RECEIPTS = Counter("waypost_receipts", "Receipts by status and effect", ["status", "effect"])
LOST_LEASES = Counter("waypost_lost_leases", "Answers that came after the lease had passed to another worker")
