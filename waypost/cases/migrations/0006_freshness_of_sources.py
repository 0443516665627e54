"""How fresh a source promises to be, since when it is not, and that it is paused."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_holds_and_erasures"),
    ]

    operations = [
        migrations.AddField(model_name="source", name="fresh_within_minutes", field=models.IntegerField(null=True)),
        migrations.AddField(model_name="source", name="paused_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="source", name="stale_since", field=models.DateTimeField(null=True)),
    ]
