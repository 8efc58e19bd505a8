"""Wiring.

A number that a deployment tunes comes from the environment; one that an administrator tunes is a
row.
"""

import re
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from jinja2 import ChainableUndefined, StrictUndefined

from aftersales import start_checks
from aftersales.companies import company_log_ins
from local_services import places
from privacy.domain import sealing

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = places.VAR
env = environ.Env()

# --- security -------------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
IS_HTTPS = env.bool("HTTPS", default=False)
LOCAL_KEY = VAR_DIR / "secret_key"
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY and LOCAL_KEY.exists():
    SECRET_KEY = LOCAL_KEY.read_text().strip()
IS_PUBLIC = bool(set(ALLOWED_HOSTS) - {"localhost", "127.0.0.1", "[::1]", "testserver"})
if not SECRET_KEY:
    if IS_PUBLIC:
        raise ImproperlyConfigured("SECRET_KEY is not set. Give the environment a long random one.")
    # for commands alone: the web server and the worker refuse it
    SECRET_KEY = start_checks.LOCAL_KEY
if IS_PUBLIC:
    start_checks.require_safe_key(SECRET_KEY)
if IS_PUBLIC and DEBUG:
    raise ImproperlyConfigured("DEBUG must be off when ALLOWED_HOSTS names a public host.")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
for _earlier_key in SECRET_KEY_FALLBACKS:
    start_checks.require_safe_key(_earlier_key, "SECRET_KEY_FALLBACKS")
start_checks.require_parts()
# What seals secrets in the database: the first seals, all open. Without one the secret key does.
try:
    SEALING_KEYS = sealing.keys_from(
        env.list("FIELD_KEYS", default=[]), [SECRET_KEY, *SECRET_KEY_FALLBACKS]
    )
except sealing.KeyTooShort as error:
    raise ImproperlyConfigured(f"FIELD_KEYS: {error}.") from None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
# No script reads it: pages carry the token.
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
# With the prefix a browser takes the cookie from this very host over https alone.
_HOST_ALONE = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME = f"{_HOST_ALONE}sessionid"
CSRF_COOKIE_NAME = f"{_HOST_ALONE}csrftoken"
LANGUAGE_COOKIE_NAME = f"{_HOST_ALONE}django_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
DEVICE_COOKIE_NAME = f"{_HOST_ALONE}device"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
# Probes ask inside, where there is no certificate.
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_REFERRER_POLICY = "same-origin"
# After so long without anybody at work a log-in ends, and after so many days whatever happens.
SESSION_COOKIE_AGE = env.int("SESSION_IDLE_HOURS", default=8) * 3600
SESSION_LONGEST_DAYS = env.int("SESSION_LONGEST_DAYS", default=7)
SESSION_ENGINE = "accounts.session_store"
SESSION_SAVE_EVERY_REQUEST = False
# Several people at one browser: unsent drafts end with the log-out.
SHARED_MACHINES = env.bool("SHARED_MACHINES", default=False)
CSRF_FAILURE_VIEW = "aftersales.views.stale_page"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# --- houses ---------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "operations",
    "analytics",
    "plans",
    "metrics",
    "archive",
    "feedback",
    "tickets",
    "customers",
    "knowledge",
    "notifications",
    "calendars",
    "documents",
    # before accounts, which takes its tables out of the administration again
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.feishu",
    "allauth.socialaccount.providers.dingtalk",
    "accounts",
    "api",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "portal",
    "pages",
    "core",
    "demo",
    "django.forms",
    "aftersales.apps.LateAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "corsheaders",
    "auditlog",
    "aftersales.apps.AftersalesConfig",  # last: its seed runs when every table and right is there
]
MIDDLEWARE = [
    "aftersales.middleware.RequestId",
    "aftersales.middleware.BrowserLimits",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "aftersales.middleware.PrivatePages",
    "aftersales.middleware.CompressedPages",
    "csp.middleware.CSPMiddleware",
    "aftersales.interface.ProblemsOnly",
    "aftersales.middleware.SoundCookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "aftersales.sent_forms.SentForms",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.middleware.SlidingSession",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.LoginRequired",
    "accounts.middleware.UserLanguage",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SecondFactorRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.ChangesSigned",
    "aftersales.errors.LawErrors",
    "accounts.middleware.TriesRefused",
]
ROOT_URLCONF = "aftersales.urls"
WSGI_APPLICATION = "aftersales.wsgi.application"
CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "django.template.context_processors.i18n",
    "aftersales.context.frame_context",
]
STRICT_TEMPLATES = env.bool("STRICT_TEMPLATES", default=False)  # a name nobody gave is an error
TEMPLATES = [
    {  # every page of the desk
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "environment": "aftersales.jinja2.page_environment",
            "context_processors": [*CONTEXT_PROCESSORS, "aftersales.context.csrf_context"],
            "undefined": StrictUndefined if STRICT_TEMPLATES else ChainableUndefined,
        },
    },
    {  # the administration alone
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "django"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": CONTEXT_PROCESSORS,
            "builtins": ["pages.templatetags.desk"],
        },
    },
    {  # the widgets of Django's forms, which ask for names that nobody gave
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "widgets",
        "APP_DIRS": True,
    },
]

