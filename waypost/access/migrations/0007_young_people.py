"""A force may write to victims of 12 to 17 themselves, beside who acts for them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0006_keep_closed_days")]

    operations = [
        migrations.AddField(model_name="force", name="young_people", field=models.BooleanField(default=False)),
    ]
