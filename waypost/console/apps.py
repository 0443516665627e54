"""Django's name for this room."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "waypost.console"
    label = "console"
    default_auto_field = "django.db.models.BigAutoField"
