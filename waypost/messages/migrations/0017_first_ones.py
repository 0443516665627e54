"""What waits for a look at the first ones of something new, and those themselves, are found without reading all."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("waypost_messages", "0016_closed_threads"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["force", "journey"],
                name="messages_message_held_new",
                condition=Q(state="held", reason="first_ones_out"),
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["force", "admitted_at"],
                name="messages_message_admitted",
                condition=Q(admitted_at__isnull=False),
            ),
        ),
    ]
