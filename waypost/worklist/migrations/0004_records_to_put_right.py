"""Items about what is wrong in a record, and which cases are to be looked at."""

from django.db import migrations, models

from waypost.base.rls import wall


class Migration(migrations.Migration):
    dependencies = [
        ("worklist", "0003_erasing"),
    ]

    operations = [
        migrations.AddField(model_name="item", name="mends", field=models.JSONField(default=dict)),
        migrations.CreateModel(
            name="Look",
            fields=[
                ("case_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
                ("since", models.DateTimeField()),
                ("look_at", models.DateTimeField()),
            ],
            options={
                "db_table": "worklist_look",
                "indexes": [models.Index(fields=["force", "look_at"], name="worklist_look_due")],
            },
        ),
        wall("worklist_look"),
    ]
