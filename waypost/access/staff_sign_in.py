"""Sign-in of staff whom the force's identity provider has proven: let in whom the directory knows, write it down."""

import logging
from datetime import datetime

from waypost.access.audit import record_audit
from waypost.access.models import Force, StaffIdentity, StaffMember
from waypost.access.permissions import Action
from waypost.access.queries import staff_facts
from waypost.access.staff_rules import Bond, Claimed, Refusal, reason_to_refuse
from waypost.access.values import Actor, ActorKind, Staff
from waypost.base.scope import in_force
from waypost.base.values import ForceName

logger = logging.getLogger(__name__)

NOT_LET_IN = Actor(ActorKind.STAFF, "not-signed-in")
"""Who stands at the door: the provider has proven a person, and the directory has not let them in."""


def enter_staff(claimed: Claimed, *, now: datetime) -> Staff | Refusal:
    """
    Let somebody in, or say why not; both are in the audit log of the force that they claim.

    The first sign-in binds the provider's subject to the member of staff. Roles that the provider says replace those
    of the directory, so that there is one place where they are kept.
    """
    if not Force.objects.filter(name=claimed.force).exists():
        # There is no force whose log could hold it.
        logger.warning("staff sign-in refused: the claimed force is none of ours")
        return reason_to_refuse(claimed, found=None, bond=Bond()) or Refusal.UNKNOWN
    with in_force(ForceName(claimed.force)):
        return _enter(claimed, now)


def leave_desk(staff: Staff, *, now: datetime) -> None:
    """Note that somebody has signed out."""
    record_audit(Action.STAFF_SIGNED_OUT, by=staff.actor, force=staff.force, now=now)


def _enter(claimed: Claimed, now: datetime) -> Staff | Refusal:
    row = _found(claimed)
    refusal = reason_to_refuse(claimed, found=staff_facts(row) if row else None, bond=_bond(claimed, row))
    if row is None or refusal is not None:
        refused = refusal or Refusal.UNKNOWN
        fields = [refused.value, *([str(row.pk)] if row else [])]
        record_audit(Action.STAFF_REFUSED, by=NOT_LET_IN, force=ForceName(claimed.force), now=now, fields=fields)
        return refused
    _bind(row, claimed, now)
    _keep_roles(row, claimed, now)
    staff = staff_facts(row)
    record_audit(Action.STAFF_SIGNED_IN, by=staff.actor, force=staff.force, now=now)
    return staff


def _found(claimed: Claimed) -> StaffMember | None:
    # Two browsers at once, and the first sign-in binds: they stand in line.
    there = StaffMember.objects.select_for_update(of=("self",)).filter(force=claimed.force, is_active=True)
    return there.filter(collar_number=claimed.collar_number).first()


def _bond(claimed: Claimed, row: StaffMember | None) -> Bond:
    of_subject = StaffIdentity.objects.filter(issuer=claimed.issuer, subject=claimed.subject).first()
    of_staff = StaffIdentity.objects.filter(staff=row).first() if row else None
    return Bond(
        staff_id_of_subject=str(of_subject.staff_id) if of_subject else None,
        subject_of_staff=of_staff.subject if of_staff else None,
    )


def _bind(row: StaffMember, claimed: Claimed, now: datetime) -> None:
    _, is_new = StaffIdentity.objects.get_or_create(
        staff=row,
        defaults={
            "issuer": claimed.issuer,
            "subject": claimed.subject,
            "force": row.force,
            "created_at": now,
        },
    )
    if is_new:
        _audit(Action.STAFF_BOUND, row, now=now)


def _keep_roles(row: StaffMember, claimed: Claimed, now: datetime) -> None:
    if claimed.roles is None or claimed.roles == frozenset(row.roles):
        return
    row.roles, row.changed_at = sorted(claimed.roles), now
    row.save(update_fields=["roles", "changed_at"])
    _audit(Action.STAFF_CHANGED, row, now=now, fields=["roles"])


def _audit(action: Action, row: StaffMember, *, now: datetime, fields: list[str] | None = None) -> None:
    by = Actor(ActorKind.STAFF, str(row.pk))
    record_audit(action, by=by, force=ForceName(row.force), now=now, fields=[str(row.pk), *(fields or [])])
