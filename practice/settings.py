"""Every setting of Tend, read from top to bottom.

What differs from one deployment to the next comes from the environment (12-factor); each default
is safe. A wrong value stops the start with a sentence that says what to do.
"""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from practice import providers
from practice.environment import broker, flag, number
from practice.vault import rings

BASE_DIR = Path(__file__).resolve().parent.parent

# Where this installation keeps its own files: database, keys, mail folder, logs.
VAR = Path(os.environ.get("TEND_VAR", BASE_DIR / "var"))

# Demo mode shows the styleguide, the mail folder and the demo sign-ins. Never with real clients.
DEMO = flag("TEND_DEMO")
DEBUG = flag("TEND_DEBUG")

# Which side this process serves (ruling 38): it decides which key rings are loaded.
TEND_SIDE = os.environ.get("TEND_SIDE", "both")
if TEND_SIDE not in {"client", "staff", "both"}:
    raise ImproperlyConfigured("TEND_SIDE must be client, staff or both.")

KEYS_DIR = Path(os.environ.get("TEND_KEYS_DIR", VAR / "keys"))
TEND_KEYS = rings.read_dir(KEYS_DIR, TEND_SIDE)
SECRET_KEY = os.environ.get("SECRET_KEY") or rings.read_secret(KEYS_DIR)

ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o]
# The address that mails link to.
TEND_URL = os.environ.get("TEND_URL", "http://localhost:8000").rstrip("/")
BEHIND_TLS = urlsplit(TEND_URL).scheme == "https"

# --- applications -------------------------------------------------------------------------------

INSTALLED_APPS = [
    "practice.apps.PracticeConfig",
    "clients.apps.ClientsConfig",
    "worksheets.apps.WorksheetsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "lucide",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "practice.middleware.forget_keys",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "practice.middleware.session_limits",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "practice.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "practice.middleware.actor",
    "practice.middleware.held_words",
    "practice.middleware.posts_have_a_page",
    "practice.middleware.second_factor",
    "practice.middleware.no_store",
    "practice.middleware.not_recorded",
]

ROOT_URLCONF = "practice.urls"
WSGI_APPLICATION = "practice.wsgi.application"
ANSWERED_FIRST = "clients.middleware.live_first"

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
                "practice.context.shell",
                "clients.context.nav_counts",
                "worksheets.context.help_lines",
            ],
            "builtins": ["django.templatetags.i18n", "practice.templatetags.tend"],
        },
    }
]

# --- data ---------------------------------------------------------------------------------------

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{VAR / 'tend.sqlite3'}", conn_max_age=600, conn_health_checks=True
    )
}
ON_SQLITE = "sqlite3" in DATABASES["default"]["ENGINE"]
if ON_SQLITE:
    # Without these, concurrent saves meet "database is locked" (docs/decisions/0002).
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # recursive_triggers: without it INSERT OR REPLACE walks around the guards.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
            "PRAGMA recursive_triggers=ON;"
        ),
    }
else:
    # The same few statements all day: the server plans each once (docs/decisions/0007).
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        server_side_binding=True, prepare_threshold=5
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = os.environ.get("REDIS_URL", "")
if REDIS_URL:
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- sign-in and sessions -----------------------------------------------------------------------

AUTH_USER_MODEL = "practice.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    # I-01: fifteen where the password stands alone; the breach list and our own words, I-03.
    {"NAME": "practice.passwords.AtLeast"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "practice.passwords.AtMost"},
    {"NAME": "practice.passwords.NoPattern"},
    {"NAME": "practice.passwords.NoHouseWords"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "practice:start"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "practice.adapters.AccountAdapter"
ACCOUNT_USER_DISPLAY = "practice.adapters.display_name"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
# Nobody signs up (AccountAdapter.is_open_for_signup); the checks still want an e-mail named here.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "sign_in_name"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# V6.5.5: codes hold ten minutes at most.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_TIMEOUT = 900
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_FORMS = {
    "login": "practice.account_forms.SignIn",
    "request_login_code": "practice.account_forms.RequestCode",
    "confirm_login_code": "practice.account_forms.EnterSignInCode",
    "reset_password": "practice.account_forms.RequestReset",
    "confirm_password_reset_code": "practice.account_forms.EnterResetCode",
    "reset_password_from_key": "practice.account_forms.ResetPassword",
    "confirm_email_verification_code": "practice.account_forms.EnterAddressCode",
    "change_password": "practice.account_forms.ChangePassword",
    "set_password": "practice.account_forms.SetPassword",
    "add_email": "practice.account_forms.ChangeAddress",
    "reauthenticate": "practice.account_forms.ConfirmByPassword",
}
MFA_ADAPTER = "practice.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# I-06: a passkey counts as two factors only where the device checked who holds it.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BEHIND_TLS
# Every account begins with an address that its owner proved or that the practice vouches for.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "practice.account_forms.EnterFactor",
    "reauthenticate": "practice.account_forms.ConfirmByFactor",
    "activate_totp": "practice.account_forms.ActivateApp",
    "add_webauthn": "practice.account_forms.AddPasskey",
    "edit_webauthn": "practice.account_forms.NamePasskey",
}
USERSESSIONS_TRACK_ACTIVITY = False
# V15.3.4: how many proxies of our own stand in front. X-Forwarded-* is read only from those.
ALLAUTH_TRUSTED_PROXY_COUNT = number("TEND_TRUST_PROXY", 0)

