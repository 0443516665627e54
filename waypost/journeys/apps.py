"""Django's name for this room."""

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "waypost.journeys"
    label = "journeys"
    default_auto_field = "django.db.models.BigAutoField"
    erasing = "waypost.journeys.erasing"
