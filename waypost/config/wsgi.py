"""The web application, as gunicorn loads it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waypost.config.settings")

application = get_wsgi_application()

from waypost.base.queue import gather_wakes  # noqa: E402 - it reads Django's settings

gather_wakes()
