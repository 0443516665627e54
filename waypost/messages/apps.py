"""Django's name for this room."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "waypost.messages"
    label = "waypost_messages"
    default_auto_field = "django.db.models.BigAutoField"
    erasing = "waypost.messages.erasing"