FORM_RENDERER = "aftersales.widgets.WidgetRenderer"

# --- database -------------------------------------------------------------------------------------
_LOCAL = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": places.DATABASE_NAME,
    "USER": places.DATABASE_ROLE,
    "HOST": str(places.socket_folder()),
    "PORT": str(places.SOCKET_NUMBER),
}
_HAS_URL = bool(env.str("DATABASE_URL", ""))
DATABASES = {"default": env.db_url("DATABASE_URL") if _HAS_URL else _LOCAL}
if DATABASES["default"]["ENGINE"] != _LOCAL["ENGINE"]:
    raise ImproperlyConfigured("DATABASE_URL names no PostgreSQL; it begins with postgres://.")
# A connection knows the plans of what every page asks (`core.queries.prepared`) while it lives.
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# a page joins a dozen small tables by key: planning every order of them costs more than the query
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c join_collapse_limit=4")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.DeskBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "display_name", "email"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.validators.GuessedPasswordValidator"},
]
# Seconds for which the address in a mail sets a new password.
PASSWORD_RESET_TIMEOUT = 60 * 60
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:login"
# Wrong passwords and codes within an hour, from devices that are not known.
TRIES_PER_ACCOUNT = env.int("TRIES_PER_ACCOUNT", default=10)
TRIES_PER_ADDRESS = env.int("TRIES_PER_ADDRESS", default=20)
# How many proxies of one's own stand before the desk; without one, nobody's word about an address
# is believed.
PROXY_COUNT = env.int("PROXY_COUNT", default=0)

# The library behind log-in, second factors and sessions; decision 24 tells what it does here.
ACCOUNT_ADAPTER = "accounts.adapters.DeskAccounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # nobody signs up; asked for by its own check
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False  # counted in the database by accounts.actions.tries
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
MFA_ADAPTER = "accounts.adapters.DeskSecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # periods of half a minute that a clock may be wrong
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are kept by administrators
MFA_RATE_LIMITS = False
MFA_FORMS = {
    "authenticate": "accounts.code_forms.CodeForm",
    "reauthenticate": "accounts.code_forms.CodeAgainForm",
    "activate_totp": "accounts.code_forms.FirstCodeForm",
    "add_webauthn": "accounts.code_forms.PasskeyForm",
    "edit_webauthn": "accounts.code_forms.PasskeyNameForm",
}
SOCIALACCOUNT_ADAPTER = "accounts.sign_on.adapter.CompanyAccounts"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form could not leave for another host; state guards it
SOCIALACCOUNT_PROVIDERS = company_log_ins(env)
ACCOUNT_FORMS = {"reauthenticate": "accounts.code_forms.PasswordAgainForm"}

# --- language and time ----------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Shanghai")
USE_TZ = True

# ISO 4217: in which the desk counts amounts of money.
CURRENCY = env.str("CURRENCY", default="CNY")

# --- files ----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_DIR = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
IS_COLLECTED = (
    env.bool("COLLECT_STATIC", default=False) or STATIC_DIR.joinpath("staticfiles.json").exists()
)
STATIC_ROOT = str(STATIC_DIR) if IS_COLLECTED else None
WHITENOISE_USE_FINDERS = not IS_COLLECTED
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(VAR_DIR / "media"))
STATIC_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"
if IS_COLLECTED:
    STATIC_STORAGE = "whitenoise.storage.CompressedManifestStaticFilesStorage"
