"""While a source changes its key or its secret, the older one is good for a while longer."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_contributions"),
    ]

    operations = [
        migrations.AddField(
            model_name="source", name="older_key_digest", field=models.CharField(max_length=64, null=True, unique=True)
        ),
        migrations.AddField(model_name="source", name="older_key_until", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="source", name="older_secret", field=models.BinaryField(default=b"")),
        migrations.AddField(model_name="source", name="older_secret_until", field=models.DateTimeField(null=True)),
    ]
