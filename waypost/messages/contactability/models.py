"""The table of what was measured: counts alone, behind the wall between forces."""

from django.db import models


class Contactability(models.Model):
    """
    Of one team on one day how many victims of open crimes there were, and how many of them could be told.

    `team` is empty for crimes without one; that row is there on every day that was measured, so that a day without any
    row was not. A day that is measured again has its newest figures.
    """

    force = models.CharField(max_length=41)
    day = models.DateField()
    team = models.CharField(max_length=120)
    victims = models.PositiveIntegerField()
    reachable = models.PositiveIntegerField()
    measured_at = models.DateTimeField()

    class Meta:
        db_table = "messages_contactability"
        constraints = [
            models.UniqueConstraint(fields=["force", "day", "team"], name="messages_contactability_once"),
            models.CheckConstraint(
                condition=models.Q(reachable__lte=models.F("victims")), name="messages_contactability_share"
            ),
        ]
