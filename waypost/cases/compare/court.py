"""What changed at court: hearings, their results and orders, who must attend."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from waypost.base.values import JsonValue
from waypost.cases.applied import AppliedCase
from waypost.cases.compare.values import Change, ChangeKind, Pair
from waypost.cases.snapshot import Hearing
from waypost.cases.vocabulary import Flag, HearingKind, HearingStatus, OrderKind, ResultCode

CasePair = Pair[AppliedCase]

_OFF: Final = frozenset({HearingStatus.VACATED, HearingStatus.ADJOURNED})
_AHEAD: Final = frozenset({HearingStatus.LISTED, HearingStatus.STARTED})

_RESULT: Final = {
    ResultCode.SENT_TO_CROWN: ChangeKind.COURT_SENT_TO_CROWN,
    ResultCode.PLEA_GUILTY: ChangeKind.COURT_PLEA_ENTERED,
    ResultCode.PLEA_NOT_GUILTY: ChangeKind.COURT_PLEA_ENTERED,
    ResultCode.GUILTY: ChangeKind.COURT_VERDICT,
    ResultCode.NOT_GUILTY: ChangeKind.COURT_VERDICT,
    ResultCode.HUNG_JURY: ChangeKind.COURT_VERDICT,
    ResultCode.SENTENCED: ChangeKind.COURT_SENTENCED,
    ResultCode.WARRANT_ISSUED: ChangeKind.COURT_WARRANT_ISSUED,
    ResultCode.WARRANT_EXECUTED: ChangeKind.COURT_WARRANT_EXECUTED,
}
_BAIL_RESULT: Final = {
    ResultCode.BAIL_GRANTED: ChangeKind.COURT_BAIL_DECISION,
    ResultCode.BAIL_REFUSED: ChangeKind.COURT_BAIL_DECISION,
    ResultCode.BAIL_CHANGED: ChangeKind.COURT_BAIL_CHANGED,
}
_APPEAL_RESULT: Final = {
    ResultCode.BAIL_GRANTED: ChangeKind.APPEAL_BAIL_GRANTED,
    ResultCode.APPEAL_ALLOWED: ChangeKind.APPEAL_DECIDED,
    ResultCode.APPEAL_DISMISSED: ChangeKind.APPEAL_DECIDED,
    ResultCode.PERMISSION_GRANTED: ChangeKind.APPEAL_PERMISSION_DECISION,
    ResultCode.PERMISSION_REFUSED: ChangeKind.APPEAL_PERMISSION_DECISION,
}
_AFTER_NO_VERDICT: Final = frozenset({ResultCode.HUNG_JURY, ResultCode.RETRIAL})


def changes_of_hearings(pair: CasePair) -> Iterator[Change]:
    """Yield what happened to each hearing, with `received_at` from which its duties run."""
    before = {hearing.id: hearing for hearing in pair.before.hearings}
    relisted = relistings(before, pair.after.hearings)
    replaced = set(relisted.values())
    for hearing in pair.after.hearings:
        earlier = before.pop(hearing.id, None)
        instead_of = _find(pair.before.hearings, relisted.get(hearing.id))
        yield from _listing(pair, hearing, earlier, instead_of)
        if hearing.id not in replaced:
            yield from _adjournment(pair, hearing, earlier)
        yield from _progress(pair, hearing, earlier)
        yield from _witnesses(pair, hearing, earlier or instead_of)
    for hearing in before.values():
        yield _about(ChangeKind.HEARING_WITHDRAWN, pair, hearing)


def relistings(before: Mapping[str, Hearing], after: Sequence[Hearing]) -> dict[str, str]:
    """
    Return, by id, each new hearing that stands in for one taken off in the same snapshot.

    Of several of the same kind and defendants, the earliest new one stands for the earliest old.
    """
    taken_off = [hearing for hearing in _by_time(after) if _went_off(hearing, before.get(hearing.id))]
    found: dict[str, str] = {}
    for new in _by_time(after):
        if new.id in before or new.status != HearingStatus.LISTED:
            continue
        old = next((hearing for hearing in taken_off if _matter(hearing) == _matter(new)), None)
        if old is not None:
            taken_off.remove(old)
            found[new.id] = old.id
    return found


def _by_time(hearings: Sequence[Hearing]) -> list[Hearing]:
    return sorted(hearings, key=lambda hearing: (hearing.starts_at, hearing.id))


def _matter(hearing: Hearing) -> tuple[str, frozenset[str]]:
    return hearing.kind, frozenset(hearing.defendants)


def _went_off(hearing: Hearing, before: Hearing | None) -> bool:
    return before is not None and before.status not in _OFF and hearing.status in _OFF


def _find(hearings: Sequence[Hearing], hearing_id: str | None) -> Hearing | None:
    return next((hearing for hearing in hearings if hearing.id == hearing_id), None)


def _listing(pair: CasePair, hearing: Hearing, before: Hearing | None, instead_of: Hearing | None) -> Iterator[Change]:
    kind = _listing_kind(hearing, before, instead_of)
    if kind is None:
        return
    details = _listing_details(pair, hearing, instead_of)
    was = instead_of or before
    if kind is ChangeKind.COURT_HEARING_CHANGED and was is not None:
        # Somebody may be getting ready for that day: how near it was says whether a person calls.
        details["was"] = was.starts_at.isoformat()
    yield _about(kind, pair, hearing, details=details)


def _listing_kind(hearing: Hearing, before: Hearing | None, instead_of: Hearing | None) -> ChangeKind | None:
    is_appeal = hearing.kind == HearingKind.APPEAL
    listed = ChangeKind.APPEAL_HEARING_LISTED if is_appeal else ChangeKind.COURT_HEARING_LISTED
    # The contract has no trigger for an appeal that moves; the timeline keeps it all the same.
    changed = ChangeKind.HEARING_MOVED if is_appeal else ChangeKind.COURT_HEARING_CHANGED
    if before is None:
        if hearing.status != HearingStatus.LISTED:
            return None
        return changed if instead_of is not None and not is_appeal else listed
    if _moved(hearing, before) and hearing.status in {HearingStatus.LISTED, *_OFF}:
        return changed
    if before.status in _OFF and hearing.status == HearingStatus.LISTED:
        return listed
    return None


def _moved(hearing: Hearing, before: Hearing) -> bool:
    return (hearing.starts_at, hearing.court) != (before.starts_at, before.court)


def _listing_details(pair: CasePair, hearing: Hearing, instead_of: Hearing | None) -> dict[str, JsonValue]:
    details: dict[str, JsonValue] = {}
    if hearing.kind == HearingKind.FIRST_HEARING:
        details["first"] = True
    if hearing.kind == HearingKind.TRIAL and _had_no_verdict(pair, hearing):
        details["retrial"] = True
    if instead_of is not None:
        details["instead_of"] = instead_of.id
    return details


def _had_no_verdict(pair: CasePair, hearing: Hearing) -> bool:
    others = (other for other in (*pair.before.hearings, *pair.after.hearings) if other.id != hearing.id)
    return any(other.result_code in _AFTER_NO_VERDICT for other in others)


def _adjournment(pair: CasePair, hearing: Hearing, before: Hearing | None) -> Iterator[Change]:
    # Moved under its own id it is told as changed; adjourned besides would be told twice.
    if before is not None and _went_off(hearing, before) and not _moved(hearing, before):
        yield _about(ChangeKind.COURT_ADJOURNED, pair, hearing)


def _progress(pair: CasePair, hearing: Hearing, before: Hearing | None) -> Iterator[Change]:
    was_started = before is not None and before.status == HearingStatus.STARTED
    is_trial = hearing.kind == HearingKind.TRIAL
    if is_trial and hearing.status == HearingStatus.STARTED and not was_started:
        yield _about(ChangeKind.COURT_TRIAL_STARTED, pair, hearing)
    if hearing.result_code is not None and (before is None or before.result_code != hearing.result_code):
        yield from _result(pair, hearing, ResultCode(hearing.result_code))
    elif before is not None and hearing.result_code is not None and hearing.result and hearing.result != before.result:
        yield _about(ChangeKind.HEARING_REWORDED, pair, hearing, details={"result_code": hearing.result_code})
    yield from _orders(pair, hearing, before)


def _result(pair: CasePair, hearing: Hearing, code: ResultCode) -> Iterator[Change]:
    by_kind = _APPEAL_RESULT if hearing.kind == HearingKind.APPEAL else _BAIL_RESULT
    kind = _RESULT.get(code) or by_kind.get(code)
    if kind is not None:
        yield _about(kind, pair, hearing, details={"result_code": code.value})
    if code is ResultCode.GUILTY and _is_bereaved(pair):
        yield _about(ChangeKind.COURT_CONVICTED, pair, hearing, details={"result_code": code.value})


def _is_bereaved(pair: CasePair) -> bool:
    return Flag.BEREAVEMENT in pair.after.flags or any(v.deceased for v in pair.after.victims())


def _orders(pair: CasePair, hearing: Hearing, before: Hearing | None) -> Iterator[Change]:
    """
    Yield an order for each by which its kind has grown: an order has no id of its own. Then whether one that protects
    somebody holds for another time now, or no more.

    `number` in the details is its place in the hearing's orders, from 1.
    """
    known = list(before.orders) if before else []
    grown = Counter(order.kind for order in hearing.orders)
    grown.subtract(order.kind for order in known)
    for number, order in enumerate(hearing.orders, start=1):
        if order in known:
            known.remove(order)
        elif grown[order.kind] > 0:
            grown[order.kind] -= 1
            ends_on = order.ends_on.isoformat() if order.ends_on else None
            details: dict[str, JsonValue] = {"order": order.kind, "number": number, "ends_on": ends_on}
            yield _about(_order_kind(order.kind), pair, hearing, details=details)
    if before is not None and Counter(_protecting(before)) - Counter(_protecting(hearing)):
        yield _about(ChangeKind.HEARING_ORDER_CHANGED, pair, hearing)


def _protecting(hearing: Hearing) -> Iterator[date | None]:
    """Yield the last day of each order that protects somebody; its words may be mended without any news in it."""
    return (order.ends_on for order in hearing.orders if order.kind == OrderKind.RESTRAINING)


def _order_kind(kind: str) -> ChangeKind:
    if kind == OrderKind.COMPENSATION:
        return ChangeKind.COURT_COMPENSATION_ORDERED
    return ChangeKind.COURT_ORDER_MADE


def _witnesses(pair: CasePair, hearing: Hearing, before: Hearing | None) -> Iterator[Change]:
    """Yield who must attend, need no more, or have attended."""
    had = dict.fromkeys(before.witnesses if before else ())
    have = dict.fromkeys(hearing.witnesses)
    for person in have:
        if person not in had and hearing.status in _AHEAD:
            yield _about(ChangeKind.WITNESS_REQUIRED, pair, hearing, person=person)
    for person in had:
        if person not in have and hearing.status != HearingStatus.HEARD:
            yield _about(ChangeKind.WITNESS_DEWARNED, pair, hearing, person=person)
    was_heard = before is not None and before.status == HearingStatus.HEARD
    if hearing.status == HearingStatus.HEARD and not was_heard:
        for person in have:
            yield _about(ChangeKind.WITNESS_ATTENDED, pair, hearing, person=person)


def _about(
    kind: ChangeKind,
    pair: CasePair,
    hearing: Hearing,
    *,
    person: str | None = None,
    details: Mapping[str, JsonValue] | None = None,
) -> Change:
    told = {"kind": hearing.kind, "starts_at": hearing.starts_at.isoformat(), **(details or {})}
    return Change(kind, pair.at, hearing.received_at, person, hearing.id, told)
