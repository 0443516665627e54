"""
Tables of this room: the record, its timeline, what is held, the outbox to the sources.

`Source` and `Place` hold ids and no personal data and stand outside the wall between forces: a key is looked up,
and due work is claimed, before the force is known. All others stand behind it.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from waypost.base.ids import new_id
from waypost.cases.contribution_models import ContributedState  # noqa: F401 - Django finds the table here
from waypost.cases.erasing_models import Erasure, Hold  # noqa: F401 - as above
from waypost.cases.hearing_models import CourtHearing  # noqa: F401 - as above
from waypost.cases.same_person_models import SamePerson  # noqa: F401 - as above


class Source(models.Model):
    """
    A system of the force that tells us about cases.

    `last_ok_at` is when we last had all that it has to say, which it promises to be no longer ago than
    `fresh_within_minutes`, NULL for no promise; `stale_since` is when that was found broken. A key and a secret
    that were changed are good until `older_key_until` and `older_secret_until`.
    """

    force = models.CharField(max_length=41)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=10)
    key_digest = models.CharField(max_length=64, null=True, unique=True)
    signing_secret = models.BinaryField(default=b"")
    older_key_digest = models.CharField(max_length=64, null=True, unique=True)
    older_key_until = models.DateTimeField(null=True)
    older_secret = models.BinaryField(default=b"")
    older_secret_until = models.DateTimeField(null=True)
    write_back_url = models.URLField(max_length=500, default="")
    config = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    last_ok_at = models.DateTimeField(null=True)
    fresh_within_minutes = models.IntegerField(null=True)
    stale_since = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_source"
        constraints = [
            models.UniqueConstraint(fields=["force", "name"], name="cases_source_once"),
            models.CheckConstraint(condition=models.Q(state__in=["shadow", "live"]), name="cases_source_state"),
        ]


class IntakeEvent(models.Model):
    """That an event of a source is known, so that the same one twice changes nothing."""

    pk = models.CompositePrimaryKey("source_id", "event_id")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    event_id = models.CharField(max_length=200)
    force = models.CharField(max_length=41)
    digest = models.BinaryField()
    received_at = models.DateTimeField()

    class Meta:
        db_table = "cases_intake_event"


class Case(models.Model):
    """
    One recorded crime or one incident as we hold it: the known part of the source's newest revision.

    `kind` is a `CaseKind`; a force may give a crime and an incident the same reference. `applied` is the document,
    `events` is the number of the newest timeline event, and `held` counts what is open in `HeldItem`. `linked` names
    the references of cases linked with it, and of the one that it was merged into; `counterpart`, which is among
    them, is what a crime says it was recorded from, or what an incident says was recorded from it. `officer` is the
    collar number of who has it, `officer_team` their team; both are empty where nobody is named. `reference_key` is
    what the reference is found by, however it is typed (`finding.keys`).
    """

    force = models.CharField(max_length=41)
    kind = models.CharField(max_length=10)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    reference = models.CharField(max_length=64)
    reference_key = models.CharField(max_length=64, default="")
    revision = models.BigIntegerField(default=0)
    content_hash = models.CharField(max_length=64, default="")
    applied = models.JSONField(null=True)
    events = models.IntegerField(default=0)
    held = models.IntegerField(default=0)
    group = models.CharField(max_length=61, default="")
    status = models.CharField(max_length=60, default="")
    flags = ArrayField(models.CharField(max_length=60), default=list)
    linked = ArrayField(models.CharField(max_length=64), default=list)
    counterpart = models.CharField(max_length=64, default="")
    officer = models.CharField(max_length=20, default="")
    officer_team = models.CharField(max_length=120, default="")
    recorded_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "cases_case"
        constraints = [
            models.UniqueConstraint(fields=["force", "kind", "reference"], name="cases_case_once"),
            models.CheckConstraint(condition=models.Q(kind__in=["crime", "incident"]), name="cases_case_kind"),
        ]
        indexes = [
            models.Index(
                fields=["force", "kind", "counterpart"],
                name="cases_case_counterpart",
                condition=~models.Q(counterpart=""),
            ),
            models.Index(
                fields=["force", "officer", "id"], name="cases_case_by_officer", condition=~models.Q(officer="")
            ),
            models.Index(
                fields=["force", "officer_team", "id"], name="cases_case_by_team", condition=~models.Q(officer_team="")
            ),
            models.Index(
                fields=["force", "reference_key", "id"],
                name="cases_case_by_reference_key",
                condition=~models.Q(reference_key=""),
            ),
        ]


class Link(models.Model):
    """
    That a case names a reference: one row for each of `Case.linked`, so that the other case finds it.

    Behind the wall PostgreSQL asks no index what an array holds: it could leak rows of another force.
    """

    force = models.CharField(max_length=41)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    reference = models.CharField(max_length=64)

    class Meta:
        db_table = "cases_link"
        constraints = [models.UniqueConstraint(fields=["case", "reference"], name="cases_link_once")]
        indexes = [models.Index(fields=["force", "reference"], name="cases_link_by_reference")]


class Person(models.Model):
    """
    One entry in the people of one case, with keys to find the same contact, or the same human, again.

    `human_key` and `name_key` are digests (`humans`): of the name with the date of birth, and of the name alone.
    `born`, `sound_key` and `whole_sound_key` are what a human is searched by (`finding.keys`): the date of birth, and
    digests of how the family name, and the whole name, sounds.
    """

    force = models.CharField(max_length=41)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    ref = models.CharField(max_length=64)
    roles = ArrayField(models.CharField(max_length=60), default=list)
    mobile_key = models.CharField(max_length=20, default="")
    phone_key = models.CharField(max_length=20, default="")
    email_key = models.CharField(max_length=254, default="")
    human_key = models.CharField(max_length=32, default="")
    name_key = models.CharField(max_length=32, default="")
    born = models.DateField(null=True)
    sound_key = models.CharField(max_length=32, default="")
    whole_sound_key = models.CharField(max_length=32, default="")
    is_present = models.BooleanField(default=True)

    class Meta:
        db_table = "cases_person"
        constraints = [models.UniqueConstraint(fields=["case", "ref"], name="cases_person_once")]
        # One index a key, none of an array: see Link.
        indexes = [
            models.Index(
                fields=["force", key, "id"],
                name=f"cases_person_by_{key.removesuffix('_key')}",
                condition=models.Q(is_present=True) & ~models.Q(**{key: ""}),
            )
            for key in ("mobile_key", "phone_key", "email_key", "human_key", "whole_sound_key")
        ] + [
            models.Index(
                fields=["force", "born", "sound_key"],
                name="cases_person_by_birth",
                condition=models.Q(is_present=True) & ~models.Q(sound_key=""),
            )
        ]


class ConfirmedContact(models.Model):
    """
    That somebody has confirmed a number or address that stands in the wrong field: `from_field` instead of `field`.

    `digest` is of all that it was read from (`findings.suggestions`), `key` of the normalised contact.
    """

    force = models.CharField(max_length=41)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    field = models.CharField(max_length=20)
    from_field = models.CharField(max_length=20)
    digest = models.CharField(max_length=32)
    key = models.CharField(max_length=32)
    confirmed_by = models.CharField(max_length=80)
    confirmed_at = models.DateTimeField()

    class Meta:
        db_table = "cases_confirmed_contact"
        constraints = [
            models.UniqueConstraint(fields=["person", "digest"], name="cases_confirmed_contact_once"),
            models.CheckConstraint(
                condition=models.Q(field__in=["mobile", "email"]), name="cases_confirmed_contact_field"
            ),
        ]
        indexes = [models.Index(fields=["force", "key"], name="cases_confirmed_contact_by_key")]


class FrozenContact(models.Model):
    """
    That nothing may go to a number or address, in the whole force: somebody said so, or messages came back.

    `key` is normalised; `case` and `person` say where it was learned, if anywhere. A row is never deleted.
    """

    force = models.CharField(max_length=41)
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=500)
    why = models.CharField(max_length=10)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_constraint=False, db_index=False, null=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, db_constraint=False, db_index=False, null=True)
    since = models.DateTimeField()
    frozen_by = models.CharField(max_length=80)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=80, default="")

    class Meta:
        db_table = "cases_frozen_contact"
        constraints = [
            models.UniqueConstraint(
                fields=["force", "key", "kind", "why"],
                condition=models.Q(lifted_at=None),
                name="cases_frozen_contact_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["phone", "email", "address"]), name="cases_frozen_contact_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(why__in=["not_me", "bounced", "staff"]), name="cases_frozen_contact_why"
            ),
            models.CheckConstraint(condition=~models.Q(key=""), name="cases_frozen_contact_key"),
        ]


class OptOut(models.Model):
    """What a person has refused in the portal: a channel, a purpose; empty is any. Withdrawn, never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id)
    force = models.CharField(max_length=41)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    channel = models.CharField(max_length=20, default="")
    purpose = models.CharField(max_length=20, default="")
    since = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_opt_out"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "channel", "purpose"],
                condition=models.Q(withdrawn_at=None),
                name="cases_opt_out_once",
            ),
        ]


