"""Django's settings, all of them from the environment that the published contract names."""

import os
from pathlib import Path

from waypost.config.environment import database_settings, home

BASE_DIR = Path(__file__).resolve().parent.parent.parent
WAYPOST_HOME = home()

SECRET_KEY = os.environ.get("WAYPOST_SECRET_KEY", "")
DEBUG = False
BASE_URL = os.environ.get("WAYPOST_BASE_URL", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}").rstrip("/")
ALLOWED_HOSTS = (
    ["*"] if not os.environ.get("WAYPOST_BASE_URL") else [BASE_URL.split("://")[1].split("/")[0].split(":")[0]]
)
IS_HTTPS = BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "csp",
    "waypost.base.apps.BaseConfig",
    "waypost.access.apps.AccessConfig",
    "waypost.cases.apps.CasesConfig",
    "waypost.worklist.apps.WorklistConfig",
    "waypost.messages.apps.MessagesConfig",
    "waypost.duties.apps.DutiesConfig",
    "waypost.journeys.apps.JourneysConfig",
    "waypost.connectors.apps.ConnectorsConfig",
    "waypost.portal.apps.PortalConfig",
    "waypost.console.apps.ConsoleConfig",
]

MIDDLEWARE = [
    "waypost.base.request_ids.RequestIdMiddleware",
    "waypost.base.machine_doors.MachineDoors",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "waypost.base.pages.middleware.QuietHeaders",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

# Answered before the middleware that serves pages: sessions, forms, cookies.
MACHINE_DOORS = {
    "/api/intake/v1/events": "waypost.connectors.push.door.machine_door",
    "/api/intake/v1/heartbeat": "waypost.connectors.push.door.heartbeat_door",
    "/api/intake/v1/messages": "waypost.connectors.storm.door.machine_door",
    "/api/receipts/notify": "waypost.messages.views.notify_receipt",
}

ROOT_URLCONF = "waypost.config.urls"
WSGI_APPLICATION = "waypost.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {"environment": "waypost.base.pages.environment.environment"},
    },
]

DATABASES = database_settings()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = ["waypost.access.sessions.SessionsOnly"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, str]] = []

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# 5 MiB is what the intake takes; it counts the bytes itself so that it can answer 413 in its own words.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024 + 1

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = False
USE_TZ = True

STATIC_URL = "static/"
# Filled by `waypost web` when it starts.
STATIC_ROOT = WAYPOST_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 20 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "session"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrf"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "waypost.config.errors.forbidden"

# Where "Exit this page" leads from a page before sign-in, when no force is known yet.
PORTAL_LEAVE_URL = os.environ.get("WAYPOST_LEAVE_URL", "https://www.bbc.co.uk/weather")

# `no-referrer` would make a browser send `Origin: null`, and the CSRF check refuse the form.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        # The hash is that of GOV.UK Frontend's own inline line that says JavaScript works.
        "script-src": ["'self'", "'sha256-GUQ5ad8JK5KmEWmROf3LZd9ge94daqNvd8xy9YS1iDw='"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    },
}

NOTIFY_BASE_URL = os.environ.get("NOTIFY_BASE_URL", "")
NOTIFY_API_KEY = os.environ.get("NOTIFY_API_KEY", "")
NOTIFY_TEMPLATE_SMS = os.environ.get("NOTIFY_TEMPLATE_SMS", "")
NOTIFY_TEMPLATE_EMAIL = os.environ.get("NOTIFY_TEMPLATE_EMAIL", "")
PRINT_FOLDER = os.environ.get("WAYPOST_PRINT_FOLDER", "")
NOTIFY_TEMPLATE_LETTER = os.environ.get("NOTIFY_TEMPLATE_LETTER", "")
# What recipients see as the sender of the service's e-mails, and the id of an address for answers.
NOTIFY_EMAIL_FROM = os.environ.get("NOTIFY_EMAIL_FROM", "")
NOTIFY_EMAIL_REPLY_TO = os.environ.get("NOTIFY_EMAIL_REPLY_TO", "")
NOTIFY_CALLBACK_TOKEN = os.environ.get("NOTIFY_CALLBACK_TOKEN", "")
# The longest that one call may take; what takes longer is in doubt.
NOTIFY_TIMEOUT_S = float(os.environ.get("NOTIFY_TIMEOUT_S", "15"))
# Not sooner than this after a doubtful hand-over is the provider asked what became of it.
NOTIFY_RECONCILE_AFTER_S = float(os.environ.get("NOTIFY_RECONCILE_AFTER_S", "120"))

# A second account that stands by, and who carries what in which order; docs/operate/run.md has the rest.
NOTIFY_SECOND_BASE_URL = os.environ.get("NOTIFY_SECOND_BASE_URL", "")
NOTIFY_SECOND_API_KEY = os.environ.get("NOTIFY_SECOND_API_KEY", "")
NOTIFY_SECOND_TEMPLATE_SMS = os.environ.get("NOTIFY_SECOND_TEMPLATE_SMS", "")
# How many calls a minute one account takes; Notify documents 3,000.
NOTIFY_RATE_PER_MINUTE = os.environ.get("NOTIFY_RATE_PER_MINUTE", "3000")
# Whoever stands by takes new messages once the first has taken none for so long.
STANDBY_AFTER_S = float(os.environ.get("WAYPOST_STANDBY_AFTER_S", "300"))
# Somebody is told once a provider has sent no receipt, or taken nothing, for so long; of receipts, where at least so
# many are missing.
PROVIDER_ALARM_AFTER_S = float(os.environ.get("WAYPOST_PROVIDER_ALARM_AFTER_S", "480"))
RECEIPT_ALARM_MESSAGES = int(os.environ.get("WAYPOST_RECEIPT_ALARM_MESSAGES", "10"))
PROVIDERS = {
    "sms": os.environ.get("WAYPOST_PROVIDERS_SMS", "notify,notify-2"),
    "email": os.environ.get("WAYPOST_PROVIDERS_EMAIL", ""),
    "letter": os.environ.get("WAYPOST_PROVIDERS_LETTER", ""),
}

