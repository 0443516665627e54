from datetime import time

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0003_staff"),
    ]

    operations = [
        migrations.AddField("force", "return_address", models.CharField(default="", max_length=300)),
        migrations.AddField("force", "postal_days", models.PositiveSmallIntegerField(default=3)),
        migrations.AddField("force", "post_at", models.TimeField(default=time(16))),
    ]
