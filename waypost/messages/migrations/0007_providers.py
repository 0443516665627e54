"""What stands between us and the providers: receipts that wait to be taken, rates, what is heard, what is wrong."""

from django.db import migrations, models

from waypost.messages.ledger.guards import no_updates

STATUSES = [
    "created",
    "delivered",
    "pending",
    "permanent-failure",
    "sending",
    "sent",
    "technical-failure",
    "temporary-failure",
]


class Migration(migrations.Migration):
    dependencies = [
        ("waypost_messages", "0006_ledger"),
    ]

    operations = [
        migrations.AddField("providerpause", "since", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="WaitingReceipt",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
                ("reference", models.CharField(max_length=45)),
                ("provider_id", models.CharField(max_length=64)),
                ("status", models.CharField(max_length=20)),
                ("completed_at", models.DateTimeField(null=True)),
                ("received_at", models.DateTimeField()),
            ],
            options={
                "db_table": "messages_receipt_waiting",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", STATUSES)), name="messages_receipt_waiting_status"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProviderRate",
            fields=[
                ("account", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("remaining", models.FloatField()),
                ("at", models.DateTimeField()),
                ("granted", models.IntegerField()),
            ],
            options={"db_table": "messages_provider_rate"},
        ),
        migrations.CreateModel(
            name="ProviderNews",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "force", "provider", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("force", models.CharField(max_length=41)),
                ("provider", models.CharField(max_length=20)),
                ("receipt_at", models.DateTimeField()),
            ],
            options={"db_table": "messages_provider_news"},
        ),
        migrations.CreateModel(
            name="ProviderAlarm",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "force", "provider", "kind", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("force", models.CharField(max_length=41)),
                ("provider", models.CharField(max_length=20)),
                ("kind", models.CharField(max_length=20)),
                ("since", models.DateTimeField()),
            ],
            options={"db_table": "messages_provider_alarm"},
        ),
        no_updates("messages_receipt_waiting"),
    ]
