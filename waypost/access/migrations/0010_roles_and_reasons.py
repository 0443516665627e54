"""Roles under the names that the field uses, and the reasons for which staff open cases out of their reach."""

from django.db import migrations, models

from waypost.base.rls import append_only, wall

# The owner stands behind the wall too; only without force may it change the rows of every force.
_NEW_NAMES = """
ALTER TABLE access_staff_member NO FORCE ROW LEVEL SECURITY;
UPDATE access_staff_member SET roles = (
    SELECT coalesce(jsonb_agg(CASE role WHEN 'records' THEN 'data_quality' WHEN 'content' THEN 'content_editor'
                                        ELSE role END ORDER BY role), '[]')
    FROM jsonb_array_elements_text(roles) AS role
) WHERE roles ?| ARRAY['records', 'content'];
ALTER TABLE access_staff_member FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0009_foreign"),
    ]

    operations = [
        migrations.RunSQL(_NEW_NAMES, reverse_sql=migrations.RunSQL.noop),
        migrations.CreateModel(
            name="CaseReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("force", models.CharField(max_length=41)),
                ("staff_id", models.UUIDField()),
                ("case_id", models.BigIntegerField()),
                ("reason", models.CharField(max_length=300)),
                ("is_glass", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("until", models.DateTimeField()),
            ],
            options={
                "db_table": "access_case_reason",
                "indexes": [
                    models.Index(fields=["force", "staff_id", "until"], name="access_case_reason_open"),
                    models.Index(fields=["force", "case_id", "at"], name="access_case_reason_by_case"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=~models.Q(reason=""), name="access_case_reason_given"),
                ],
            },
        ),
        wall("access_case_reason"),
        append_only("access_case_reason"),
    ]
