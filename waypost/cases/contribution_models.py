"""What second sources say of cases that other sources own, as it came last."""

from django.db import models


class ContributedState(models.Model):
    """
    The newest state of one section of one case as a second source has it.

    `items` is as it came: what is known of it stands in the case (`Joined`). `state` says what became of it: it waits
    for its case, is joined to `case`, means several cases, or is the word of a source in shadow. Without a digest the
    next state is taken even where it is the same.
    """

    force = models.CharField(max_length=41)
    source = models.ForeignKey("cases.Source", on_delete=models.PROTECT, db_constraint=False, db_index=False)
    reference = models.CharField(max_length=64)
    section = models.CharField(max_length=20)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, db_constraint=False, db_index=False, null=True)
    state = models.CharField(max_length=10)
    items = models.JSONField(default=list)
    digest = models.CharField(max_length=64, default="")
    received_at = models.DateTimeField()

    class Meta:
        db_table = "cases_contribution"
        constraints = [
            models.UniqueConstraint(fields=["source", "reference", "section"], name="cases_contribution_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "joined", "several", "shadow"]),
                name="cases_contribution_state",
            ),
        ]
        indexes = [
            models.Index(fields=["force", "reference"], name="cases_contribution_by_ref"),
            models.Index(fields=["force", "case"], name="cases_contribution_by_case"),
        ]
