from django.db import migrations, models

from waypost.base.rls import wall
from waypost.messages.triggers import never_deleted


class Migration(migrations.Migration):
    dependencies = [
        ("waypost_messages", "0003_people_before_messages"),
    ]

    operations = [
        migrations.AddField(
            model_name="message", name="contact_key", field=models.CharField(default="", max_length=254)
        ),
        migrations.AddField(model_name="message", name="pushed_on", field=models.DateField(null=True)),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("pushed_on__isnull", False)),
                fields=["force", "contact_key", "pushed_on", "case_id"],
                name="messages_message_pushed",
            ),
        ),
        migrations.CreateModel(
            name="Stop",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
                ("kind", models.CharField(max_length=10)),
                ("target", models.CharField(default="", max_length=120)),
                ("reason", models.CharField(max_length=200)),
                ("stopped_at", models.DateTimeField()),
                ("stopped_by", models.CharField(max_length=64)),
                ("lifted_at", models.DateTimeField(null=True)),
                ("lifted_by", models.CharField(default="", max_length=64)),
                ("lifted_for", models.CharField(default="", max_length=200)),
            ],
            options={
                "db_table": "messages_stop",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=("force", "kind", "target"),
                        name="messages_stop_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["case", "force", "journey", "template"])),
                        name="messages_stop_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "force"), ("target", "")),
                            models.Q(
                                models.Q(("kind", "force"), _negated=True), models.Q(("target", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="messages_stop_target",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="messages_stop_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at__isnull", True), ("lifted_by", "")),
                            models.Q(("lifted_at__isnull", False), models.Q(("lifted_by", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="messages_stop_lifted",
                    ),
                ],
            },
        ),
        wall("messages_stop"),
        never_deleted("messages_stop"),
    ]
