"""The clocks of the Victims' Code."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """Registers the room with Django."""

    name = "waypost.duties"
    label = "duties"
    erasing = "waypost.duties.erasing"
