"""Django's settings for tests: the product's own, with a key that is no secret."""

from waypost.config.settings import *  # noqa: F403 - the product's settings are what is tested

SECRET_KEY = "a key for tests only, that keeps nothing secret"
BASE_URL = "http://testserver"
ALLOWED_HOSTS = ["*"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Set up, and nobody there: a test that signs in starts a provider of its own.
STAFF_OIDC_ISSUER = "http://127.0.0.1:9"
STAFF_OIDC_CLIENT_ID = "waypost"
STAFF_OIDC_CLIENT_SECRET = "a secret for tests only"
