"""Django's settings, from the environment."""

import os

SECRET_KEY = os.environ["PEER_KEY"]
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["bench.peers.bare_page.apps.BarePageConfig"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = "bench.peers.bare_page.urls"
WSGI_APPLICATION = "bench.peers.bare_page.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ["PEER_DATABASE_HOST"],
        "NAME": os.environ["PEER_DATABASE_NAME"],
        "USER": os.environ["PEER_DATABASE_USER"],
        "PASSWORD": os.environ["PEER_DATABASE_PASSWORD"],
        "CONN_MAX_AGE": 300,
    }
}
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [], "APP_DIRS": True}]