# Sealed as a whole: a session holds the code that was mailed, among other things (H-04).
SESSION_ENGINE = "practice.sealed_sessions"
# Words for the next page may name a client: neither in a cookie nor in clear in the session's row.
MESSAGE_STORAGE = "practice.notices.SealedStorage"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# I-12: minutes without a sign of life, and hours in all, after which a session ends.
IDLE_MINUTES = {"client": 30, "staff": 15}
ABSOLUTE_HOURS = 12

# --- the web's own protections ------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_NAME = "__Host-session" if BEHIND_TLS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if BEHIND_TLS else "csrf"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "practice.views.errors.csrf_failure"
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
)
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
# A whole sheet posted at once without script is far below this; more is refused in words.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# --- help ---------------------------------------------------------------------------------------

# Off where the law of the place forbids even a fixed list of phrases; the help box stands instead.
TEND_HELP_CHECK = flag("TEND_HELP_CHECK", default=True)
# The neutral site of "leave fast": one of the list in worksheets/content/help.
TEND_LEAVE_TO = os.environ.get("TEND_LEAVE_TO", "")

# --- words and time -----------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- files --------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
# The phrase lists are data that the browser reads too.
STATICFILES_DIRS = [("worksheets/help", BASE_DIR / "worksheets" / "content" / "help")]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEMO or DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- mail ---------------------------------------------------------------------------------------

# Without EMAIL_HOST every mail is kept as a file in var/mail, and demo mode shows it on a page.
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)
# Or through a provider's own interface, which tells us of mail that came back.
MAIL_PROVIDER = providers.chosen(os.environ.get("TEND_MAIL_PROVIDER", ""))
ANYMAIL = providers.anymail(MAIL_PROVIDER, os.environ)
if MAIL_PROVIDER:
    EMAIL_BACKEND = MAIL_PROVIDER.backend
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_PORT = number("EMAIL_PORT", 587)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 15
# Codes and notices leave beside the request, whose time tells nothing (docs/decisions/0004).
LETTERS_IN_BACKGROUND = True
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("TEND_SENDER", "Tend <tend@localhost>")
# One test letter a day goes here, the whole way; pages and `manage.py deliveries check` say where
# it stays away.
TEND_SELF_TEST_TO = os.environ.get("TEND_SELF_TEST_TO", "test@localhost" if DEMO else "")
if TEND_SELF_TEST_TO and "@" not in TEND_SELF_TEST_TO:
    raise ImproperlyConfigured("TEND_SELF_TEST_TO must be an e-mail address.")

# --- Celery -------------------------------------------------------------------------------------

CELERY_BROKER_URL = broker(REDIS_URL) or "memory://localhost"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A worker waits for its broker for as long as it takes.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_TIME_LIMIT = 300
# A killed worker's tasks are back within half a minute after these 15 minutes at the latest.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 15,
    "unacked_restore_throttle": 1,
    # No page waits for a broker that is away: the scheduler's minute finds what is due (V16.5.2).
    "max_retries": 0,
    "socket_connect_timeout": 1,
}
CELERY_TIMEZONE = "UTC"

# Dispatchers that beat starts each minute, side by side. SQLite has one writer: more would wait.
DELIVERY_LANES = 1 if ON_SQLITE else number("DELIVERY_LANES", 2)
# A claim that old was left by a killed process: twice the time that a task may take.
DELIVERY_STALE = timedelta(minutes=10)
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    **{
        f"deliveries-due-{lane}": {
            "task": "practice.tasks.dispatch_deliveries",
            "schedule": 60.0,
            "kwargs": {"by_beat": True},
            # One that found no worker in its minute is not needed: the next one comes.
            "options": {"expires": 50},
        }
        for lane in range(1, DELIVERY_LANES + 1)
    },
    "audit-seal": {"task": "practice.tasks.seal_audit", "schedule": 60.0},
    # Makes one row a day; asked each minute, so that a day's letter is not missed.
    "self-test": {
        "task": "practice.tasks.test_the_way",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    **{
        task: {"task": task, "schedule": 300.0, "options": {"expires": 240}}
        for task in ("practice.tasks.plan_summaries", "worksheets.tasks.follow_defaults")
    },
    "silence": {"task": "worksheets.tasks.hold_for_silence", "schedule": 300.0},
}

# --- logs ---------------------------------------------------------------------------------------

# Logs name what happened and to which id, never what anybody wrote (V16.2.5).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # At DEBUG it writes a page's whole context wherever a variable is absent: never, anywhere.
    "loggers": {"django.template": {"level": "INFO"}},
}

SILENCED_SYSTEM_CHECKS = [
    # Sign-in names are unique by a constraint on their lower case, which the check does not see.
    "auth.W004",
]
