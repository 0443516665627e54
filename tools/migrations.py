"""Whether every model is as its room's migrations make it."""

import os

import django
from django.core.management import call_command

from waypost.config.environment import prepare


def main() -> None:
    """End with status 1, naming what is missing, if a migration was forgotten."""
    prepare()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waypost.config.settings")
    django.setup()
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


if __name__ == "__main__":
    main()
