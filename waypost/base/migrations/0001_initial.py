from django.db import migrations, models

from waypost.base import roles


class Migration(migrations.Migration):
    # Rights are given to tables as they are made, so the roles come before every other table.
    run_before = [
        ("auth", "0001_initial"),
        ("contenttypes", "0001_initial"),
        ("procrastinate", "0001_initial"),
        ("sessions", "0001_initial"),
    ]

    initial = True

    dependencies = []

    operations = [
        roles.make_roles(),
        roles.default_rights(),
        migrations.CreateModel(
            name="ContentVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("kind", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=120)),
                ("version", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("body", models.JSONField()),
                ("origin", models.CharField(max_length=20)),
                ("state", models.CharField(max_length=20)),
                ("loaded_at", models.DateTimeField()),
            ],
            options={
                "db_table": "base_content_version",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "key", "version"), name="base_content_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "live")),
                        fields=("kind", "key"),
                        name="base_content_one_live",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["live", "retired", "proposal"])),
                        name="base_content_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("origin__in", ["shipped", "local"])), name="base_content_origin"
                    ),
                ],
            },
        ),
    ]
