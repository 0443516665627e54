"""Who can no longer write online about a case."""

from django.db import migrations, models

from waypost.base.rls import wall


class Migration(migrations.Migration):
    dependencies = [
        ("waypost_messages", "0015_sent_to"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClosedThread",
            fields=[
                ("person_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
                ("case_id", models.BigIntegerField()),
                ("closed_at", models.DateTimeField()),
                ("closed_by", models.CharField(max_length=20)),
                ("reopened_at", models.DateTimeField(null=True)),
                ("reopened_by", models.CharField(default="", max_length=20)),
            ],
            options={
                "db_table": "messages_closed_thread",
                "indexes": [models.Index(fields=["force", "case_id"], name="messages_closed_thread_of_case")],
            },
        ),
        wall("messages_closed_thread"),
    ]
