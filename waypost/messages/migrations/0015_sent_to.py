"""What was sent to a number or address on a day is found by its recipient: somebody asks whether it was us."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("waypost_messages", "0014_threads"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(
                fields=["force", "recipient", "leased_at"],
                name="messages_attempt_sent_to",
                condition=~Q(recipient=""),
            ),
        ),
    ]
