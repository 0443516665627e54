"""Figures of the guards against a bulk mistake, and since when a force and its journeys are switched on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0011_audit_chain_and_alarms"),
    ]

    operations = [
        migrations.AddField("force", "guards", models.JSONField(default=dict)),
        migrations.AddField("force", "switched_on", models.JSONField(default=dict)),
    ]
