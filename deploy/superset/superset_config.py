# Superset on one machine: SQLite for its own tables, caches in the process, no Redis, no Celery. SUPERSET_SECRET_KEY
# comes from the environment.
import os

SECRET_KEY = os.environ["SUPERSET_SECRET_KEY"]
SQLALCHEMY_DATABASE_URI = "sqlite:////app/superset_home/superset.db?check_same_thread=false"

_in_process = {"CACHE_TYPE": "SimpleCache", "CACHE_THRESHOLD": 2000, "CACHE_DEFAULT_TIMEOUT": 300}
CACHE_CONFIG = dict(_in_process, CACHE_KEY_PREFIX="m_")
DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}  # numbers are never older than the rows
FILTER_STATE_CACHE_CONFIG = dict(_in_process, CACHE_KEY_PREFIX="f_")
EXPLORE_FORM_DATA_CACHE_CONFIG = dict(_in_process, CACHE_KEY_PREFIX="e_")
RATELIMIT_STORAGE_URI = "memory://"

TALISMAN_ENABLED = False  # plain http, published on loopback alone
SESSION_COOKIE_SECURE = False
ROW_LIMIT = 10000
