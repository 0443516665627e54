import django.db.models.deletion
from django.db import migrations, models

from waypost.base.rls import wall

# The owner stands behind the wall too; only without force may it read the rows of every force.
_FILL_LINKS = """
ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY;
INSERT INTO cases_link (force, case_id, reference)
    SELECT DISTINCT force, id, unnest(linked) FROM cases_case WHERE linked <> '{}';
ALTER TABLE cases_case FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_incidents"),
    ]

    operations = [
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("force", models.CharField(max_length=41)),
                ("reference", models.CharField(max_length=64)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "db_table": "cases_link",
                "indexes": [models.Index(fields=["force", "reference"], name="cases_link_by_reference")],
                "constraints": [models.UniqueConstraint(fields=("case", "reference"), name="cases_link_once")],
            },
        ),
        migrations.RunSQL(_FILL_LINKS, reverse_sql=migrations.RunSQL.noop),
        wall("cases_link"),
        migrations.RemoveIndex(model_name="case", name="cases_case_linked"),
    ]
