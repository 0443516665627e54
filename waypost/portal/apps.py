"""Django's name for this room."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "waypost.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"
