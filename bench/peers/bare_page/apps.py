"""The app."""

from django.apps import AppConfig


class BarePageConfig(AppConfig):
    """Found by its templates."""

    name = "bench.peers.bare_page"
    label = "bare_page"
