"""Migrations are a line, not a net, and none waits for ever."""

import pytest
from django.conf import settings
from django.db.migrations.loader import MigrationLoader


@pytest.fixture(scope="module")
def loader() -> MigrationLoader:
    """Return every migration as its file says, without asking a database."""
    return MigrationLoader(None)


def our_apps(loader: MigrationLoader) -> list[str]:
    ours = {label for label, _ in loader.disk_migrations if _is_ours(loader, label)}
    return sorted(ours)


def _is_ours(loader: MigrationLoader, label: str) -> bool:
    modules = {type(m).__module__ for (app, _), m in loader.disk_migrations.items() if app == label}
    return any(module.startswith("waypost.") for module in modules)


def test_each_room_has_one_newest_migration(loader: MigrationLoader) -> None:
    newest = {label: len(loader.graph.leaf_nodes(label)) for label in our_apps(loader)}

    assert newest
    assert {label: count for label, count in newest.items() if count != 1} == {}


def test_no_migration_has_two_parents_in_its_room(loader: MigrationLoader) -> None:
    for (label, migration), found in loader.disk_migrations.items():
        if label in our_apps(loader):
            parents = [parent for app, parent in found.dependencies if app == label]
            assert len(parents) <= 1, f"{label}.{migration} follows {parents}"


def test_migrations_give_up_when_a_lock_is_not_to_be_had() -> None:
    assert "lock_timeout" in settings.DATABASES["owner"]["OPTIONS"]["options"]
