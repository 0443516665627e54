"""How far the open cases of a polled source have been read again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("connectors", "0004_messages_of_incidents"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sweep",
            fields=[
                ("source_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
                ("began_at", models.DateTimeField()),
                ("slices", models.PositiveIntegerField()),
                ("done", models.PositiveIntegerField()),
                ("place", models.BigIntegerField()),
            ],
            options={"db_table": "connectors_sweep"},
        ),
    ]
