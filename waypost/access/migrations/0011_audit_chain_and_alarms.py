"""A chain of seals over the audit log, and alarms about what staff looked at."""

import django.contrib.postgres.fields
from django.db import migrations, models

import waypost.base.ids
from waypost.base.rls import APP_ROLE, append_only, wall

# The line and the note that it waits for its seal are one: whoever writes a line, one or many in a statement.
_WAITS = """
CREATE FUNCTION access_audit_waits() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO access_audit_unsealed (event_id, force) SELECT id, force FROM written;
    RETURN NULL;
END $$;
CREATE TRIGGER access_audit_waits AFTER INSERT ON access_audit_event
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION access_audit_waits();
"""
_WAITS_NO_MORE = """
DROP TRIGGER access_audit_waits ON access_audit_event;
DROP FUNCTION access_audit_waits();
"""
# What is there already is sealed as it is now. The owner stands behind the wall too; only without force may it see
# the rows of every force.
_OLD_LINES = """
ALTER TABLE access_audit_event NO FORCE ROW LEVEL SECURITY;
INSERT INTO access_audit_unsealed (event_id, force) SELECT id, force FROM access_audit_event;
ALTER TABLE access_audit_event FORCE ROW LEVEL SECURITY;
"""


def _only(table: str, rights: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"REVOKE ALL ON {table} FROM {APP_ROLE}; GRANT {rights} ON {table} TO {APP_ROLE}",
        reverse_sql=migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0010_roles_and_reasons"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditUnsealed",
            fields=[
                ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
            ],
            options={
                "db_table": "access_audit_unsealed",
                "indexes": [models.Index(fields=["force", "event_id"], name="access_audit_to_seal")],
            },
        ),
        migrations.CreateModel(
            name="AuditSeal",
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
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                ("digests", models.BinaryField()),
            ],
            options={
                "db_table": "access_audit_seal",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="access_audit_seal_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="Alarm",
            fields=[
                ("id", models.UUIDField(default=waypost.base.ids.new_id, primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
                ("kind", models.CharField(max_length=20)),
                ("staff_id", models.UUIDField()),
                ("case_id", models.BigIntegerField(null=True)),
                ("cases", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("seen_by", models.UUIDField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "access_alarm",
                "indexes": [
                    models.Index(fields=["force", "at", "id"], name="access_alarm_newest"),
                    models.Index(fields=["force", "staff_id", "kind", "at"], name="access_alarm_of_staff"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["glass", "many_cases"])), name="access_alarm_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("seen_at", None), ("seen_by", None))
                        | models.Q(("seen_at__isnull", False), ("seen_by__isnull", False)),
                        name="access_alarm_seen",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["force", "at", "id"], name="access_audit_newest"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["force", "action", "at"], name="access_audit_by_action"),
        ),
        wall("access_audit_seal"),
        append_only("access_audit_seal"),
        _only("access_audit_unsealed", "SELECT, INSERT, DELETE"),
        wall("access_alarm"),
        # Who raised it, about whom and when stays as it is; only that somebody has looked is added.
        _only("access_alarm", "SELECT, INSERT, UPDATE (seen_by, seen_at)"),
        migrations.RunSQL(_WAITS, reverse_sql=_WAITS_NO_MORE),
        migrations.RunSQL(_OLD_LINES, reverse_sql=migrations.RunSQL.noop),
    ]