# Where files lie that people attach: below MEDIA_ROOT, or in a bucket of S3 or of what speaks so.
MEDIA_S3_BUCKET = env.str("MEDIA_S3_BUCKET", default="")
KEPT_FILES = {"BACKEND": "documents.storages.DiskStorage"}
if MEDIA_S3_BUCKET:
    KEPT_FILES = {
        "BACKEND": "documents.buckets.BucketStorage",
        "OPTIONS": {
            "bucket_name": MEDIA_S3_BUCKET,
            "location": env.str("MEDIA_S3_PREFIX", default=""),
            "endpoint_url": env.str("MEDIA_S3_ENDPOINT", default="") or None,
            "region_name": env.str("MEDIA_S3_REGION", default="") or None,
            "access_key": env.str("MEDIA_S3_ACCESS_KEY", default="") or None,
            "secret_key": env.str("MEDIA_S3_SECRET_KEY", default="") or None,
            "addressing_style": env.str("MEDIA_S3_ADDRESSING", default="auto"),
        },
    }
STORAGES = {
    "default": KEPT_FILES,
    "staticfiles": {"BACKEND": STATIC_STORAGE},
}
ATTACHMENT_MAX_BYTES = env.int("ATTACHMENT_MAX_MB", default=25) * 1024 * 1024
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_MB", default=20) * 1024 * 1024
# Of a whole form with its files; of one without files, or of a stranger, the second.
FORM_MAX_BYTES = env.int("FORM_MAX_MB", default=100) * 1024 * 1024
# Of a customer's form with its pictures.
CUSTOMER_FORM_MAX_BYTES = env.int("CUSTOMER_FORM_MAX_MB", default=30) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 100
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
# Characters of one field of a form: a long mail has tens of thousands.
FIELD_MAX_CHARACTERS = 100_000
PICTURE_MAX_PIXELS = env.int("PICTURE_MAX_MEGAPIXELS", default=200) * 1_000_000
# tcp://host:3310 or unix:///run/clamav/clamd.ctl; empty: files are not looked at for viruses
CLAMD_URL = env.str("CLAMD_URL", default="")
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# --- messages -------------------------------------------------------------------------------------
EMAIL_IS_SET_UP = bool(env.str("EMAIL_URL", default=""))
if EMAIL_IS_SET_UP:  # smtp://name:password@host:25, smtp+tls://… on 587, smtp+ssl://… on 465
    _mail = env.email_url("EMAIL_URL")
    EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
    EMAIL_HOST = _mail["EMAIL_HOST"]
    EMAIL_PORT = _mail["EMAIL_PORT"]
    EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"] or ""
    EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"] or ""
    EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
    EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
# A desk for trying keeps its mails in a folder instead of sending them (`make run`).
MAIL_FOLDER = "" if EMAIL_IS_SET_UP else env.str("MAIL_FOLDER", default="")
if MAIL_FOLDER:
    EMAIL_BACKEND = "demo.mailbox.MailFolder"
    EMAIL_IS_SET_UP = True
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="aftersales@localhost")
# Where customers write to and answers arrive; each ticket has an address of its own below it.
MAILBOX_ADDRESS = env.str("MAILBOX_ADDRESS", default="")
# Hosts of the robots of group chats: no row leads anywhere else.
ROBOT_HOSTS = env.list(
    "ROBOT_HOSTS",
    default=[
        "qyapi.weixin.qq.com",
        "oapi.dingtalk.com",
        "open.feishu.cn",
        "open.larksuite.com",
    ],
)
# Who carries messages to customers' phones.
ALIYUN_SMS_URL = env.str("ALIYUN_SMS_URL", default="https://dysmsapi.aliyuncs.com").rstrip("/")
WECHAT_URL = env.str("WECHAT_URL", default="https://api.weixin.qq.com").rstrip("/")
PROVIDER_HOSTS = [urlsplit(url).hostname or "" for url in (ALIYUN_SMS_URL, WECHAT_URL)]
# Hosts and networks inside that webhooks may reach: crm.intranet.example, 10.20.0.0/16. Everything
# else has to lie outside, and is asked by https.
WEBHOOK_INSIDE = env.list("WEBHOOK_INSIDE", default=[])
# Where mails of customers are fetched: imaps://name:password@host:993/INBOX, imap:// without TLS.
IMAP_URL = env.str("IMAP_URL", default="")
MAIL_MAX_BYTES = env.int("MAIL_MAX_MB", default=25) * 1024 * 1024
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")

