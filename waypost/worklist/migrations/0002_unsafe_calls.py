"""Where a call found that contact is not safe is asked about with every message."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("worklist", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                fields=["force", "person_id"], name="worklist_item_unsafe_call", condition=models.Q(call="unsafe")
            ),
        ),
    ]
