"""The ledger: what was sent and what became of it, linked so that nobody can change it unseen."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import waypost.base.ids
from waypost.base.rls import append_only, wall
from waypost.messages.ledger.guards import no_updates


class Migration(migrations.Migration):
    dependencies = [
        ("waypost_messages", "0005_climbing"),
    ]

    operations = [
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                ("id", models.UUIDField(default=waypost.base.ids.new_id, primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
                ("case_id", models.BigIntegerField()),
                ("person_id", models.BigIntegerField(null=True)),
                ("message_id", models.UUIDField(null=True)),
                ("kind", models.CharField(max_length=20)),
                ("reference", models.CharField(default="", max_length=45)),
                ("at", models.DateTimeField()),
                ("written_at", models.DateTimeField()),
                ("contents_digest", models.BinaryField()),
                ("digest", models.BinaryField()),
            ],
            options={
                "db_table": "messages_ledger_entry",
            },
        ),
        migrations.CreateModel(
            name="LedgerSeal",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "force", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("force", models.CharField(max_length=41)),
                ("number", models.BigIntegerField()),
                ("previous", models.BinaryField()),
                ("hash", models.BinaryField()),
                ("sealed_at", models.DateTimeField()),
                ("entries", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("first_entry", models.UUIDField()),
                ("last_entry", models.UUIDField()),
            ],
            options={
                "db_table": "messages_ledger_seal",
            },
        ),
        migrations.CreateModel(
            name="LedgerUnsealed",
            fields=[
                ("entry_id", models.UUIDField(primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
            ],
            options={
                "db_table": "messages_ledger_unsealed",
            },
        ),
        migrations.CreateModel(
            name="LedgerContents",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="contents",
                        serialize=False,
                        to="waypost_messages.ledgerentry",
                    ),
                ),
                ("force", models.CharField(max_length=41)),
                ("salt", models.BinaryField()),
                ("contents", models.TextField()),
            ],
            options={
                "db_table": "messages_ledger_contents",
            },
        ),
        migrations.AddIndex(
            model_name="ledgerentry",
            index=models.Index(fields=["force", "case_id", "id"], name="messages_ledger_by_case"),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["ended", "erased", "handed_over", "receipt", "told_by_officer", "victim_wrote"])
                ),
                name="messages_ledger_entry_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="ledgerseal",
            index=models.Index(fields=["force", "last_entry"], name="messages_ledger_seal_of_entry"),
        ),
        migrations.AddConstraint(
            model_name="ledgerseal",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="messages_ledger_seal_number"
            ),
        ),
        migrations.AddIndex(
            model_name="ledgerunsealed",
            index=models.Index(fields=["force", "entry_id"], name="messages_ledger_to_seal"),
        ),
        wall("messages_ledger_entry"),
        wall("messages_ledger_contents"),
        wall("messages_ledger_seal"),
        append_only("messages_ledger_entry"),
        append_only("messages_ledger_contents"),
        append_only("messages_ledger_seal"),
        no_updates("messages_ledger_unsealed"),
    ]
