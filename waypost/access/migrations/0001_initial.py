import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import waypost.base.ids
from waypost.base.rls import append_only, wall


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("base", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("id", models.UUIDField(default=waypost.base.ids.new_id, primary_key=True, serialize=False)),
                (
                    "username",
                    models.CharField(default=waypost.base.ids.new_token, max_length=32, unique=True),
                ),
                ("force", models.CharField(max_length=41)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "access_account",
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("force", models.CharField(max_length=41)),
                ("at", models.DateTimeField()),
                ("actor_kind", models.CharField(max_length=10)),
                ("actor_id", models.CharField(max_length=64)),
                ("action", models.CharField(max_length=60)),
                ("case_id", models.BigIntegerField(null=True)),
                ("person_id", models.BigIntegerField(null=True)),
                ("fields", models.JSONField(default=list)),
                ("request_id", models.CharField(default="", max_length=40)),
            ],
            options={
                "db_table": "access_audit_event",
                "indexes": [
                    models.Index(fields=["force", "case_id", "at"], name="access_audit_by_case"),
                    models.Index(fields=["force", "actor_kind", "actor_id", "at"], name="access_audit_by_actor"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Force",
            fields=[
                ("name", models.CharField(max_length=41, primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=120)),
                ("state", models.CharField(max_length=10)),
                ("groups", models.JSONField(default=list)),
                ("phases", models.JSONField(default=list)),
                ("hours_from", models.TimeField()),
                ("hours_until", models.TimeField()),
                ("placeholders", models.JSONField(default=list)),
                ("caps", models.JSONField(default=dict)),
                ("two_way", models.BooleanField()),
                ("backlog_days", models.PositiveSmallIntegerField()),
                ("retention_days", models.PositiveSmallIntegerField()),
                ("phone", models.CharField(max_length=40)),
                ("leave_url", models.URLField()),
                ("provider_keys", models.BinaryField(default=b"")),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "access_force",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name__regex", "^[a-z][a-z0-9-]{1,40}$")),
                        name="access_force_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["shadow", "pilot", "live"])),
                        name="access_force_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "token",
                    models.CharField(
                        default=waypost.base.ids.new_token, max_length=32, primary_key=True, serialize=False
                    ),
                ),
                ("force", models.CharField(max_length=41)),
                ("case_id", models.BigIntegerField()),
                ("person_id", models.BigIntegerField()),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("locked_at", models.DateTimeField(null=True)),
                ("registered_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "access_invitation",
            },
        ),
        migrations.CreateModel(
            name="SignInCode",
            fields=[
                ("id", models.UUIDField(default=waypost.base.ids.new_id, primary_key=True, serialize=False)),
                ("digest", models.BinaryField()),
                ("browser", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "invitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="codes",
                        to="access.invitation",
                    ),
                ),
            ],
            options={
                "db_table": "access_sign_in_code",
            },
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=waypost.base.ids.new_token, max_length=32, primary_key=True, serialize=False
                    ),
                ),
                ("force", models.CharField(max_length=41)),
                ("case_id", models.BigIntegerField()),
                ("person_id", models.BigIntegerField()),
                ("created_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "access_grant",
                "constraints": [models.UniqueConstraint(fields=("account", "person_id"), name="access_grant_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(fields=("force", "person_id"), name="access_invitation_once"),
        ),
        migrations.AddIndex(
            model_name="signincode",
            index=models.Index(fields=["invitation", "created_at"], name="access_code_newest"),
        ),
        wall("access_audit_event"),
        append_only("access_audit_event"),
    ]
