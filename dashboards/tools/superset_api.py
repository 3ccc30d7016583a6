"""Superset's REST API, as far as publishing needs it. Everything is found by name and may be done again."""
import http.cookiejar
import io
import json
import re
import urllib.error
import urllib.request
import uuid
import zipfile
from pathlib import PurePosixPath
from typing import Dict, List, Optional, Set, Tuple

import bundle

VERSION = "6.1."
ANALYST = "Darkroom analyst"
# Of guest tokens, where GUEST_ROLE_NAME of Superset says so. It opens no dataset by itself.
GUEST = "Darkroom guest"
# Rows of one customer in these tell something of all others: a share of everything, the bytes of a pixel everywhere.
TELLS_OF_OTHERS = {"bi_trends", "bi_format_gains"}
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


class Refused(Exception):
    """What Superset did not do, and why."""


class Http:
    """A server at a URL. A request is a method, a path, headers and bytes; an answer a status and text."""

    def __init__(self, url: str):
        self._url = url.rstrip("/")
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
        self._headers = {"Accept": "application/json"}
        login = {"username": user, "password": password, "provider": "db", "refresh": False}
        status, text = self.call("POST", "/security/login", login)
        if status != 200:
            raise Refused(f"Superset does not let '{user}' in (--user, DARKROOM_SUPERSET_PASSWORD): {status} {text[:200]}")
        self._headers["Authorization"] = "Bearer " + json.loads(text)["access_token"]
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
            raise Refused(f"Superset answers {method} {path} with {status}: {text[:600]}")
        return json.loads(text)

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
        if not (self.version or "").startswith(VERSION):
            raise Refused(f"This is Superset {self.version or 'of an unknown version'}; the bundle is for {VERSION}x. Nothing was imported")
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
            raise Refused(f"Superset does not take the bundle: {status} {text[:600]}")
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
        self._imported = {PurePosixPath(name).stem for name in names if f"datasets/{bundle.DATABASE}/" in name}

    def grant(self) -> None:
        """Makes the roles of analysts, who see all of ours and change nothing, and of guests, who see what their token names."""
        self._role(ANALYST, self._opens())
        self._role(GUEST, [])

    def customer(self, customer: str) -> str:
        """Makes the role of those who may see one customer alone, and gives its name. What cannot be told apart by customer is empty for them."""
        if not re.fullmatch(r"[a-z0-9-]{1,64}", customer):
            raise Refused(f"--customer '{customer}' is none: use 1 to 64 of the characters a-z, 0-9 and -")
        name = f"Darkroom customer {customer}"
        role = self._role(name, self._opens())
        apart, rest = self._apart()
        self._rule(f"{name}: its own rows", apart, role, f"customer_id = '{customer}'")
        if rest:
            self._rule(f"{name}: nothing of all together", rest, role, "1 = 0")
        return name

    def embed(self, origins: List[str]) -> dict:
        """Lets pages of these origins show the dashboard, and gives what a guest token names: the dashboard, and a clause for each dataset."""
        dashboard = next((d["id"] for d in self.all("dashboard") if d["slug"] == bundle.SLUG), None)
        if dashboard is None:
            raise Refused(f"There is no dashboard '{bundle.SLUG}' that '{self._user}' may see. Publish it first")
        uuid_of_it = self.ask("POST", f"/dashboard/{dashboard}/embedded", {"allowed_domains": origins})["result"]["uuid"]
        apart, rest = self._apart()
        clauses = [(i, "customer_id = 'CUSTOMER'") for i in apart] + [(i, "1 = 0") for i in rest]
        return {"resources": [{"type": "dashboard", "id": uuid_of_it}], "rls": [{"dataset": i, "clause": clause} for i, clause in clauses]}

    def _apart(self) -> Tuple[List[int], List[int]]:
        """Datasets that can be told apart by customer, and the others."""
        ours = self._datasets()
        apart = [ours[name] for name in self._with_customer(ours)]
        return apart, [i for i in ours.values() if i not in apart]

    def _with_customer(self, ours: Dict[str, int]) -> List[str]:
        return [
            name
            for name, number in ours.items()
            if name not in TELLS_OF_OTHERS
            and any(c["column_name"] == "customer_id" for c in self.ask("GET", f"/dataset/{number}")["result"]["columns"])
        ]

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

    def _opens(self) -> List[int]:
        """The permissions that open our datasets."""
        ours = [f"[{bundle.DATABASE}].[{name}](id:{number})" for name, number in self._datasets().items()]
        return [i for (permission, what), i in self._permissions().items() if permission == "datasource_access" and what in ours]

    def _role(self, name: str, more: List[int]) -> int:
        known = self._permissions()
        permissions = [known[p] for p in _LOOKS if p in known] + more
        roles = {r["name"]: r["id"] for r in self._pages("/security/roles/")}
        role = roles.get(name) or self.ask("POST", "/security/roles/", {"name": name})["id"]
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
