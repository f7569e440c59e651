"""All settings of Honestbox, in one file. What differs between machines is read by `config.environment`."""

import os
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from celery.schedules import crontab
from csp.constants import SELF
from django.core.exceptions import ImproperlyConfigured

from config import embedded
from config.environment import (
    database_from_url,
    env_amounts,
    env_dates,
    env_flag,
    env_int,
    env_keys,
    env_list,
    env_pairs,
    env_payers,
    env_tax_rules,
    env_text,
)

BASE_DIR = Path(__file__).resolve().parent.parent

# Where it runs

DATA_DIR = Path(env_text("HONESTBOX_DATA", str(BASE_DIR / ".data")))
DEBUG = env_flag("DEBUG", False)
PRODUCTION = env_flag("PRODUCTION", False)
SITE_URL = env_text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS", SITE_URL)
SECRET_KEY = env_text("SECRET_KEY", "" if PRODUCTION else "for-this-machine-only")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY must be given where PRODUCTION=1")

DATABASE_URL = os.environ.get("DATABASE_URL") or embedded.postgres_url(DATA_DIR)
REDIS_URL = os.environ.get("REDIS_URL") or embedded.valkey_url(DATA_DIR)
DATABASES = {"default": database_from_url(DATABASE_URL)}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env_flag("SECURE_SSL_REDIRECT", True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = 31_536_000
    # HSTS binds this name alone: what else runs under its domain, and browsers' preload lists, are not ours to decide.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

# How many proxies of ours stand in front and append to X-Forwarded-For; the event log notes what they saw.
TRUSTED_PROXIES = env_int("TRUSTED_PROXIES", 0)

# What it is made of

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "storages",
    "people",
    "projects",
    "labeling",
    "review",
    "payouts",
    "demo",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # a page with 500 boxes in it is ten times as large without
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
    "config.middleware.OriginMiddleware",
    "config.middleware.PersonMiddleware",
    "config.middleware.RefusedMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "people.queries.page_context",
                "projects.access.page_context",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "projects.templatetags.money"],
        },
    }
]

