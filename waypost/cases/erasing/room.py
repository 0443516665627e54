"""What erasing means for the record itself: the row and its numbers stay, all that it said goes."""

import gzip
import json
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from waypost.base.values import CaseId, ForceName
from waypost.cases.contribution_models import ContributedState
from waypost.cases.erasing.owner import erase_as_owner
from waypost.cases.erasing.values import Kept, Order, Target
from waypost.cases.erasing_models import Hold
from waypost.cases.hearing_models import CourtHearing
from waypost.cases.models import Case, ConfirmedContact, FrozenContact, HeldItem, Link, OutboxItem, Person, Place
from waypost.cases.near import linked_cases
from waypost.cases.same_person_models import SamePerson
from waypost.cases.values import CaseKind
from waypost.cases.vocabulary import CaseStatus, IncidentStatus

OVER = frozenset(
    {status.value for status in CaseStatus if not status.is_open}
    | {status.value for status in IncidentStatus if status.is_over}
)
"""Statuses in which the force works no more on a crime or an incident."""

_AT_ONCE = 500


def reasons_to_keep(case_ids: Collection[CaseId], *, force: ForceName) -> Mapping[CaseId, Set[Kept]]:
    """As `values.ErasingRoom`. What is linked with a case that must stay is needed to tell whose phone it is."""
    linked = linked_cases(set(case_ids), force)
    every = set(case_ids).union(*linked.values())
    open_ = _ids(Case.objects.filter(force=force, id__in=every).exclude(Q(status__in=OVER) | _ERASED), "id")
    held = _ids(Hold.objects.filter(force=force, case_id__in=every, released_at=None), "case_id")
    waiting = _ids(OutboxItem.objects.filter(force=force, case_id__in=case_ids, state="waiting"), "case_id")
    found: dict[CaseId, Set[Kept]] = {}
    for case_id in case_ids:
        why = {
            Kept.HELD: case_id in held,
            Kept.OPEN: case_id in open_,
            Kept.LINKED: bool(linked.get(case_id, set()) & (open_ | held)),
            Kept.OUTBOX: case_id in waiting,
        }
        if any(why.values()):
            found[case_id] = {reason for reason, holds in why.items() if holds}
    return found


_ERASED = Q(applied__isnull=True, revision__gt=0)


def erase_cases(targets: Sequence[Target], order: Order) -> None:
    """As `values.ErasingRoom`. A number that is frozen stays frozen: who was disturbed by us must not be again."""
    case_ids = [target.case_id for target in targets]
    # Revision and hash stay: an old state, sent again, must not bring back what was erased.
    Case.objects.filter(id__in=case_ids).update(
        applied=None,
        group="",
        flags=[],
        linked=[],
        counterpart="",
        recorded_at=None,
        held=0,
        officer="",
        officer_team="",
    )
    Person.objects.filter(case_id__in=case_ids).update(
        roles=[],
        mobile_key="",
        phone_key="",
        email_key="",
        human_key="",
        name_key="",
        born=None,
        sound_key="",
        whole_sound_key="",
        is_present=False,
    )
    ConfirmedContact.objects.filter(case_id__in=case_ids).delete()
    CourtHearing.objects.filter(case_id__in=case_ids).delete()
    SamePerson.objects.filter(Q(first_case__in=case_ids) | Q(second_case__in=case_ids), force=order.force).delete()
    HeldItem.objects.filter(case_id__in=case_ids).delete()
    Link.objects.filter(case_id__in=case_ids).delete()
    _drop_contributions(targets, force=order.force)
    OutboxItem.objects.filter(case_id__in=case_ids).update(payload={})
    Place.objects.filter(case_id__in=case_ids).update(wake_at=None)
    _unfreeze(case_ids)
    _drop_envelopes(targets)
    erase_as_owner("cases", case_ids)


def _drop_contributions(targets: Sequence[Target], *, force: ForceName) -> None:
    """Delete what second sources said of these cases, also what still waits under their own references."""
    joined = Q(case_id__in=[one.case_id for one in targets])
    crimes = [one.reference for one in targets if one.kind is CaseKind.CRIME]
    ContributedState.objects.filter(joined | Q(reference__in=crimes, case=None), force=force).delete()


def _unfreeze(case_ids: Sequence[CaseId]) -> None:
    said = FrozenContact.objects.filter(case_id__in=case_ids)
    for row in said.exclude(lifted_at=None).order_by("id"):
        FrozenContact.objects.filter(pk=row.pk).update(key=f"erased {row.pk}")
    said.update(case=None, person=None)


def _drop_envelopes(targets: Sequence[Target]) -> None:
    """Delete what the sources sent about these cases and is still kept."""
    gone = [
        (source_id, event_id)
        for source_id in {one.source_id for one in targets}
        for event_id in _naming(source_id, [one for one in targets if one.source_id == source_id])
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM cases_envelope e USING unnest(%s::bigint[], %s::text[]) AS gone (source_id, event_id)"
            " WHERE e.source_id = gone.source_id AND e.event_id = gone.event_id"
            " AND e.force = current_setting('waypost.force')",
            [[source_id for source_id, _ in gone], [event_id for _, event_id in gone]],
        )


def _naming(source_id: int, targets: Sequence[Target]) -> Iterator[str]:
    """Yield the events of a source that name these cases; they are compressed, so each is looked into."""
    needles = {json.dumps(one.reference, ensure_ascii=escaped).encode() for one in targets for escaped in (True, False)}
    # None came after the case was last seen: of one that has long been quiet hardly any partition is left to read.
    until, last = max(one.seen_at for one in targets), ""
    while rows := _envelopes(source_id, until=until, after=last):
        yield from (event_id for event_id, body in rows if _names(gzip.decompress(bytes(body)), needles))
        last = rows[-1][0]


def _envelopes(source_id: int, *, until: datetime, after: str) -> Sequence[tuple[str, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT event_id, body FROM cases_envelope WHERE source_id = %s AND received_at <= %s AND event_id > %s"
            " AND force = current_setting('waypost.force') ORDER BY event_id LIMIT %s",
            [source_id, until, after, _AT_ONCE],
        )
        return list(cursor.fetchall())


def _names(raw: bytes, needles: Set[bytes]) -> bool:
    return any(needle in raw for needle in needles)


def _ids(rows: "QuerySet[Any]", name: str) -> Set[int]:
    return set(rows.values_list(name, flat=True))
