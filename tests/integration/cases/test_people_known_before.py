"""People who were on record before they had keys by name and birth get them from the documents."""

from datetime import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connections

from tests.snapshots import ARREST, FORCE, a_source, event, take
from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.cases.models import Person

pytestmark = pytest.mark.usefixtures("committed_db")


def keys() -> list[tuple[str, str]]:
    with in_force(FORCE):
        return list(Person.objects.order_by("id").values_list("human_key", "name_key"))


def test_the_keys_are_made_from_the_documents_and_the_wall_stands_again(now: datetime) -> None:
    take(a_source("rms", now=now), event(ARREST), now=now)
    made_at_intake = keys()
    with in_force(FORCE):
        Person.objects.update(human_key="", name_key="")

    with connections["owner"].schema_editor() as editor:
        import_module("waypost.cases.migrations.0004_safe_contact").fill_keys(apps, editor)

    assert all(human and name for human, name in made_at_intake)
    assert keys() == made_at_intake
    with in_force(ForceName("otherforce")):
        assert not Person.objects.exists()
