import django.db.models.deletion
from django.db import migrations, models

from waypost.base.rls import append_only, wall

# A step was its position; now it is its id, which is its number from 1 where the journey gives none.
_STEPS_BY_ID = """
ALTER TABLE journeys_run DROP CONSTRAINT journeys_run_step_check;
ALTER TABLE journeys_run ALTER COLUMN step TYPE varchar(60)
    USING CASE WHEN end_reason = 'done' THEN 'end' ELSE (step + 1)::text END;
"""
# Every run there is has heard what its case's reader has read. As the tables' owner, past the wall for a moment.
_HEARD = """
ALTER TABLE journeys_run NO FORCE ROW LEVEL SECURITY;
UPDATE journeys_run SET heard = COALESCE(
    (SELECT place FROM cases_place p WHERE p.reader = 'journeys' AND p.case_id = journeys_run.case_id), trigger_number
);
ALTER TABLE journeys_run FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("journeys", "0001_initial"),
        ("cases", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(_STEPS_BY_ID, reverse_sql=migrations.RunSQL.noop)],
            state_operations=[
                migrations.AlterField(model_name="run", name="step", field=models.CharField(max_length=60)),
            ],
        ),
        migrations.AlterField(model_name="run", name="visit", field=models.PositiveIntegerField(default=1)),
        migrations.AddField(model_name="run", name="gathers", field=models.BooleanField(default=False)),
        migrations.AddField(model_name="run", name="wait_trigger", field=models.CharField(max_length=60, null=True)),
        migrations.AddField(model_name="run", name="heard", field=models.IntegerField(default=0)),
        migrations.AddField(model_name="run", name="expires_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="run", name="known_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="run", name="event_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="run", name="event_seen_at", field=models.DateTimeField(null=True)),
        migrations.RunSQL(_HEARD, reverse_sql=migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(
                fields=["force", "journey", "version"],
                name="journeys_run_live",
                condition=models.Q(state="live"),
            ),
        ),
        migrations.CreateModel(
            name="Pass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("force", models.CharField(max_length=41)),
                ("case_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("place", models.IntegerField()),
                ("has_more", models.BooleanField()),
                ("facts", models.JSONField()),
                ("runs", models.JSONField()),
                ("events", models.JSONField()),
                ("versions", models.JSONField()),
                ("settings", models.JSONField()),
            ],
            options={
                "db_table": "journeys_pass",
                "indexes": [models.Index(fields=["force", "case_id", "id"], name="journeys_pass_by_case")],
            },
        ),
        wall("journeys_pass"),
        append_only("journeys_pass"),
        migrations.AddField(
            model_name="decision",
            name="of_pass",
            field=models.ForeignKey(
                db_column="pass_id",
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="journeys.pass",
            ),
        ),
        migrations.AddField(model_name="decision", name="run_id", field=models.BigIntegerField(null=True)),
        migrations.AddField(model_name="decision", name="visit", field=models.PositiveIntegerField(default=1)),
    ]