# --- queue ----------------------------------------------------------------------------------------
REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    # against a Redis that takes connections and never answers; a worker listens for one second
    "socket_timeout": 3,
    "max_retries": 0,  # a page does not wait for the bell
}
SWEEP_SECONDS = env.int("SWEEP_SECONDS", default=15)
OUTBOX_SECONDS = env.int("OUTBOX_SECONDS", default=15)
WEBHOOK_SECONDS = env.int("WEBHOOK_SECONDS", default=5)
SWEEP_LIMIT = env.int("SWEEP_LIMIT", default=2000)

# --- operation (docs/operations.md) ---------------------------------------------------------------
SWEEP_LAG_SECONDS = env.int("SWEEP_LAG_SECONDS", default=60)
WATCH_SECONDS = env.int("WATCH_SECONDS", default=60)
DISK_FLOOR_BYTES = env.int("DISK_FLOOR_MB", default=500) * 1024 * 1024
# Where the heads of the audit ledger are noted once a day: best on another disk or machine.
LEDGER_HEADS = env.str("LEDGER_HEADS", default=str(VAR_DIR / "ledger" / "heads.jsonl"))
# Who asked to be forgotten, by the keys of contacts: what a restored backup has to do once more.
ERASURE_LIST = env.str("ERASURE_LIST", default=str(VAR_DIR / "ledger" / "erasures.jsonl"))
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

# --- backup (docs/operations.md) ------------------------------------------------------------------
# Without a folder nothing is backed up by the timetable. The keys are those of the age format.
BACKUP_DIR = env.str("BACKUP_DIR", default="")
# When, in the desk's zone.
BACKUP_AT = env.str("BACKUP_AT", default="02:30")
if not re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", BACKUP_AT):
    raise ImproperlyConfigured("BACKUP_AT is a time of day such as 02:30.")
BACKUP_KEEP = env.str("BACKUP_KEEP", default="7 daily, 4 weekly, 12 monthly")
BACKUP_KEY = env.str("BACKUP_KEY", default="")
BACKUP_KEY_FILE = env.str("BACKUP_KEY_FILE", default="")
RELEASE = env.str("RELEASE", default="")

