"""A force may send texts to mobiles of other countries: which ones is its policy."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0008_devices")]

    operations = [
        migrations.AddField(model_name="force", name="foreign", field=models.JSONField(default=list)),
    ]