# Where e-mail goes: smtp://user:pass@host:port, or smtps://. docs/operate/run.md has the rest.
SMTP_URL = os.environ.get("SMTP_URL", "")
# The longest that one e-mail may take; a mail server that checks for viruses answers late.
SMTP_TIMEOUT_S = float(os.environ.get("SMTP_TIMEOUT_S", "60"))

# An e-mail service that django-anymail speaks to; docs/operate/run.md has the rest.
EMAIL_SERVICE = os.environ.get("WAYPOST_EMAIL_SERVICE", "")
EMAIL_SERVICE_KEYS = os.environ.get("WAYPOST_EMAIL_SERVICE_KEYS", "")
EMAIL_SERVICE_FROM = os.environ.get("WAYPOST_EMAIL_SERVICE_FROM", "")
EMAIL_SERVICE_WEBHOOK = os.environ.get("WAYPOST_EMAIL_SERVICE_WEBHOOK", "")
EMAIL_SERVICE_WEBHOOK_KEYS = os.environ.get("WAYPOST_EMAIL_SERVICE_WEBHOOK_KEYS", "")
EMAIL_SERVICE_TIMEOUT_S = float(os.environ.get("WAYPOST_EMAIL_SERVICE_TIMEOUT_S", "20"))

# WhatsApp Business, where a force has switched it on; the address ends with the version, as in .../v23.0.
WHATSAPP_BASE_URL = os.environ.get("WHATSAPP_BASE_URL", "")
WHATSAPP_PHONE_NUMBER_ID = os.environ.get("WHATSAPP_PHONE_NUMBER_ID", "")
WHATSAPP_TOKEN = os.environ.get("WHATSAPP_TOKEN", "")
WHATSAPP_TEMPLATE = os.environ.get("WHATSAPP_TEMPLATE", "")
WHATSAPP_LANGUAGE = os.environ.get("WHATSAPP_LANGUAGE", "en_GB")
WHATSAPP_SENDER = os.environ.get("WHATSAPP_SENDER", "")
WHATSAPP_APP_SECRET = os.environ.get("WHATSAPP_APP_SECRET", "")
WHATSAPP_VERIFY_TOKEN = os.environ.get("WHATSAPP_VERIFY_TOKEN", "")
WHATSAPP_TIMEOUT_S = float(os.environ.get("WHATSAPP_TIMEOUT_S", "15"))

# How many events a second one pushing source may send on average, and as many seconds' worth of them at once.
INTAKE_EVENTS_PER_S = float(os.environ.get("WAYPOST_INTAKE_EVENTS_PER_S", "2000"))
INTAKE_BURST_S = 10.0
# A worker begins again when its queue has had no answer for so long.
QUEUE_PATIENCE_S = float(os.environ.get("WAYPOST_QUEUE_PATIENCE_S", "30"))

# Staff sign in at the force's own identity provider (OpenID Connect); docs/operate/run.md says how it is set up.
STAFF_OIDC_ISSUER = os.environ.get("WAYPOST_STAFF_OIDC_ISSUER", "")
STAFF_OIDC_CLIENT_ID = os.environ.get("WAYPOST_STAFF_OIDC_CLIENT_ID", "")
STAFF_OIDC_CLIENT_SECRET = os.environ.get("WAYPOST_STAFF_OIDC_CLIENT_SECRET", "")
STAFF_OIDC_SCOPE = os.environ.get("WAYPOST_STAFF_OIDC_SCOPE", "openid profile")
# A provider of one force need not say which: then the force is named here.
STAFF_OIDC_FORCE = os.environ.get("WAYPOST_STAFF_OIDC_FORCE", "")
STAFF_OIDC_FORCE_CLAIM = os.environ.get("WAYPOST_STAFF_OIDC_FORCE_CLAIM", "force")
STAFF_OIDC_COLLAR_CLAIM = os.environ.get("WAYPOST_STAFF_OIDC_COLLAR_CLAIM", "collar_number")
STAFF_OIDC_GROUPS_CLAIM = os.environ.get("WAYPOST_STAFF_OIDC_GROUPS_CLAIM", "groups")
# The longest that one question to the provider may take: somebody waits for the answer.
STAFF_OIDC_TIMEOUT_S = 10.0

CONTENT_DIR = Path(os.environ.get("WAYPOST_CONTENT", BASE_DIR / "content"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "waypost.base.log_lines.LogFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("WAYPOST_LOG_LEVEL", "INFO")},
    # Django's mailer of error pages and its page bodies could carry what a person typed.
    "loggers": {
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "procrastinate": {"level": "WARNING"},
    },
}
