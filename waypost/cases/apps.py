"""Django's name for this room."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "waypost.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
    erasing = "waypost.cases.erasing.room"
