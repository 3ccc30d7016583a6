"""Superset's REST API, as far as publishing needs it. Everything is found by name and may be done again."""
import http.client
import http.cookiejar
import io
import json
import re
import urllib.error
import urllib.parse
import urllib.request
import uuid
import zipfile
from pathlib import PurePosixPath
from typing import Dict, List, Optional, Set, Tuple

import bundle

VERSION = "6.1."
ANALYST = "Darkroom analyst"
CUSTOMER = "Darkroom customer "
# Of guest tokens, where GUEST_ROLE_NAME of Superset says so. It opens no dataset by itself.
GUEST = "Darkroom guest"
# What somebody needs who looks at dashboards, explores and exports, and changes nothing.
_LOOKS = [
    ("can_read", "Dashboard"), ("can_read", "Chart"), ("can_read", "Dataset"), ("can_dashboard", "Superset"),
    ("can_slice", "Superset"), ("can_explore_json", "Superset"), ("can_dashboard_permalink", "Superset"),
    ("can_read", "DashboardPermalinkRestApi"), ("can_read", "DashboardFilterStateRestApi"),
    ("can_write", "DashboardFilterStateRestApi"), ("can_time_range", "Api"), ("can_query_form_data", "Api"),
    ("can_query", "Api"), ("can_read", "CssTemplate"), ("can_read", "Theme"), ("can_read", "EmbeddedDashboard"),
    ("can_read", "CurrentUserRestApi"), ("can_read", "SecurityRestApi"), ("can_get", "Datasource"),
    ("can_read", "Annotation"), ("can_read", "AnnotationLayerRestApi"), ("can_csv", "Superset"), ("can_log", "Superset"),
    ("menu_access", "Dashboards"), ("can_recent_activity", "Log"), ("can_read", "AvailableDomains"),
    ("can_read", "ExploreFormDataRestApi"), ("can_write", "ExploreFormDataRestApi"),
]  # fmt: skip
# What an analyst may beside: see what was asked, and the rows that were answered.
_ASKS = [("can_view_query", "Dashboard"), ("can_view_chart_as_table", "Dashboard")]
_ID = re.compile(r"[a-z0-9-]{1,64}")
_ORIGIN = re.compile(r"https?://([A-Za-z0-9.-]+|\[[0-9a-fA-F:.]+\])(:[0-9]{1,5})?")


class Refused(Exception):
    """What Superset did not do, and why."""


def parsed(text: str, whose: str):
    """The JSON of an answer. Raises Refused where it is none: something else answers at that address."""
    try:
        return json.loads(text)
    except ValueError as e:
        raise Refused(f"What answers at --url is no {whose}: {text[:200]!r}") from e


def short(text: str, most: int = 600) -> str:
    """An answer as one line of a message: of a web page its words."""
    if text.lstrip()[:1] == "<":
        text = re.sub(r"(?s)<(style|script)\b.*?</\1>|<[^>]*>", " ", text)
    return " ".join(text.split())[:most]


def check_customer(customer: str) -> None:
    """Raises Refused where this is no customer's id."""
    if not _ID.fullmatch(customer):
        raise Refused(f"--customer '{customer}' is none: use 1 to 64 of the characters a-z, 0-9 and -")


def check_origin(origin: str) -> None:
    """Raises Refused where this is nothing that a browser calls an origin: Superset would take it, and show pages of it nothing."""
    if not _ORIGIN.fullmatch(origin):
        raise Refused(f"--embed '{origin}' is no origin of pages; write it as https://app.example.org, without a path")


class Http:
    """A server at a URL. A request is a method, a path, headers and bytes; an answer a status and text."""

    def __init__(self, url: str):
        try:
            parts = urllib.parse.urlsplit(url)
            good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            good = False
        if not good:
            raise Refused(f"--url '{url}' is no address of a server; write it as http://HOST:PORT or https://HOST")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise Refused("--url is to be the address alone: the user is --user, and the password is in the environment")
        self._url = url.rstrip("/")
        self.local = parts.hostname in ("localhost", "127.0.0.1", "::1")
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())).open
        self.referer = self._url

    def send(self, method: str, path: str, headers: Dict[str, str], body: Optional[bytes]) -> Tuple[int, str]:
        request = urllib.request.Request(self._url + path, data=body, method=method, headers=headers)
        try:
            with self._open(request, timeout=300) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as e:
            return e.code, e.read().decode(errors="replace")
        except urllib.error.URLError as e:
            raise Refused(f"Nobody answers at {self._url} (--url): {e.reason}") from e
        except (OSError, http.client.HTTPException) as e:
            raise Refused(f"What answers at {self._url} (--url) is no web server, or broke off: {e or type(e).__name__}") from e


