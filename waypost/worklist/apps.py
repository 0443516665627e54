"""What a person must do, by when, who covers."""

from django.apps import AppConfig


class WorklistConfig(AppConfig):
    """Registers the room with Django."""

    name = "waypost.worklist"
    label = "worklist"
    erasing = "waypost.worklist.erasing"
