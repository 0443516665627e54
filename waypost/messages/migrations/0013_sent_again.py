"""A message may be told again by the same way, because somebody asked for it: once for each that did not arrive."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("waypost_messages", "0012_guards")]

    operations = [
        migrations.AddField(model_name="message", name="resend_of", field=models.UUIDField(null=True)),
        migrations.RemoveConstraint(model_name="message", name="messages_message_once"),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                fields=["run_id", "step", "visit", "person_id", "channel"],
                condition=Q(run_id__isnull=False, resend_of__isnull=True),
                name="messages_message_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                fields=["resend_of", "channel"],
                condition=Q(resend_of__isnull=False),
                name="messages_message_resent_once",
            ),
        ),
    ]