class Superset:
    """Somebody who is logged in."""

    def __init__(self, server, user: str, password: str):
        self._server = server
        self._user = user
        self._imported: Set[str] = set()
        self._known: Dict[Tuple[str, str], int] = {}
        status, page = server.send("GET", "/login/", {}, None)
        found = re.search(r"version_string(?:&#34;|&quot;|\")\s*:\s*(?:&#34;|&quot;|\")([^&\"]+)", page)
        self.version = found.group(1) if found else None
        if not found:  # nobody else is told the password
            raise Refused(f"What answers at --url is no Superset: its page /login/ names no version ({status} {short(page, 100)})")
        self._headers = {"Accept": "application/json"}
        login = {"username": user, "password": password, "provider": "db", "refresh": False}
        status, text = self.call("POST", "/security/login", login)
        if status != 200:
            raise Refused(f"Superset does not let '{user}' in (--user, DARKROOM_SUPERSET_PASSWORD): {status} {short(text, 200)}")
        self._headers["Authorization"] = "Bearer " + parsed(text, "Superset")["access_token"]
        self._headers["Referer"] = server.referer
        status, text = self.call("GET", "/security/csrf_token/")
        if status == 200:
            self._headers["X-CSRFToken"] = json.loads(text)["result"]

    def call(self, method: str, path: str, body: Optional[object] = None) -> Tuple[int, str]:
        """Status and text of an answer."""
        headers = dict(self._headers)
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body).encode()
        return self._server.send(method, "/api/v1" + path, headers, data)

    def ask(self, method: str, path: str, body: Optional[object] = None) -> dict:
        """What was asked for. Raises Refused where it is no success."""
        status, text = self.call(method, path, body)
        if status not in (200, 201, 202):
            raise Refused(f"Superset answers {method} {path} with {status}: {short(text)}")
        return parsed(text, "Superset")

    def all(self, what: str) -> List[dict]:
        """Everything of a kind: chart, dataset, dashboard."""
        return self._pages(f"/{what}/")

    def _pages(self, path: str) -> List[dict]:
        """All of a list. Superset gives a hundred at a time, whatever it is asked for."""
        found: List[dict] = []
        page = 0
        while True:
            answer = self.ask("GET", f"{path}?q=(page_size:100,page:{page})")
            found += answer["result"]
            page += 1
            if not answer["result"] or page * 100 >= answer["count"]:
                return found

    def import_bundle(self, data: bytes, password: str) -> None:
        """Makes what the bundle holds, or changes it to that."""
        if not self.version.startswith(VERSION):
            raise Refused(f"This is Superset {self.version}; the bundle is for {VERSION}x. Nothing was imported")
        boundary = uuid.uuid4().hex
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="passwords"\r\n\r\n'.encode()
            + json.dumps({bundle.DATABASE_FILE: password}).encode(),
            f'--{boundary}\r\nContent-Disposition: form-data; name="bundle"; filename="darkroom.zip"\r\n'
            "Content-Type: application/zip\r\n\r\n".encode() + data,
        ]
        headers = {**self._headers, "Content-Type": f"multipart/form-data; boundary={boundary}"}
        body = b"\r\n".join(parts) + f"\r\n--{boundary}--\r\n".encode()
        status, text = self._server.send("POST", "/api/v1/assets/import/", headers, body)
        if status != 200:
            raise Refused(f"Superset does not take the bundle: {status} {short(text)}")
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
        self._imported = {PurePosixPath(name).stem for name in names if f"datasets/{bundle.DATABASE}/" in name}

    def grant(self) -> None:
        """Makes the roles of analysts, who see all that is for staff and change nothing, and of guests, who see what their token
        names; and changes the roles of customers that were made before to what customers may read now."""
        known = self._permissions()
        self._role(ANALYST, self._opens(self._of_staff()) + [known[p] for p in _ASKS if p in known])
        self._role(GUEST, [])
        for role in self._pages("/security/roles/"):
            if role["name"].startswith(CUSTOMER) and _ID.fullmatch(role["name"][len(CUSTOMER) :]):
                self.customer(role["name"][len(CUSTOMER) :])

    def customer(self, customer: str) -> str:
        """Makes the role of those who may see one customer alone, and gives its name. It opens the datasets for customers, every one
        of them with a rule for that customer's own rows, and nothing that is for staff."""
        check_customer(customer)
        name = CUSTOMER + customer
        ours = self._of_customers()
        # the role opens nothing until its rule is there, also where it opened something else before
        role = self._role(name, [])
        if not ours:
            raise Refused(f"No card says 'Audience: customer', so there is nothing that '{customer}' may see")
        self._rule(f"{name}: its own rows", sorted(ours.values()), role, f"customer_id = '{customer}'")
        self._role(name, self._opens(ours))
        return name

    def embed(self, origins: List[str]) -> dict:
        """Lets pages of these origins show the customers' dashboard, and gives what a guest token names: the dashboard, and a clause
        that holds for every dataset, also for one that comes later."""
        self._of_customers()
        dashboards = {d["slug"]: d["id"] for d in self.all("dashboard")}
        dashboard = dashboards.get(bundle.CUSTOMERS_SLUG)
        if dashboard is None:
            raise Refused(f"There is no dashboard '{bundle.CUSTOMERS_SLUG}' that '{self._user}' may see. Publish it first")
        if bundle.SLUG in dashboards:  # no page shows what is for staff, which earlier publications let them
            self.call("DELETE", f"/dashboard/{dashboards[bundle.SLUG]}/embedded")
        uuid_of_it = self.ask("POST", f"/dashboard/{dashboard}/embedded", {"allowed_domains": origins})["result"]["uuid"]
        return {"resources": [{"type": "dashboard", "id": uuid_of_it}], "rls": [{"clause": "customer_id = 'CUSTOMER'"}]}

    def _of_staff(self) -> Dict[str, int]:
        return {name: number for name, number in self._datasets().items() if not name.startswith(bundle.CUSTOMERS_DATASET)}

    def _of_customers(self) -> Dict[str, int]:
        """Datasets for customers. Raises Refused where one of them has nothing by which customers are told apart."""
        ours = {name: number for name, number in self._datasets().items() if name.startswith(bundle.CUSTOMERS_DATASET)}
        for name, number in ours.items():
            if not any(c["column_name"] == "customer_id" for c in self.ask("GET", f"/dataset/{number}")["result"]["columns"]):
                raise Refused(f"The dataset '{name}' has no column customer_id, by which customers are told apart. Nobody was let in")
        return ours

    def _datasets(self) -> Dict[str, int]:
        found = {d["table_name"]: d["id"] for d in self.all("dataset") if d["database"]["database_name"] == bundle.DATABASE}
        missing = sorted(self._imported - found.keys())
        if missing:  # without a clause of its own a dataset is open as a whole
            raise Refused(f"Superset does not show '{self._user}' our datasets {', '.join(missing)}. Nobody was let in")
        return found

    def _permissions(self) -> Dict[Tuple[str, str], int]:
        if not self._known:
            for p in self._pages("/security/permissions-resources/"):
                self._known[p["permission"]["name"], p["view_menu"]["name"]] = p["id"]
        return self._known

    def _opens(self, datasets: Dict[str, int]) -> List[int]:
        """The permissions that open these datasets."""
        ours = [f"[{bundle.DATABASE}].[{name}](id:{number})" for name, number in datasets.items()]
        return [i for (permission, what), i in self._permissions().items() if permission == "datasource_access" and what in ours]

    def _roles(self) -> Dict[str, int]:
        return {r["name"]: r["id"] for r in self._pages("/security/roles/")}

    def _role(self, name: str, more: List[int]) -> int:
        known = self._permissions()
        permissions = [known[p] for p in _LOOKS if p in known] + more
        role = self._roles().get(name) or self.ask("POST", "/security/roles/", {"name": name})["id"]
        self.ask("POST", f"/security/roles/{role}/permissions", {"permission_view_menu_ids": permissions})
        return role

    def _rule(self, name: str, tables: List[int], role: int, clause: str) -> None:
        rules = {r["name"]: r["id"] for r in self._pages("/rowlevelsecurity/")}
        rule = {
            "name": name, "filter_type": "Regular", "tables": tables, "roles": [role], "clause": clause, "group_key": "",
            "description": "",
        }  # fmt: skip
        if name in rules:
            self.ask("PUT", f"/rowlevelsecurity/{rules[name]}", rule)
        else:
            self.ask("POST", "/rowlevelsecurity/", rule)
