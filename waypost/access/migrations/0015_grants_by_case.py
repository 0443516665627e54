"""The cases of a force that anybody has signed in to, in their order."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0014_two_way_groups"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(
                condition=models.Q(("revoked_at", None)), fields=["force", "case_id"], name="access_grant_by_case"
            ),
        ),
    ]
