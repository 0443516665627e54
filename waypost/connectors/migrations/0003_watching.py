"""Who watches is watched; what cannot be taken is parked after some tries; polls that died without a word are counted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("connectors", "0002_positions_of_any_kind"),
    ]

    operations = [
        migrations.CreateModel(
            name="Watch",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "connectors_watch"},
        ),
        migrations.AddField(model_name="setaside", name="parked_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="cursor", name="deaths", field=models.PositiveSmallIntegerField(default=0)),
    ]
