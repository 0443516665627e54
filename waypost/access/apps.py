"""Django's name for this room."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "waypost.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"
    erasing = "waypost.access.erasing"
