from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="force",
            name="pilot",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="force",
            name="journeys",
            field=models.JSONField(default=dict),
        ),
    ]
