import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("waypost_messages", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="attempt",
            name="subject",
            field=models.CharField(default="", max_length=200),
        ),
        migrations.AddField(
            model_name="attempt",
            name="text_key",
            field=models.CharField(default="", max_length=70),
        ),
        migrations.AddField(
            model_name="message",
            name="is_inferred",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="message",
            name="journey",
            field=models.CharField(default="", max_length=80),
        ),
        migrations.AddField(
            model_name="message",
            name="journey_state",
            field=models.CharField(default="live", max_length=10),
        ),
        migrations.AddField(
            model_name="message",
            name="known_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="part_runs",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="parts",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="message",
            name="replaces",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="text_key",
            field=models.CharField(default="", max_length=70),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state", "queued")),
                fields=["force", "channel", "due_at"],
                name="messages_message_to_claim",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("part_runs", []), _negated=True),
                fields=["part_runs"],
                name="messages_message_parts",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("journey_state__in", ["live", "paused", "pilot", "shadow"])),
                name="messages_message_journey_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_inferred", False), ("state", "delivered"), _connector="OR"),
                name="messages_message_inferred",
            ),
        ),
    ]
