"""What victims' messages sound like, who has read them, how long answers take."""

from django.db import migrations, models
from django.db.models import Q

from waypost.base.rls import append_only, wall


class Migration(migrations.Migration):
    dependencies = [
        ("waypost_messages", "0013_sent_again"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sign",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
                ("case_id", models.BigIntegerField()),
                ("message_id", models.UUIDField()),
                ("label", models.CharField(max_length=20)),
                ("rule", models.CharField(max_length=60)),
                ("words", models.CharField(max_length=2000)),
                ("found_at", models.DateTimeField()),
                ("not_so_at", models.DateTimeField(null=True)),
                ("not_so_by", models.CharField(default="", max_length=20)),
            ],
            options={
                "db_table": "messages_sign",
                "indexes": [models.Index(fields=["force", "case_id"], name="messages_sign_by_case")],
                "constraints": [
                    models.UniqueConstraint(fields=("message_id", "rule"), name="messages_sign_once"),
                    models.CheckConstraint(
                        condition=Q(not_so_at=None, not_so_by="") | Q(not_so_at__isnull=False) & ~Q(not_so_by=""),
                        name="messages_sign_not_so_by_somebody",
                    ),
                ],
            },
        ),
        wall("messages_sign"),
        migrations.CreateModel(
            name="ReadMessage",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
                ("case_id", models.BigIntegerField()),
                ("collar_number", models.CharField(max_length=20)),
                ("read_at", models.DateTimeField()),
            ],
            options={
                "db_table": "messages_read_message",
                "indexes": [models.Index(fields=["force", "case_id"], name="messages_read_by_case")],
            },
        ),
        wall("messages_read_message"),
        append_only("messages_read_message"),
        migrations.CreateModel(
            name="ReplyTime",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
                ("team", models.CharField(max_length=120)),
                ("answers", models.PositiveIntegerField()),
                ("half_minutes", models.PositiveIntegerField()),
                ("most_minutes", models.PositiveIntegerField()),
                ("measured_at", models.DateTimeField()),
            ],
            options={
                "db_table": "messages_reply_time",
                "constraints": [
                    models.UniqueConstraint(fields=("force", "team"), name="messages_reply_time_once"),
                ],
            },
        ),
        wall("messages_reply_time"),
    ]