# Files

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / ".static" if PRODUCTION else None  # collected for production, found where it lies otherwise
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
S3_BUCKET = os.environ.get("S3_BUCKET", "")
STORAGES = {
    "default": (
        {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": S3_BUCKET,
                "endpoint_url": os.environ.get("S3_ENDPOINT_URL") or None,
                "region_name": os.environ.get("S3_REGION") or None,
                "signature_version": "s3v4",
                "default_acl": "private",
                "querystring_expire": 600,
                "file_overwrite": False,
            },
        }
        if S3_BUCKET
        else {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    ),
    "staticfiles": {
        "BACKEND": "config.static.HashedModules"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FILES = 2000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20

# People

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_REDIRECT_URL = "home"
LOGIN_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "people.forms.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "optional"  # work starts at once; the mail to confirm the address goes out beside it
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# Words and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ko", "한국어")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
SETTLEMENT_TIME_ZONE = env_text("SETTLEMENT_TIME_ZONE", "Asia/Seoul")
# What the platform takes on top of the pay, in hundredths of a percent; a project may have its own.
PLATFORM_FEE_BP = env_int("PLATFORM_FEE_BP", 0)
# Where clients transfer to, where it is not the account that workers are paid from (BANK_PAYERS):
# "KRW=Honestbox Bank 123-45-67890 (Honestbox Inc.);USD=…", as they read it.
PLATFORM_BANK_ACCOUNTS = env_pairs("PLATFORM_BANK_ACCOUNTS", "")
# Who stands on invoices and receipts.
PLATFORM_NAME = env_text("PLATFORM_NAME", "Honestbox")
PLATFORM_ADDRESS = env_text("PLATFORM_ADDRESS", "")
PLATFORM_REGISTRATION = env_text("PLATFORM_REGISTRATION", "")
# A client is warned when less than this share of what was funded is free, and it is not enough for what is left.
BUDGET_LOW_PERCENT = env_int("BUDGET_LOW_PERCENT", 20)
# Within how many days a worker's question is to be answered.
QUESTION_DAYS = env_int("QUESTION_DAYS", 5)

# Workers' bank details: BANK_KEYS seal them, the first of them what is new; the other one recognizes equal numbers.
_DERIVED_KEY = urlsafe_b64encode(sha256(f"bank|{SECRET_KEY}".encode()).digest()).decode()
BANK_KEYS = env_keys("BANK_KEYS", "" if PRODUCTION else _DERIVED_KEY)
BANK_FINGERPRINT_KEY = env_text("BANK_FINGERPRINT_KEY", "" if PRODUCTION else _DERIVED_KEY)
if not BANK_KEYS or not BANK_FINGERPRINT_KEY:
    raise ImproperlyConfigured("BANK_KEYS and BANK_FINGERPRINT_KEY must be given where PRODUCTION=1")
_DEMO_PAYERS = {
    "KRW": {"name": "Honestbox", "account": "110123456789", "bank_code": "088", "bic": "SHBKKRSE", "country": "KR"},
    "EUR": {"name": "Honestbox", "account": "DE89370400440532013000", "bank_code": "", "bic": "", "country": "DE"},
    "USD": {"name": "Honestbox", "account": "1234567890", "bank_code": "021000021", "bic": "", "country": "US"},
    "JPY": {"name": "Honestbox", "account": "1234567", "bank_code": "0001001", "bic": "", "country": "JP"},
}
BANK_PAYERS = env_payers("BANK_PAYERS", {} if PRODUCTION else _DEMO_PAYERS)
# Days without banking besides Saturdays and Sundays: what would be paid then is paid on the last banking day before.
BANK_HOLIDAYS = env_dates("BANK_HOLIDAYS", "")
# A deposit that is not here so many days after its pay day is late, and publicly so; the bank's answer takes a day.
LATE_NOTICED_AFTER_DAYS = env_int("LATE_NOTICED_AFTER_DAYS", 2)

# Taxes: dated rules, and what a worker is taken for who has declared nothing. A file changes rates without code.
TAX_RULES = env_tax_rules("TAX_RULES_FILE")
DEFAULT_TAX_COUNTRY = env_text("DEFAULT_TAX_COUNTRY", "KR")
DEFAULT_TAX_TYPE = env_text("DEFAULT_TAX_TYPE", "freelancer")
# Deposits below this are carried into the next statement: "KRW:1000,USD:5".
MIN_DEPOSIT = env_amounts("MIN_DEPOSIT", "")

# Mail

EMAIL_URL = os.environ.get("EMAIL_URL", "")  # smtp://user:password@host:port?tls=1; empty prints mails
DEFAULT_FROM_EMAIL = env_text("DEFAULT_FROM_EMAIL", "Honestbox <no-reply@honestbox.example>")
if EMAIL_URL:
    _mail = urlsplit(EMAIL_URL)
    if _mail.scheme != "smtp" or not _mail.hostname:
        raise ImproperlyConfigured(f"EMAIL_URL={EMAIL_URL!r}: give smtp://user:password@host:port?tls=1")
    EMAIL_HOST, EMAIL_PORT = _mail.hostname, _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_TLS = dict(parse_qsl(_mail.query)).get("tls") == "1"
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# API

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "people.cursors.Newest",
    "DEFAULT_THROTTLE_RATES": {"login": env_text("LOGIN_RATE", "30/min")},
    "EXCEPTION_HANDLER": "people.api.error_response",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Honestbox",
    "DESCRIPTION": "Draw boxes, judge them, and follow every won. Ids are opaque. Amounts are millionths of the unit.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "AssignmentState": "labeling.models.STATE_CHOICES",
        "Decision": "review.models.Decision",
        "ProjectStatus": "projects.models.Project.Status",
        "PayoutState": "payouts.models.Payout.State",
    },
}

# What a browser may do

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *env_list("IMAGE_ORIGINS", "")],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = True

# Work in the background: every task is a thin call of an action, and pulls what it finds

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_TIME_LIMIT = 3600
CELERY_BEAT_SCHEDULE = {
    "thumbnails": {"task": "projects.tasks.make_thumbnails", "schedule": 3, "options": {"expires": 3}},
    "accrue": {"task": "payouts.tasks.accrue", "schedule": 3, "options": {"expires": 3}},
    "mail": {"task": "people.tasks.send_mail", "schedule": 10, "options": {"expires": 10}},
    "leases": {"task": "labeling.tasks.expire_leases", "schedule": 30, "options": {"expires": 30}},
    "deadlines": {"task": "review.tasks.approve_overdue", "schedule": 60, "options": {"expires": 60}},
    "appeals": {"task": "review.tasks.free_unappealed", "schedule": 600, "options": {"expires": 600}},
    "pace": {"task": "review.tasks.measure_pace", "schedule": 600, "options": {"expires": 600}},
    "budgets": {"task": "payouts.tasks.warn_of_budgets", "schedule": 300, "options": {"expires": 300}},
    "refunds": {"task": "payouts.tasks.refund_closed_projects", "schedule": 3600, "options": {"expires": 3600}},
    "late": {"task": "payouts.tasks.note_late_deposits", "schedule": 3600, "options": {"expires": 3600}},
    # At half past four at night in Seoul; the clock of the schedule is that of UTC.
    "sweep": {
        "task": "payouts.tasks.sweep_books",
        "schedule": crontab(hour=19, minute=30),
        "options": {"expires": 3600},
    },
    # As many messages as processes may share a month: each takes the next band of workers that nobody has.
    **{
        f"months-{hand}": {"task": "payouts.tasks.close_past_periods", "schedule": 3600, "options": {"expires": 3600}}
        for hand in range(1, env_int("CLOSING_HANDS", 4) + 1)
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env_text("LOG_LEVEL", "INFO")},
}
