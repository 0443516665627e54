"""The messages of a control room are kept: each new one folds all of its incident anew."""

from django.db import migrations, models

from waypost.base.rls import wall


class Migration(migrations.Migration):
    dependencies = [
        ("connectors", "0003_watching"),
    ]

    operations = [
        migrations.CreateModel(
            name="IncidentMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("force", models.CharField(max_length=41)),
                ("source_id", models.BigIntegerField()),
                ("reference", models.CharField(max_length=64)),
                ("message", models.CharField(max_length=200)),
                ("digest", models.BinaryField(max_length=32)),
                ("body", models.BinaryField()),
                ("received_at", models.DateTimeField()),
            ],
            options={
                "db_table": "connectors_incident_message",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("force", "source_id", "reference", "digest"),
                        name="connectors_incident_message_once",
                    )
                ],
            },
        ),
        wall("connectors_incident_message"),
    ]
