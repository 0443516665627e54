"""The one table, which the measurement makes."""

from django.db import models


class Entry(models.Model):
    """Something with a title and a text."""

    title = models.CharField(max_length=100)
    text = models.TextField()

    class Meta:
        db_table = "bench_bare_entry"
        managed = False
