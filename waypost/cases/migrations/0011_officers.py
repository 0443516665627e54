"""Who has a case, beside its document, so that an officer's and a team's cases are found by an index."""

from django.db import migrations, models

# The owner stands behind the wall too; only without force may it change the rows of every force.
_FILL = """
ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY;
UPDATE cases_case SET officer = left(applied->'officer'->>'collar_number', 20),
                      officer_team = left(coalesce(applied->'officer'->>'team', ''), 120)
    WHERE applied->'officer'->>'collar_number' IS NOT NULL;
ALTER TABLE cases_case FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0010_same_person"),
    ]

    operations = [
        migrations.AddField("case", "officer", models.CharField(default="", max_length=20)),
        migrations.AddField("case", "officer_team", models.CharField(default="", max_length=120)),
        migrations.RunSQL(_FILL, reverse_sql=migrations.RunSQL.noop),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["force", "officer", "id"], name="cases_case_by_officer", condition=~models.Q(officer="")
            ),
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["force", "officer_team", "id"], name="cases_case_by_team", condition=~models.Q(officer_team="")
            ),
        ),
    ]
