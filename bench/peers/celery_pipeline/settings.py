"""Django's settings, from the environment."""

import os

SECRET_KEY = os.environ["PEER_KEY"]
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["rest_framework", "bench.peers.celery_pipeline.apps.CeleryPipelineConfig"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = "bench.peers.celery_pipeline.urls"
WSGI_APPLICATION = "bench.peers.celery_pipeline.wsgi.application"
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
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "UNAUTHENTICATED_USER": None,
}

CELERY_BROKER_URL = os.environ["PEER_REDIS_URL"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 16
CELERY_WORKER_SEND_TASK_EVENTS = False

NOTIFY_BASE_URL = os.environ["NOTIFY_BASE_URL"]
NOTIFY_API_KEY = os.environ["NOTIFY_API_KEY"]
NOTIFY_TEMPLATE_SMS = os.environ["NOTIFY_TEMPLATE_SMS"]
NOTIFY_CALLBACK_TOKEN = os.environ["NOTIFY_CALLBACK_TOKEN"]
PORTAL_URL = os.environ["PEER_PORTAL_URL"]
