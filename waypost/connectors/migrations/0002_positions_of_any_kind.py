"""A position is in the words of the source's kind, such as a list of links: longer than a time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("connectors", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="cursor",
            name="position",
            field=models.TextField(default=""),
        ),
    ]
