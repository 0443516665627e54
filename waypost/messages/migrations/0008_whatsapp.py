from django.db import migrations, models

_CHANNELS = ["email", "letter", "sms", "whatsapp"]


class Migration(migrations.Migration):
    dependencies = [
        ("waypost_messages", "0007_providers"),
    ]

    operations = [
        migrations.RemoveConstraint("message", "messages_message_channel"),
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(
                condition=models.Q(("channel__in", _CHANNELS)),
                name="messages_message_channel",
            ),
        ),
    ]
