"""Django's name for this room."""

from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    name = "waypost.connectors"
    label = "connectors"
    default_auto_field = "django.db.models.BigAutoField"
    erasing = "waypost.connectors.erasing"
    set_asides = "waypost.connectors.set_asides"
