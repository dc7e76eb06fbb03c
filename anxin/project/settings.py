"""Settings, from the environment only. With nothing set, a working SQLite system under var/ (docs/operate/settings.md).

Every variable may end in _FILE to name a file that holds the value.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONCE
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parents[2]


def env(name: str, default: str = "") -> str:
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    text = env(name).lower()
    if text not in {"", "0", "1", "true", "false", "yes", "no"}:
        raise ImproperlyConfigured(f"{name} is a switch: write 1 or 0, not {text!r}.")
    return text in {"1", "true", "yes"} if text else default


HOME = Path(env("ANXIN_HOME", str(BASE_DIR / "var")))
TESTING = "pytest" in sys.modules


def kept(name: str, make: Any) -> str:
    """A secret made on the first start and kept where only the server reads it."""
    path = HOME / name
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(make())
    return path.read_text().strip()


def sealing_keys() -> dict[int, bytes]:
    """{"1": base64 of 32 bytes, …}; the highest seals, all of them open."""
    text = env("ANXIN_KEYS") or kept(
        "keys.json", lambda: json.dumps({"1": base64.b64encode(os.urandom(32)).decode()})
    )
    try:
        keys = {int(number): base64.b64decode(key) for number, key in json.loads(text).items()}
    except (ValueError, AttributeError) as error:
        raise ImproperlyConfigured('ANXIN_KEYS is JSON such as {"1": "<base64 of 32 bytes>"}.') from error
    if not keys or any(len(key) != 32 or not 0 < number < 256 for number, key in keys.items()):
        raise ImproperlyConfigured("ANXIN_KEYS: each key has 32 bytes and a number from 1 to 255.")
    return keys


def database(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    suffix = hashlib.sha256(str(BASE_DIR).encode()).hexdigest()[:6]  # two checkouts may test at once
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path) or str(HOME / "anxin.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-20000;"
                "PRAGMA temp_store=MEMORY;PRAGMA journal_size_limit=27103364",
            },
            # A file, not memory: the race suite opens the same database from several processes.
            "TEST": {"NAME": str(HOME / f"test_{suffix}.sqlite3")},
        }
    if parts.scheme in {"postgresql", "postgres"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/") or "anxin",
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or unquote(parts.netloc),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            # The suite's database is thrown away, so its commits need not reach the disk one by one.
            "OPTIONS": {"options": "-c synchronous_commit=off"} if TESTING else {},
            "TEST": {"NAME": f"test_anxin_{suffix}"},
        }
    raise ImproperlyConfigured(
        "ANXIN_DATABASE is sqlite:///path or postgresql://user:password@host:port/name."
    )


SECRET_KEY = env("ANXIN_SECRET") or kept("secret", lambda: secrets.token_urlsafe(50))
ANXIN_KEYS = sealing_keys()
DEMO = flag("ANXIN_DEMO")
DEBUG = flag("ANXIN_DEBUG")
ALLOWED_HOSTS = env("ANXIN_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in env("ANXIN_ORIGINS").split(",") if origin]
PAYMENT_PROVIDER = env("ANXIN_PAYMENT", "offline")  # a name of supply.providers
SITE_URL = env("ANXIN_URL", "http://127.0.0.1:8000").rstrip("/")  # what QR codes begin with

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "csp",
    "ninja",
    "anxin.kernel",
    "anxin.access",
    "anxin.places",
    "anxin.households",
    "anxin.supply",
    "anxin.delivery",
    "anxin.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "anxin.web.middleware.request_id",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "anxin.web.middleware.chosen_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "anxin.web.middleware.actor",
    "anxin.web.middleware.Refusals",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "anxin.project.urls"
WSGI_APPLICATION = "anxin.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "anxin.web.context.page",
            ],
        },
    }
]

DATABASES = {"default": database(env("ANXIN_DATABASE", "sqlite:"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# One cache row store for all processes, so that rate limits count across workers.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kernel_cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},  # the 300 of Django would throw counters away while they count
    },
    "local": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache"
    },  # the API's pace: no row per request
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "sign_in"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "anxin.web.entry.locked"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_SSL_REDIRECT = flag("ANXIN_SSL_REDIRECT", SECURE)
BEHIND_PROXY = flag("ANXIN_BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
NINJA_NUM_PROXIES = PROXIES = int(env("ANXIN_PROXIES", "1")) if BEHIND_PROXY else 0
if (
    BEHIND_PROXY
):  # whose address counts wrong passwords and unknown cards: what the proxy wrote, not the proxy
    RATELIMIT_IP_META_KEY = "anxin.web.proxy.client_address"
    AXES_CLIENT_IP_CALLABLE = "anxin.web.proxy.client_address"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
_SELF = ["'self'"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": _SELF,
        "script-src": ["'self'", NONCE],
        "style-src": [
            "'self'",
            "'unsafe-inline'",
        ],  # style attributes carry computed positions, never text of people
        "img-src": ["'self'", "data:", "blob:"],
        "connect-src": _SELF,
        "worker-src": _SELF,
        "manifest-src": _SELF,
        "frame-ancestors": ["'none'"],
        "form-action": _SELF,
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("zh-hant", _("繁體中文")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "anxin_language"
LOCALE_PATHS = [BASE_DIR / "anxin" / "locale"]
FORMAT_MODULE_PATH = ["anxin.project.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env("ANXIN_TIME_ZONE", "Asia/Shanghai")

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
PHOTO_ROOT = HOME / "photos"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # the order grid of one compound is one form
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SILENCED_SYSTEM_CHECKS = [
    "django_ratelimit.E003",
    "django_ratelimit.W001",
]  # the database cache counts well enough

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"keyless": {"()": "anxin.web.keyless.WithoutKeys"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["keyless"]}},
    "root": {"handlers": ["stderr"], "level": env("ANXIN_LOG", "WARNING")},
}

if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    AXES_ENABLED = False
