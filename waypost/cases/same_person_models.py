"""Which entries of several cases seem, or were said, to be one human."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class SamePerson(models.Model):
    """
    A pair of entries of two cases, the older one first; once, whatever becomes of it.

    `evidence` and `doubts` are codes, `marks` digests by which the same evidence is known again; `refused_marks` is on
    what somebody has said that they are two. `first_key` and `second_key` are the human keys of the entries when they
    were proposed or confirmed: a confirmed pair counts only while both entries still have them. `asked_again_at`: the
    records of a confirmed pair have changed so that somebody must look anew, and until then it does not count.
    `decided_why` is what somebody wrote when they decided, for staff.
    """

    force = models.CharField(max_length=41)
    first = models.ForeignKey(
        "cases.Person", on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    second = models.ForeignKey(
        "cases.Person", on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    first_case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    second_case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    first_key = models.CharField(max_length=32)
    second_key = models.CharField(max_length=32)
    evidence = ArrayField(models.CharField(max_length=20), default=list)
    doubts = ArrayField(models.CharField(max_length=20), default=list)
    marks = ArrayField(models.CharField(max_length=32), default=list)
    refused_marks = ArrayField(models.CharField(max_length=32), default=list)
    state = models.CharField(max_length=10)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, default="")
    decided_why = models.CharField(max_length=300, default="")
    asked_again_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_same_person"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="cases_same_person_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")) & ~models.Q(first_case=models.F("second_case")),
                name="cases_same_person_two",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["proposed", "confirmed", "refused", "split"]),
                name="cases_same_person_state",
            ),
            # Nothing is merged by itself: who confirmed, refused or split is always known.
            models.CheckConstraint(
                condition=models.Q(state="proposed") | ~models.Q(decided_by="") & models.Q(decided_at__isnull=False),
                name="cases_same_person_decided",
            ),
        ]
        indexes = [
            models.Index(fields=["force", "first_case"], name="cases_same_person_by_first"),
            models.Index(fields=["force", "second_case"], name="cases_same_person_by_second"),
            models.Index(fields=["second"], name="cases_same_person_of_second"),
            models.Index(fields=["force", "state", "id"], name="cases_same_person_by_state"),
        ]
