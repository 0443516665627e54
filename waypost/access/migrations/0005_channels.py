from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0004_post"),
    ]

    operations = [
        migrations.AddField("force", "channels", models.JSONField(default=list)),
    ]
