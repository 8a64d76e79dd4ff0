"""All settings, all from the environment; each has a default that works on one's own machine.

.env.example lists them. In production what is missing or unsafe stops the start (config/checks.py).
"""

import os
import sys
import warnings
from pathlib import Path
from typing import Any

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env", parse_comments=True)
# A name without a value is not set; before a comment stand blanks. Celery and others read the environment as well
for _name in [name for name, value in os.environ.items() if not value.strip()]:
    del os.environ[_name]
env.ENVIRON = {name: value.strip() for name, value in os.environ.items()}

# Where we are
KONTRAST_ENV = env.str("KONTRAST_ENV", default="development")
PRODUCTION = KONTRAST_ENV == "production"
KONTRAST_DATA = Path(env.str("KONTRAST_DATA", default=str(BASE_DIR / "var")))
KONTRAST_SERVE = env.str("KONTRAST_SERVE", default="all")
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
DEBUG = False
try:
    (KONTRAST_DATA / "static").mkdir(parents=True, exist_ok=True)
except OSError as error:
    sys.exit(f"The folder KONTRAST_DATA={KONTRAST_DATA} cannot be written ({error.strerror}). Name one that can.")

# Secrets: outside production they have a fixed value, so that links and sessions outlive a restart
SECRET_KEY = env.str("SECRET_KEY", default="" if PRODUCTION else "a key for one's own machine, never for a server")
LINK_KEY = env.str("LINK_KEY", default="" if PRODUCTION else "links of one's own machine")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "studies",
    "surveys",
    "interviews",
    "analysis",
    "demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.respondent_urls" if KONTRAST_SERVE == "respondents" else "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["studies.templatetags.kontrast"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# Database. SQLite writes at once (IMMEDIATE), never loses what it acknowledged (synchronous=FULL), and overwrites
# what is erased (secure_delete)
with warnings.catch_warnings(action="ignore"):  # one about an unknown address would print its password
    DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{KONTRAST_DATA / 'kontrast.sqlite3'}")}
if not DATABASES["default"].get("ENGINE", "").endswith(("sqlite3", "postgresql")) or not DATABASES["default"]["NAME"]:
    sys.exit(
        "DATABASE_URL is no address of PostgreSQL or SQLite: postgres://USER:PASSWORD@HOST:5432/NAME, sqlite:///FILE"
    )
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA secure_delete=ON;",
    }
    DATABASES["default"]["TEST"] = {"NAME": str(KONTRAST_DATA / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People
AUTH_USER_MODEL = "studies.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "studies:list"
LOGIN_URL = "account_login"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_ADAPTER = "studies.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "reset_password": "20/m/ip,5/m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Kontrast"

# Rate limits count in the database: they hold across processes and need no Redis
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "kontrast_cache"}}

# Languages
LANGUAGE_CODE = "en"
LANGUAGES = [("da", _("Danish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True

# Files
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = KONTRAST_DATA / "static"
MEDIA_ROOT = KONTRAST_DATA / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=100 * 1024 * 1024)

# Mail: printed on one's own machine
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="kontrast@localhost")

# The web server that `manage.py up` starts
WEB_WORKERS = env.int("WEB_WORKERS", default=2)

# Background work. The worker has a broker inside itself and feeds itself from the Job table; Redis, where this names
# one, only says when to look (studies/jobs/bell.py), so Celery itself is kept from it
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="memory://localhost/")
KONTRAST_JOBS = {
    "lease_seconds": env.int("JOB_LEASE_SECONDS", default=30),
    # Redis wakes the workers; then the look at the table is only the safety net
    "poll_seconds": env.float("JOB_POLL_SECONDS", default=0.3 if CELERY_BROKER_URL.startswith("memory:") else 5.0),
    "backoff_seconds": env.float("JOB_BACKOFF_SECONDS", default=5.0),
    "failures_allowed": 2,
    "deaths_allowed": 4,
    "time_limit_seconds": env.int("JOB_TIME_LIMIT", default=1800),
    "memory_limit_mb": env.int("JOB_MEMORY_LIMIT_MB", default=3072),
}
CELERY_BROKER_READ_URL = CELERY_BROKER_WRITE_URL = "memory://localhost/"
CELERY_IMPORTS = ["studies.worker"]
CELERY_BROKER_TRANSPORT_OPTIONS = {"polling_interval": 0.05}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_CONCURRENCY = env.int("WORKER_CONCURRENCY", default=2)
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_PROC_ALIVE_TIMEOUT = 60
CELERY_WORKER_LOST_WAIT = 0.5
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
# The last resort, where the thread beside the job could not end it: Celery kills the child, or replaces it afterwards
CELERY_TASK_TIME_LIMIT = KONTRAST_JOBS["time_limit_seconds"] + 60
CELERY_WORKER_MAX_MEMORY_PER_CHILD = KONTRAST_JOBS["memory_limit_mb"] * 1024 // 2
# Timed work: name -> task (a job), schedule (crontab or timedelta), kwargs. Each due time becomes one job
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "tidy": {"task": "studies.tidy", "schedule": crontab(hour=3, minute=30)},
    "retain": {"task": "studies.retain", "schedule": crontab(hour=3, minute=50)},
    "tidy_exports": {"task": "surveys.tidy", "schedule": crontab(hour=3, minute=40)},
}
# Modules with jobs, beside each app's tasks.py; what a worker imports for all its children; what each child starts
KONTRAST_TASKS = env.list("KONTRAST_TASKS", default=[])
KONTRAST_PRELOAD = env.list(
    "KONTRAST_PRELOAD", default=["pandas", "scipy.stats", "statsmodels.stats.proportion", "analysis.execution"]
)
KONTRAST_WARM_UP = env.list("KONTRAST_WARM_UP", default=["analysis.warm_up"])

# What looks upward is listed here, by dotted path (DESIGN: steps of the chain, what an app holds about a person)
KONTRAST_STEPS = [
    "studies.steps.steps",
    "surveys.steps.steps",
    "analysis.steps.steps",
    "interviews.steps.steps",
]
KONTRAST_PERIODS = ["studies.steps.periods", "surveys.steps.periods", "interviews.steps.periods"]
KONTRAST_UNIT_FACTS = ["surveys.unit_facts.of_unit", "analysis.unit_facts.of_unit"]
KONTRAST_PRIVACY = ["studies.privacy", "surveys.privacy"]
KONTRAST_DETAIL_WORDS = ["analysis.detail_words.of_details"]
KONTRAST_CONSEQUENCES = ["analysis.consequences.of_activation"]

# The API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "PAGE_SIZE": 100,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Kontrast",
    "DESCRIPTION": "Studies, units, items, runs and results.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    # An operation belongs to what its address names last in a study: units, items, runs
    "SCHEMA_PATH_PREFIX": r"/api/v1(/studies/\{slug\}(?=/\w))?",
}

# Safety
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # A refusal is an answer, not a fault: only what fails on our side is told with its trace.
    "loggers": {"django.request": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
VERSION = "0.1.0"
