from django.db import migrations, models

# The owner stands behind the wall too; only without force may it rewrite the rows of every force.
_FILL_COUNTERPARTS = """
ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY;
UPDATE cases_case
    SET counterpart = applied->>'incident_reference', linked = linked || (applied->>'incident_reference')::varchar
    WHERE coalesce(applied->>'incident_reference', '') <> '';
ALTER TABLE cases_case FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="kind",
            field=models.CharField(default="crime", max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="case",
            name="counterpart",
            field=models.CharField(default="", max_length=64),
        ),
        migrations.RunSQL(_FILL_COUNTERPARTS, reverse_sql=migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="case", name="cases_case_once"),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(fields=("force", "kind", "reference"), name="cases_case_once"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["crime", "incident"])), name="cases_case_kind"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("counterpart", ""), _negated=True),
                fields=["force", "kind", "counterpart"],
                name="cases_case_counterpart",
            ),
        ),
    ]
