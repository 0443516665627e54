"""Whether every model is as its room's migrations make it. Asks no database."""

import os
import sys

import django
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState


def missing_operations() -> list[str]:
    """Return what a new migration would have to do, one sentence an operation."""
    loader = MigrationLoader(None)
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    changes = detector.changes(graph=loader.graph)
    return [
        f"{label}: {operation.describe()}"
        for label, migrations in changes.items()
        for migration in migrations
        for operation in migration.operations
    ]


def main() -> None:
    """End with status 1, naming what is missing, if a migration was forgotten."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waypost.config.settings")
    django.setup()
    missing = missing_operations()
    print("\n".join(missing) or "Every model is as its migrations make it.")
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()
