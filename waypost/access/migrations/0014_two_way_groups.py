"""Writing to the officer is switched on by group of offences: where it was on, for the groups that were on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0013_away_from"),
    ]

    operations = [
        migrations.AddField(model_name="force", name="two_way_groups", field=models.JSONField(default=list)),
        migrations.RunSQL(
            "UPDATE access_force SET two_way_groups = groups WHERE two_way", reverse_sql=migrations.RunSQL.noop
        ),
    ]