class TimelineEvent(models.Model):
    """What changed, numbered 1, 2, 3 within its case. Append-only by the database's rights."""

    force = models.CharField(max_length=41)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    number = models.IntegerField()
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()
    revision = models.BigIntegerField()
    person_ref = models.CharField(max_length=64, null=True)
    item = models.CharField(max_length=64, null=True)
    details = models.JSONField(default=dict)

    class Meta:
        db_table = "cases_event"
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="cases_event_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="cases_event_number"),
        ]


class HeldItem(models.Model):
    """Something in a snapshot that we do not know; a person, or a later revision, decides it."""

    force = models.CharField(max_length=41)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    section = models.CharField(max_length=40)
    item = models.CharField(max_length=64)
    field = models.CharField(max_length=60)
    value = models.CharField(max_length=60)
    sentence = models.CharField(max_length=400)
    revision = models.BigIntegerField()
    held_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_held_item"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "section", "item", "field", "value"],
                condition=models.Q(released_at=None),
                name="cases_held_item_open_once",
            ),
        ]


class Place(models.Model):
    """How far a reader of the timeline has come in one case, and when it wants to look again. Workers claim these."""

    pk = models.CompositePrimaryKey("reader", "case_id")
    reader = models.CharField(max_length=20)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    force = models.CharField(max_length=41)
    place = models.IntegerField(default=0)
    wake_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "cases_place"
        indexes = [
            models.Index(
                fields=["reader", "force", "wake_at"],
                name="cases_place_due",
                condition=models.Q(wake_at__isnull=False),
            ),
        ]


class OutboxItem(models.Model):
    """Something that a source must take: an entry, a task or a note. In order per case, tried until taken, once."""

    id = models.UUIDField(primary_key=True, default=new_id)
    force = models.CharField(max_length=41)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    number = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    payload = models.JSONField()
    state = models.CharField(max_length=10, default="waiting")
    attempts = models.IntegerField(default=0)
    next_at = models.DateTimeField()
    created_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=60, default="")

    class Meta:
        db_table = "cases_outbox"
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="cases_outbox_in_order"),
            models.CheckConstraint(condition=models.Q(state__in=["waiting", "taken"]), name="cases_outbox_state"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["victim_message", "task", "note"]), name="cases_outbox_kind"
            ),
        ]
        indexes = [
            models.Index(
                fields=["force", "source", "case", "number"],
                name="cases_outbox_waiting",
                condition=models.Q(state="waiting"),
            ),
        ]
