"""Django's name for this room."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "waypost.base"
    label = "base"
    default_auto_field = "django.db.models.BigAutoField"
