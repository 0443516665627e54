"""How many victims could be told safely, by team and day."""

from django.db import migrations, models

from waypost.base.rls import wall


class Migration(migrations.Migration):
    dependencies = [
        ("waypost_messages", "0009_erasing"),
    ]

    operations = [
        migrations.CreateModel(
            name="Contactability",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("force", models.CharField(max_length=41)),
                ("day", models.DateField()),
                ("team", models.CharField(max_length=120)),
                ("victims", models.PositiveIntegerField()),
                ("reachable", models.PositiveIntegerField()),
                ("measured_at", models.DateTimeField()),
            ],
            options={
                "db_table": "messages_contactability",
                "constraints": [
                    models.UniqueConstraint(fields=("force", "day", "team"), name="messages_contactability_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reachable__lte", models.F("victims"))),
                        name="messages_contactability_share",
                    ),
                ],
            },
        ),
        wall("messages_contactability"),
    ]
