"""Make the tables of the models; this is what migrations would do, once."""

import django
from django.apps import apps
from django.db import connection


def main() -> None:
    """Make them."""
    django.setup()
    with connection.schema_editor() as editor:
        for model in apps.get_app_config("peer").get_models():
            editor.create_model(model)


if __name__ == "__main__":
    main()
