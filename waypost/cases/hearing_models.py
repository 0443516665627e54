"""Hearings beside the documents that they stand in, so that those of a day are found by an index."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class CourtHearing(models.Model):
    """
    One hearing of one case, as the case's document has it now; `status` is `withdrawn` once it is in there no more.

    `ref` is its id in the document. `changed_at` is when we learned of its newest time, court or status, `was_at` the
    time that it had before, None where it never had another. `result_at` is when we learned of its result. `attend`
    are the ids of the people who must attend, as the source gives them.
    """

    force = models.CharField(max_length=41)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, db_constraint=False, db_index=False)
    ref = models.CharField(max_length=64)
    at = models.DateTimeField()
    was_at = models.DateTimeField(null=True)
    court = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    status = models.CharField(max_length=20)
    changed_at = models.DateTimeField()
    result_code = models.CharField(max_length=30, default="")
    result_at = models.DateTimeField(null=True)
    attend = ArrayField(models.CharField(max_length=64), default=list)

    class Meta:
        db_table = "cases_hearing"
        constraints = [models.UniqueConstraint(fields=["case", "ref"], name="cases_hearing_once")]
        indexes = [
            models.Index(fields=["force", "at", "id"], name="cases_hearing_by_day"),
            models.Index(fields=["force", "changed_at", "id"], name="cases_hearing_by_change"),
            models.Index(
                fields=["force", "result_at", "id"],
                name="cases_hearing_by_result",
                condition=models.Q(result_at__isnull=False),
            ),
        ]
