"""
Tables of this room.

`Force`, `Account`, `Grant`, `Invitation`, `SignInCode` and `StaffIdentity` hold ids and no personal data: they are
what a stranger's request is looked up in before its force is known, so they stand outside the wall between forces.
`StaffMember` and `AuditEvent` stand behind it, and to the second the app may only add.
"""

from datetime import time
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.db import models

from waypost.access.log_models import Alarm, AuditSeal, AuditUnsealed  # noqa: F401 - Django finds the tables here
from waypost.base.ids import new_id, new_token


class Force(models.Model):
    """
    One tenant and its settings.

    `journeys` holds, by name, `{"state": ..., "is_paused": ...}` of those that do not simply run live: who resumes
    one must find the state that it had before. `guards` holds the figures of `values.DEFAULT_GUARDS` that the force has
    of its own; `switched_on` says when it, and each journey, was last switched further on.
    """

    name = models.CharField(primary_key=True, max_length=41)
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=10)
    groups = models.JSONField(default=list)
    phases = models.JSONField(default=list)
    hours_from = models.TimeField()
    hours_until = models.TimeField()
    placeholders = models.JSONField(default=list)
    caps = models.JSONField(default=dict)
    two_way = models.BooleanField()
    two_way_groups = models.JSONField(default=list)
    young_people = models.BooleanField(default=False)
    pilot = models.JSONField(default=dict)
    journeys = models.JSONField(default=dict)
    backlog_days = models.PositiveSmallIntegerField()
    retention_days = models.PositiveSmallIntegerField()
    keep_closed_days = models.PositiveSmallIntegerField(default=0)
    phone = models.CharField(max_length=40)
    leave_url = models.URLField()
    return_address = models.CharField(max_length=300, default="")
    postal_days = models.PositiveSmallIntegerField(default=3)
    channels = models.JSONField(default=list)
    foreign = models.JSONField(default=list)
    post_at = models.TimeField(default=time(16))
    provider_keys = models.BinaryField(default=b"")
    guards = models.JSONField(default=dict)
    switched_on = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "access_force"
        constraints = [
            models.CheckConstraint(condition=models.Q(name__regex=r"^[a-z][a-z0-9-]{1,40}$"), name="access_force_name"),
            models.CheckConstraint(
                condition=models.Q(state__in=["shadow", "pilot", "live"]), name="access_force_state"
            ),
        ]


class Account(AbstractBaseUser):
    """Somebody who may sign in. Has no e-mail and no number of its own: the contact on record lives in `cases`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    username = models.CharField(max_length=32, unique=True, default=new_token)
    force = models.CharField(max_length=41)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "access_account"


class Grant(models.Model):
    """That an account may look into one case as one person of it. Its id is what stands in addresses."""

    id = models.CharField(primary_key=True, max_length=32, default=new_token)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="grants")
    force = models.CharField(max_length=41)
    case_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "access_grant"
        constraints = [
            models.UniqueConstraint(fields=["account", "person_id"], name="access_grant_once"),
        ]
        indexes = [
            models.Index(fields=["force", "case_id"], name="access_grant_by_case", condition=models.Q(revoked_at=None)),
        ]


class Invitation(models.Model):
    """
    An open door for one person of one case. The token only finds it; it proves nothing.

    `devices` are keyed digests of the kinds of devices from which it was opened.
    """

    token = models.CharField(primary_key=True, max_length=32, default=new_token)
    force = models.CharField(max_length=41)
    case_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    locked_at = models.DateTimeField(null=True)
    registered_at = models.DateTimeField(null=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True)
    devices = ArrayField(models.CharField(max_length=64), default=list)

    class Meta:
        db_table = "access_invitation"
        constraints = [
            models.UniqueConstraint(fields=["force", "person_id"], name="access_invitation_once"),
        ]


class SignInCode(models.Model):
    """That a code was sent. The code itself is written nowhere: `digest` is keyed and cannot be turned back."""

    id = models.UUIDField(primary_key=True, default=new_id)
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="codes")
    digest = models.BinaryField()
    browser = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "access_sign_in_code"
        indexes = [models.Index(fields=["invitation", "created_at"], name="access_code_newest")]


class StaffMember(models.Model):
    """
    One member of staff of one force. Who has left keeps their row, inactive: the audit log and the worklist name it.

    A collar number is given again after somebody has left; among those who are there it is one person's.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    force = models.CharField(max_length=41)
    collar_number = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    team = models.CharField(max_length=120)
    roles = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    away_from = models.DateTimeField(null=True)
    away_until = models.DateTimeField(null=True)
    deputy = models.CharField(max_length=20, null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "access_staff_member"
        constraints = [
            models.UniqueConstraint(
                fields=["force", "collar_number"], condition=models.Q(is_active=True), name="access_staff_once"
            ),
        ]


class StaffIdentity(models.Model):
    """
    Whom a subject of the force's identity provider is here.

    Bound at the first sign-in: afterwards another subject that claims the same collar number is refused.
    """

    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    force = models.CharField(max_length=41)
    staff = models.OneToOneField(StaffMember, on_delete=models.PROTECT, related_name="identity")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "access_staff_identity"
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="access_staff_identity_once"),
        ]


class CaseReason(models.Model):
    """
    Why a member of staff opened a case out of their reach, which holds until `until`. Append-only.

    `is_glass`: the case was flagged or sealed, and its owner and the auditor were told.
    """

    force = models.CharField(max_length=41)
    staff_id = models.UUIDField()
    case_id = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    is_glass = models.BooleanField()
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        db_table = "access_case_reason"
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="access_case_reason_given")]
        indexes = [
            models.Index(fields=["force", "staff_id", "until"], name="access_case_reason_open"),
            models.Index(fields=["force", "case_id", "at"], name="access_case_reason_by_case"),
        ]


class AuditEvent(models.Model):
    """Who saw or did what. Append-only by the database's rights."""

    force = models.CharField(max_length=41)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64)
    action = models.CharField(max_length=60)
    case_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    fields = models.JSONField(default=list)
    request_id = models.CharField(max_length=40, default="")

    class Meta:
        db_table = "access_audit_event"
        indexes = [
            models.Index(fields=["force", "case_id", "at"], name="access_audit_by_case"),
            models.Index(fields=["force", "actor_kind", "actor_id", "at"], name="access_audit_by_actor"),
            models.Index(fields=["force", "at", "id"], name="access_audit_newest"),
            models.Index(fields=["force", "action", "at"], name="access_audit_by_action"),
        ]
