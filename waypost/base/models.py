"""Tables of this room: the versions of what stands under `content/`."""

from django.db import models


class ContentVersion(models.Model):
    """One version of one content file. Holds no personal data and stands outside the wall between forces."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    body = models.JSONField()
    origin = models.CharField(max_length=20)
    state = models.CharField(max_length=20)
    loaded_at = models.DateTimeField()

    class Meta:
        db_table = "base_content_version"
        constraints = [
            models.UniqueConstraint(fields=["kind", "key", "version"], name="base_content_version_once"),
            models.UniqueConstraint(
                fields=["kind", "key"], condition=models.Q(state="live"), name="base_content_one_live"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["live", "retired", "proposal"]), name="base_content_state"
            ),
            models.CheckConstraint(condition=models.Q(origin__in=["shipped", "local"]), name="base_content_origin"),
        ]