# --- logs -----------------------------------------------------------------------------------------
LOG_FORMAT = env.str("LOG_FORMAT", default="json" if IS_COLLECTED or IS_PUBLIC else "line")
if LOG_FORMAT not in ("json", "line"):
    raise ImproperlyConfigured("LOG_FORMAT is json or line.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "core.tracing.RequestIdFilter"}},
    "formatters": {
        "line": {"()": "aftersales.logs.LineFormatter"},
        "json": {"()": "aftersales.logs.JsonFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # Tells of every table of every font that a PDF embeds.
    "loggers": {"fontTools": {"level": "WARNING"}},
}
AUDITLOG_INCLUDE_ALL_MODELS = False
AUDITLOG_CID_GETTER = "core.tracing.current"  # and not whatever a header says

# --- REST interface -------------------------------------------------------------------------------
KNOX_TOKEN_MODEL = "accounts.ApiToken"  # noqa: S105 — the name of a table
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["api.authentication.BearerToken"],
    "DEFAULT_PERMISSION_CLASSES": ["api.permissions.HasScope"],
    "DEFAULT_PARSER_CLASSES": ["api.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "api.schema.DeskSchema",
    "EXCEPTION_HANDLER": "api.problems.answer_problem",
    "UNAUTHENTICATED_USER": None,
    # Moments with their zone, of the desk; numbers with decimals as texts, exact.
    "COERCE_DECIMAL_TO_STRING": True,
}
# Pages of other origins that may ask the interface from a browser: https://crm.example.com. None,
# unless the deployment names them; then no answer has a header of CORS at all.
CORS_ALLOWED_ORIGINS = env.list("CORS_ORIGINS", default=[])
start_checks.require_origins(CORS_ALLOWED_ORIGINS, "CORS_ORIGINS")
CORS_URLS_REGEX = r"^/api/v1/"
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_METHODS = ("GET", "POST", "PATCH", "DELETE", "OPTIONS")
CORS_ALLOW_HEADERS = (
    "accept-language",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
)
CORS_EXPOSE_HEADERS = ("ETag", "Idempotency-Replayed", "Location", "Retry-After", "X-Request-Id")
CORS_PREFLIGHT_MAX_AGE = 600
if CORS_ALLOWED_ORIGINS:
    # Before whatever refuses a request without a log-in, behind what leads to https.
    MIDDLEWARE.insert(
        MIDDLEWARE.index("django.middleware.security.SecurityMiddleware") + 1,
        "corsheaders.middleware.CorsMiddleware",
    )
# Pages of other origins that may show the panel of a ticket in a frame.
PANEL_ORIGINS = env.list("PANEL_ORIGINS", default=[])
start_checks.require_origins(PANEL_ORIGINS, "PANEL_ORIGINS")
# For how long the address of a panel opens it.
PANEL_SECONDS = env.int("PANEL_MINUTES", default=10) * 60
SPECTACULAR_SETTINGS = {
    "TITLE": "aftersales",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "api.schema.add_problem",
        "api.schema.introduce",
        "api.vocabulary.describe_parameters",
        "api.schema.name_shapes",
        "api.schema.share_choices",
        "api.examples.order_examples",
    ],
    "ENUM_SUFFIX": "",
    "SERVE_PERMISSIONS": [],
    "SERVE_AUTHENTICATION": [],
    # One name for one vocabulary, also where fields of several shapes are called alike.
    "ENUM_NAME_OVERRIDES": {
        "TicketStatus": "tickets.record.enums.Status",
        "TicketPriority": "tickets.record.enums.Priority",
        "MessagePurpose": "tickets.record.enums.Purpose",
        "ConfirmationMode": "tickets.work.enums.ConfirmationMode",
        "RecordedMode": "tickets.api.shapes.RECORDED_MODES",
        "DiagnosisMethod": "tickets.work.enums.DiagnosisMethod",
        "SolutionState": "tickets.work.enums.SolutionState",
        "ClockEvent": "tickets.limits.enums.ClockEvent",
        "DeliveryState": "notifications.enums.DeliveryState",
        "Silence": "notifications.enums.Silence",
        "Events": "notifications.api.CHOICES_OF_EVENTS",
        "ConsentPurpose": "customers.enums.ConsentPurpose",
        "ClockState": "tickets.limits.enums.ClockState",
        "HistoryState": "tickets.transfer.enums.HistoryState",
        "PlanKind": "plans.enums.PlanKind",
        "PlanState": "plans.enums.PlanState",
        "StageStatus": "plans.enums.StageStatus",
        "ProblemState": "plans.enums.ProblemState",
        "ArticleKind": "knowledge.enums.ArticleKind",
        "CallKind": "feedback.enums.CallKind",
        "SurveyState": "feedback.enums.SurveyState",
        "ReportState": "analytics.enums.ReportState",
        "CustomerLevel": "customers.enums.Level",
        "CustomerSegment": "customers.enums.Segment",
        "CustomerRelation": "customers.enums.Relation",
        "TicketNature": "tickets.record.enums.Nature",
        "TicketTier": "tickets.record.enums.Tier",
        "TicketImpact": "tickets.record.enums.Impact",
        "WaitReason": "tickets.record.enums.WaitReason",
        "MessageDirection": "tickets.record.enums.Direction",
        "MessageKind": "tickets.api.shapes.MESSAGE_KINDS",
        "WrittenDirection": "tickets.api.shapes.WRITTEN_DIRECTIONS",
        "LimitUnit": "tickets.limits.enums.Unit",
        "FigureUnit": "metrics.enums.MetricUnit",
        "FigureGroup": "metrics.enums.By",
        "PlanRhythm": "plans.enums.Rhythm",
        "CallOutcome": "feedback.enums.CallOutcome",
        "AnswerWay": "feedback.enums.AnswerWay",
        "TokenScope": "accounts.enums.TokenScope",
        "FieldType": "api.serializers.FIELD_TYPES",
    },
}
