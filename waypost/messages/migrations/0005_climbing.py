"""A message that another channel carries says since when."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("waypost_messages", "0004_stops_and_caps")]

    operations = [
        migrations.AddField(model_name="message", name="climbed_at", field=models.DateTimeField(null=True)),
    ]
