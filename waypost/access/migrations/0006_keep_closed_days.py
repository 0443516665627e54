"""A force may say itself how long our copy of a case that is over is kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0005_channels")]

    operations = [
        migrations.AddField(
            model_name="force", name="keep_closed_days", field=models.PositiveSmallIntegerField(default=0)
        ),
    ]
