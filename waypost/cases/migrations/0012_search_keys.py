"""
By what cases and people are searched. References get their keys here; what people are searched by is made of how a name
sounds, which no SQL knows: `waypost people index` makes it for who is there, intake for who comes.
"""

from django.db import migrations, models
from django.db.models import Q

# The owner stands behind the wall too; only without force may it change the rows of every force. In Python the same
# is said by `waypost.cases.finding.keys.reference_key`.
_FILL = """
ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY;
UPDATE cases_case
    SET reference_key = left(translate(
        upper(regexp_replace(reference COLLATE "C", '[^A-Za-z0-9]', '', 'g')), 'OIL', '011'), 64);
ALTER TABLE cases_case FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_officers"),
    ]

    operations = [
        migrations.AddField("case", "reference_key", models.CharField(default="", max_length=64)),
        migrations.AddField("person", "born", models.DateField(null=True)),
        migrations.AddField("person", "sound_key", models.CharField(default="", max_length=32)),
        migrations.AddField("person", "whole_sound_key", models.CharField(default="", max_length=32)),
        migrations.RunSQL(_FILL, reverse_sql=migrations.RunSQL.noop),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["force", "reference_key", "id"],
                name="cases_case_by_reference_key",
                condition=~Q(reference_key=""),
            ),
        ),
        migrations.AddIndex(
            "person",
            models.Index(
                fields=["force", "whole_sound_key", "id"],
                name="cases_person_by_whole_sound",
                condition=Q(is_present=True) & ~Q(whole_sound_key=""),
            ),
        ),
        migrations.AddIndex(
            "person",
            models.Index(
                fields=["force", "born", "sound_key"],
                name="cases_person_by_birth",
                condition=Q(is_present=True) & ~Q(sound_key=""),
            ),
        ),
    ]
