"""
The guards of exactly-once, each taken out by itself, in the process of one worker, to see which drill falls.

Nothing here changes the product: what is replaced is replaced in memory, in a process that a drill started.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Exists, QuerySet

from waypost.messages.operations import claim, learn, receipts, reconcile, record
from waypost.messages.providers import Doubtful, NotFound, RefusalKind, Refused
from waypost.messages.providers.notify import NotifyProvider
from waypost.messages.values import AnswerKind, GateAnswer, Verdict


def take_out(name: str) -> None:
    """
    Take one guard out of this process; without a name, none.

    :raises KeyError: if there is no such guard.
    """
    if name:
        GUARDS[name]()


def _set(module: Any, name: str, value: object) -> None:
    assert hasattr(module, name), f"{module}.{name} is no more: the drills have to follow"  # noqa: S101
    setattr(module, name, value)


def _ask_nobody() -> None:
    """What is in doubt is taken for not arrived, without asking."""
    _set(NotifyProvider, "look_up", lambda self, reference: NotFound())


def _ask_at_once() -> None:
    """Who is asked is asked before they can know."""
    original = NotifyProvider.__init__

    def init(self: Any, how: Any) -> None:
        original(self, how)
        self.reconcile_after_s = 0.0

    _set(NotifyProvider, "__init__", init)


def _take_doubt_for_refusal() -> None:
    """A call of which nobody knows is made again as if it had been refused."""
    original = NotifyProvider.send

    def send(self: Any, request: Any) -> Any:
        answer = original(self, request)
        return Refused(RefusalKind.LATER, answer.code) if isinstance(answer, Doubtful) else answer

    _set(NotifyProvider, "send", send)


def _call_late() -> None:
    """A lease that is too old to be used is used."""
    original = claim._lease  # noqa: SLF001

    def lease(*arguments: Any, **options: Any) -> Any:
        return tuple(replace(one, call_before=float("inf")) for one in original(*arguments, **options))

    _set(claim, "_lease", lease)


def _record_blindly() -> None:
    """An answer counts whoever holds the lease by now."""
    original = record._record_one  # noqa: SLF001

    def record_one(row: Any, attempt: Any, said: Any, how: Any, telling: Any) -> None:
        lease, answer = said
        original(row, attempt, (replace(lease, token=row.lease_token), answer), how, telling)

    _set(record, "_record_one", record_one)


def _ask_no_gate() -> None:
    """What was planned leaves, whatever has changed since."""

    def judge(subject: Any, circumstances: Any, *, gates: Sequence[Any]) -> Verdict:
        answers = tuple(GateAnswer(gate.name, AnswerKind.PASS, gate.sentence) for gate in gates)
        return Verdict(answers, GateAnswer("all", AnswerKind.PASS, ""))

    _set(claim, "judge", judge)


def _call_before_commit() -> None:
    """The provider is called while the claim is not committed yet: a worker that dies forgets that it called."""
    original = claim._lease  # noqa: SLF001

    def lease(ready: Any, batch: Any, *, started: float) -> Any:
        leases = original(ready, batch, started=started)
        for one in leases[:20]:
            batch.provider.send(one.request)
        return leases

    _set(claim, "_lease", lease)


def _lock_nothing() -> None:
    """Rows are read without being locked, so that workers side by side take the same ones."""
    _set(QuerySet, "select_for_update", lambda self, **options: self)


def _believe_the_last_word() -> None:
    """A receipt counts even where a later status is known."""

    def learn_status(row: Any, attempt: Any, status: Any, telling: Any, *, now: Any) -> bool:
        attempt.status = status
        telling.said.append((row, attempt, status))
        return True

    for module in (receipts, reconcile, learn):
        _set(module, "learn_status", learn_status)


def _seal_together() -> None:
    """Sealers do not wait for one another."""
    from waypost.messages.ledger import sealing

    _set(sealing, "_is_alone", lambda force: True)


def _write_back_again() -> None:
    """What the crime system has is handed over again, and later items do not wait for earlier ones."""
    from waypost.cases import operations

    _set(operations, "Exists", lambda query: Exists(query.none()))


GUARDS: Mapping[str, Callable[[], None]] = {
    "ask before sending again": _ask_nobody,
    "wait before asking": _ask_at_once,
    "a doubt is no refusal": _take_doubt_for_refusal,
    "no call after its lease": _call_late,
    "the token of a lease": _record_blindly,
    "gates again at the claim": _ask_no_gate,
    "commit before the call": _call_before_commit,
    "locks of rows": _lock_nothing,
    "a status never goes back": _believe_the_last_word,
    "one sealer": _seal_together,
    "one case in order": _write_back_again,
}
