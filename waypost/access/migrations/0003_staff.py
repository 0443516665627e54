import django.db.models.deletion
from django.db import migrations, models

import waypost.base.ids
from waypost.base.rls import wall


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_pilot_and_journeys"),
    ]

    operations = [
        migrations.CreateModel(
            name="StaffMember",
            fields=[
                ("id", models.UUIDField(default=waypost.base.ids.new_id, primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
                ("collar_number", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=120)),
                ("team", models.CharField(max_length=120)),
                ("roles", models.JSONField(default=list)),
                ("is_active", models.BooleanField(default=True)),
                ("away_until", models.DateTimeField(null=True)),
                ("deputy", models.CharField(max_length=20, null=True)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "access_staff_member",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_active", True)),
                        fields=("force", "collar_number"),
                        name="access_staff_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffIdentity",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("issuer", models.CharField(max_length=255)),
                ("subject", models.CharField(max_length=255)),
                ("force", models.CharField(max_length=41)),
                ("created_at", models.DateTimeField()),
                (
                    "staff",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identity",
                        to="access.staffmember",
                    ),
                ),
            ],
            options={
                "db_table": "access_staff_identity",
                "constraints": [
                    models.UniqueConstraint(fields=("issuer", "subject"), name="access_staff_identity_once")
                ],
            },
        ),
        wall("access_staff_member"),
    ]
