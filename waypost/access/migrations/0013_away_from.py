"""From when on somebody is away: it may be a day to come."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0012_guards"),
    ]

    operations = [
        migrations.AddField(
            model_name="staffmember",
            name="away_from",
            field=models.DateTimeField(null=True),
        ),
    ]
