"""From which kinds of phones and computers somebody has signed in: keyed digests, so that no list of them is kept."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0007_young_people")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="devices",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=64), default=list, size=None
            ),
        ),
    ]
