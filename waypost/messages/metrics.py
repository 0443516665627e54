"""Figures for Prometheus: how many messages became what, and what should never happen."""

from collections.abc import Iterator

from django.db import DatabaseError
from prometheus_client import REGISTRY, Counter
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from waypost.messages.delivery_models import ProviderAlarm, WaitingReceipt

MESSAGES = Counter("waypost_messages", "Messages by what became of them", ["outcome", "reason"])
HAND_OVERS = Counter("waypost_hand_overs", "Calls to providers by answer", ["provider", "answer"])
RECEIPTS = Counter("waypost_receipts", "Receipts by status and effect", ["status", "effect"])
LOST_LEASES = Counter("waypost_lost_leases", "Answers that came after the lease had passed to another worker")


class Standing(Collector):
    """What stands in the database now, whichever process is asked; nothing where the database does not answer."""

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Name no figures before they are asked for: that would need the database."""
        return iter(())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Read the figures."""
        try:
            alarms = list(ProviderAlarm.objects.values_list("force", "provider", "kind"))
            waiting = WaitingReceipt.objects.count()
        except DatabaseError:
            return
        wrong = GaugeMetricFamily(
            "waypost_provider_alarm", "What is wrong with a provider now", labels=["force", "provider", "kind"]
        )
        for labels in alarms:
            wrong.add_metric(labels, 1)
        yield wrong
        yield GaugeMetricFamily("waypost_receipts_waiting", "Receipts that are written down and not taken", waiting)


REGISTRY.register(Standing())
