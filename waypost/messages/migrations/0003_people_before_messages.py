from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("waypost_messages", "0002_email_and_digests"),
    ]

    operations = [
        migrations.AddField(model_name="message", name="approved_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="message", name="approved_by", field=models.CharField(default="", max_length=64)
        ),
        migrations.AddField(model_name="message", name="approved_text", field=models.TextField(default="")),
        migrations.AddField(
            model_name="message", name="draft_digest", field=models.CharField(default="", max_length=64)
        ),
        migrations.AddField(model_name="message", name="called_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="message", name="call_outcome", field=models.CharField(default="", max_length=20)
        ),
        migrations.AddField(model_name="message", name="work_item", field=models.UUIDField(null=True)),
        migrations.AddField(model_name="message", name="asked_for", field=models.CharField(default="", max_length=120)),
        migrations.AddField(model_name="attempt", name="is_discreet", field=models.BooleanField(default=False)),
        # Approvals are looked at again like holds.
        migrations.RemoveIndex(model_name="message", name="messages_message_due"),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(
                    (
                        "state__in",
                        ["awaiting_approval", "handed_over", "held", "in_doubt", "leased", "planned", "queued"],
                    )
                ),
                fields=["force", "state", "due_at"],
                name="messages_message_due",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("work_item__isnull", False)),
                fields=["work_item"],
                name="messages_message_by_work_item",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("call_outcome", "unsafe")),
                fields=["force", "person_id"],
                name="messages_message_unsafe_calls",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_at__isnull", True), ("approved_by", ""), ("approved_text", "")),
                    models.Q(("approved_at__isnull", False), models.Q(("approved_by", ""), _negated=True)),
                    _connector="OR",
                ),
                name="messages_message_approved",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("call_outcome", ""), ("called_at__isnull", True)),
                    models.Q(("call_outcome__in", ["no_answer", "spoken_to", "unsafe"]), ("called_at__isnull", False)),
                    _connector="OR",
                ),
                name="messages_message_called",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("work_item__isnull", True), models.Q(("asked_for", ""), _negated=True), _connector="OR"
                ),
                name="messages_message_asked_for",
            ),
        ),
    ]
