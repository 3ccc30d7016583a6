"""Superset for a check on this machine: SQLite, caches in the process, nothing kept. Never for anybody to use."""
import os

SECRET_KEY = "for-checks-alone-0123456789abcdef0123456789"
SQLALCHEMY_DATABASE_URI = f"sqlite:///{os.environ['SUPERSET_HOME']}/superset.db?check_same_thread=false"
_in_process = {"CACHE_TYPE": "SimpleCache", "CACHE_THRESHOLD": 2000, "CACHE_DEFAULT_TIMEOUT": 300}
CACHE_CONFIG = dict(_in_process, CACHE_KEY_PREFIX="m_")
DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
FILTER_STATE_CACHE_CONFIG = dict(_in_process, CACHE_KEY_PREFIX="f_")
EXPLORE_FORM_DATA_CACHE_CONFIG = dict(_in_process, CACHE_KEY_PREFIX="e_")
RATELIMIT_STORAGE_URI = "memory://"
RATELIMIT_ENABLED = False
TALISMAN_ENABLED = False
WTF_CSRF_ENABLED = os.environ.get("DARKROOM_SUPERSET_SERVER") == "1"
SESSION_COOKIE_SECURE = False
ROW_LIMIT = 10000
FEATURE_FLAGS = {"EMBEDDED_SUPERSET": True, "ALERT_REPORTS": False, "THUMBNAILS": False}
GUEST_ROLE_NAME = "Darkroom guest"
GUEST_TOKEN_JWT_SECRET = "for-checks-alone-0123456789abcdef"
SCARF_ANALYTICS = False
