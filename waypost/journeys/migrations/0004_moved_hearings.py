"""A run knows in whose place its item was put, and whether that came late."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journeys", "0003_erasing")]

    operations = [
        migrations.AddField(model_name="run", name="instead_of", field=models.CharField(max_length=64, null=True)),
        migrations.AddField(model_name="run", name="moved_late", field=models.BooleanField(default=False)),
    ]
