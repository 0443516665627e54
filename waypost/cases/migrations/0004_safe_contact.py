from datetime import date

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import waypost.base.ids
from waypost.base.rls import wall
from waypost.cases.humans import human_key, whole_name_key

_BATCH = 2000
# The owner stands behind the wall too; only without force may it rewrite the rows of every force.
_OPEN = "ALTER TABLE {} NO FORCE ROW LEVEL SECURITY"
_SHUT = "ALTER TABLE {} FORCE ROW LEVEL SECURITY"
_READ = """
SELECT p.id, e->>'given_name', e->>'family_name', e->>'organisation_name', e->>'date_of_birth'
    FROM cases_person p
    JOIN cases_case c ON c.id = p.case_id
    CROSS JOIN LATERAL jsonb_array_elements(coalesce(c.applied->'people', '[]'::jsonb)) AS e
    WHERE p.id > %s AND p.id <= %s AND e->>'id' = p.ref
"""
_WRITE = """
UPDATE cases_person p SET human_key = k.human_key, name_key = k.name_key
    FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS k (id, human_key, name_key) WHERE p.id = k.id
"""


def fill_keys(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give everybody whom we know already the keys of their name and date of birth."""
    del apps  # The names are in the documents, which only SQL reads without the models of today.
    with schema_editor.connection.cursor() as cursor:
        for table in ("cases_person", "cases_case"):
            cursor.execute(_OPEN.format(table))
        cursor.execute("SELECT coalesce(max(id), 0) FROM cases_person")
        (newest,) = cursor.fetchone()
        for start in range(0, newest, _BATCH):
            cursor.execute(_READ, [start, start + _BATCH])
            rows = cursor.fetchall()
            humans = [human_key(given, family, _day(born_on)) for _, given, family, _, born_on in rows]
            names = [whole_name_key(given, family, organisation) for _, given, family, organisation, _ in rows]
            cursor.execute(_WRITE, [[row[0] for row in rows], humans, names])
        for table in ("cases_person", "cases_case"):
            cursor.execute(_SHUT.format(table))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _key_index(key: str) -> migrations.AddIndex:
    return migrations.AddIndex(
        model_name="person",
        index=models.Index(
            condition=models.Q(("is_present", True), models.Q((key, ""), _negated=True)),
            fields=["force", key, "id"],
            name=f"cases_person_by_{key.removesuffix('_key')}",
        ),
    )


def _foreign_key(to: str, *, null: bool) -> models.ForeignKey:  # type: ignore[type-arg]  # no model to name here
    return models.ForeignKey(
        db_constraint=False, db_index=False, null=null, on_delete=django.db.models.deletion.PROTECT, to=to
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_links"),
    ]

    operations = [
        migrations.AddField(model_name="person", name="human_key", field=models.CharField(default="", max_length=32)),
        migrations.AddField(model_name="person", name="name_key", field=models.CharField(default="", max_length=32)),
        migrations.RunPython(fill_keys, reverse_code=migrations.RunPython.noop),
        _key_index("mobile_key"),
        _key_index("phone_key"),
        _key_index("email_key"),
        _key_index("human_key"),
        migrations.CreateModel(
            name="FrozenContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("force", models.CharField(max_length=41)),
                ("kind", models.CharField(max_length=10)),
                ("key", models.CharField(max_length=500)),
                ("why", models.CharField(max_length=10)),
                ("case", _foreign_key("cases.case", null=True)),
                ("person", _foreign_key("cases.person", null=True)),
                ("since", models.DateTimeField()),
                ("frozen_by", models.CharField(max_length=80)),
                ("lifted_at", models.DateTimeField(null=True)),
                ("lifted_by", models.CharField(default="", max_length=80)),
            ],
            options={
                "db_table": "cases_frozen_contact",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)),
                        fields=("force", "key", "kind", "why"),
                        name="cases_frozen_contact_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["phone", "email", "address"])),
                        name="cases_frozen_contact_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("why__in", ["not_me", "bounced", "staff"])),
                        name="cases_frozen_contact_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("key", ""), _negated=True), name="cases_frozen_contact_key"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OptOut",
            fields=[
                ("id", models.UUIDField(default=waypost.base.ids.new_id, primary_key=True, serialize=False)),
                ("force", models.CharField(max_length=41)),
                ("case", _foreign_key("cases.case", null=False)),
                ("person", _foreign_key("cases.person", null=False)),
                ("channel", models.CharField(default="", max_length=20)),
                ("purpose", models.CharField(default="", max_length=20)),
                ("since", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "cases_opt_out",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("person", "channel", "purpose"),
                        name="cases_opt_out_once",
                    ),
                ],
            },
        ),
        wall("cases_frozen_contact"),
        wall("cases_opt_out"),
    ]
