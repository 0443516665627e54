"""What is asked about two entries that seem to be one human is found by the pair."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("worklist", "0004_records_to_put_right"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                fields=["force", "matter"], name="worklist_item_of_pair", condition=Q(("reason", "same_person"))
            ),
        ),
    ]
