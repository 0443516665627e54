from django.db import migrations, models

from waypost.base.rls import wall


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        # The roles' rights are given to every table that is made after them.
        ("base", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Cursor",
            fields=[
                ("source_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
                ("position", models.CharField(default="", max_length=40)),
                ("lease", models.UUIDField(null=True)),
                ("leased_until", models.DateTimeField(null=True)),
                ("polled_at", models.DateTimeField(null=True)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("last_error", models.CharField(default="", max_length=60)),
            ],
            options={"db_table": "connectors_cursor"},
        ),
        migrations.CreateModel(
            name="Pace",
            fields=[
                ("source_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("even_at", models.DateTimeField()),
            ],
            options={"db_table": "connectors_pace"},
        ),
        migrations.CreateModel(
            name="SetAside",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("force", models.CharField(max_length=41)),
                ("source_id", models.BigIntegerField()),
                ("occurrence", models.CharField(max_length=120)),
                ("reference", models.CharField(default="", max_length=64)),
                ("error", models.CharField(max_length=300)),
                ("raw", models.BinaryField()),
                ("tries", models.PositiveIntegerField(default=1)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("mended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "connectors_set_aside",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("force", "source_id", "occurrence"), name="connectors_set_aside_once"
                    )
                ],
            },
        ),
        wall("connectors_set_aside"),
        # Written at every request: without a log it costs no wait for the disk. What a crash empties is only that a
        # source was too fast a second ago.
        migrations.RunSQL(
            "ALTER TABLE connectors_pace SET UNLOGGED", reverse_sql="ALTER TABLE connectors_pace SET LOGGED"
        ),
    ]
