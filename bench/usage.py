"""
Processor time and memory of every process of a measurement, by role.

Processor time is what a figure may be compared by on a machine that others use; time on the clock is not.
"""

import contextlib
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import psutil

_SAMPLE_S = 1.0


@dataclass
class Watch:
    """The processes of each role, with their children; what ended ones used is kept. Seconds, bytes."""

    roots: dict[str, list[psutil.Process]] = field(default_factory=dict)
    ended: Counter[str] = field(default_factory=Counter)
    peaks: dict[str, int] = field(default_factory=dict)

    def add(self, role: str, process: psutil.Process) -> None:
        """Watch a process and all that it starts."""
        self.roots.setdefault(role, []).append(process)

    def forget(self, role: str, process: psutil.Process) -> None:
        """Keep what a process used, just before it is ended."""
        self.ended[role] += int(_processor_s(process) * 1e6)
        self.roots[role].remove(process)

    def processor_s(self) -> Mapping[str, float]:
        """Return the processor time so far, user and system, by role."""
        return {
            role: self.ended[role] / 1e6 + sum(_processor_s(process) for process in roots)
            for role, roots in list(self.roots.items())
        }

    @contextlib.contextmanager
    def memory(self) -> Iterator[None]:
        """Look at the memory once a second while inside; `peaks` begins anew."""
        self.peaks.clear()
        over = threading.Event()
        looker = threading.Thread(target=self._look_until, args=(over,), daemon=True)
        looker.start()
        try:
            yield
        finally:
            over.set()
            looker.join()
            self._look()

    def _look_until(self, over: threading.Event) -> None:
        while not over.wait(_SAMPLE_S):
            self._look()

    def _look(self) -> None:
        for role, roots in list(self.roots.items()):
            size = sum(_memory(one) for process in list(roots) for one in _tree(process))
            self.peaks[role] = max(size, self.peaks.get(role, 0))


def _processor_s(process: psutil.Process) -> float:
    """Return what a process and its children used, those included that have ended and were waited for."""
    used = 0.0
    for one in _tree(process):
        with contextlib.suppress(psutil.Error):
            times = one.cpu_times()
            used += times.user + times.system + times.children_user + times.children_system
    return used


def _tree(process: psutil.Process) -> list[psutil.Process]:
    try:
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []


def _memory(process: psutil.Process) -> int:
    """Return the proportional size, so that what processes share (PostgreSQL's buffers) counts once."""
    try:
        return int(process.memory_full_info().pss)
    except (psutil.Error, AttributeError, OSError):
        return 0
