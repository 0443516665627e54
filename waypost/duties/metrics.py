"""Figures for Prometheus: what became of the clocks."""

from collections.abc import Iterable

from prometheus_client import Counter

from waypost.duties.history import Line

CHANGES = Counter("waypost_duty_clock_changes", "Changes of clocks by what happened", ["what"])


def count_changes(lines: Iterable[Line]) -> None:
    """Count new lines of history."""
    for line in lines:
        CHANGES.labels(what=line.what.value).inc()
