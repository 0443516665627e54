"""That our copy of a case must stay, or is gone. Both tables stand behind the wall between forces."""

from django.db import models


class Hold(models.Model):
    """
    A legal hold: nothing of the case is erased until it is released. A row is never deleted.

    *Source:* Criminal Procedure and Investigations Act 1996 (domain.md 3.2, disclosure).
    """

    force = models.CharField(max_length=41)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, db_constraint=False, db_index=False)
    reason = models.CharField(max_length=200)
    since = models.DateTimeField()
    held_by = models.CharField(max_length=80)
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=80, default="")
    released_for = models.CharField(max_length=200, default="")

    class Meta:
        db_table = "cases_hold"
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(released_at=None), name="cases_hold_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="cases_hold_reason"),
        ]


class Erasure(models.Model):
    """
    That a case was erased: when, why, by whom. Append-only by the database's rights.

    `transaction` is PostgreSQL's number of the transaction that did it: in no other can anything go (`erasing.guards`).
    """

    force = models.CharField(max_length=41)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, db_constraint=False, db_index=False)
    at = models.DateTimeField()
    why = models.CharField(max_length=200)
    erased_by = models.CharField(max_length=80)
    transaction = models.BigIntegerField()

    class Meta:
        db_table = "cases_erasure"
        constraints = [models.CheckConstraint(condition=~models.Q(why=""), name="cases_erasure_why")]
        indexes = [models.Index(fields=["force", "case", "at"], name="cases_erasure_by_case")]
