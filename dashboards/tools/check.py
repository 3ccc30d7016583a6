"""The bundle in a real Superset, in this process and without a server: imported twice with a change in between, every chart run
by its own query, without and with filters, and its numbers held against the card's plain SQL."""
import datetime as dt
import json
import logging
import math
import os
import resource
import shutil
import sys
import time
import urllib.request
from pathlib import Path
from typing import Dict, List, Set

import bundle
import cards as c
import superset_api
from views import View

_PASSWORD = "admin-of-a-check"
_WHO = "ember"
ANALYST = "ana"


class InProcess:
    """Superset's application in this process, as a server."""

    referer = "http://localhost"

    def __init__(self, app):
        self._client = app.test_client()

    def send(self, method, path, headers, body):
        answer = self._client.open(path, method=method, headers=headers, data=body)
        return answer.status_code, answer.get_data(as_text=True)


class ClickHouse:
    """Plain SQL over HTTP, as the user whom Superset has."""

    def __init__(self, url: str, user: str, password: str):
        self._url, self._user, self._password = url.rstrip("/"), user, password

    def rows(self, sql: str):
        """Types by column, and rows as lists."""
        request = urllib.request.Request(
            self._url + "/?database=darkroom&default_format=JSONCompact&output_format_json_quote_64bit_integers=0",
            data=sql.encode(),
            headers={"X-ClickHouse-User": self._user, "X-ClickHouse-Key": self._password},
        )
        with urllib.request.urlopen(request, timeout=120) as answer:
            found = json.loads(answer.read())
        return {m["name"]: m["type"] for m in found["meta"]}, found["data"]


def metadata(home: Path, fresh: Path) -> None:
    """Superset's own tables, roles and an administrator in `home`; what takes long is done once and kept in `fresh`."""
    os.environ["SUPERSET_HOME"] = str(home)
    os.environ["SUPERSET_CONFIG_PATH"] = str(Path(__file__).with_name("superset_config.py"))
    os.environ["SCARF_ANALYTICS"] = "false"
    if fresh.exists():
        shutil.copy(fresh, home / "superset.db")
    logging.disable(logging.WARNING)


def application(fresh: Path):
    """The application, with its tables."""
    from superset.app import create_app

    app = create_app()
    if not fresh.exists():
        with app.app_context():
            import superset
            from flask_migrate import upgrade
            from superset import appbuilder
            from superset import security_manager as security

            upgrade(directory=os.path.join(os.path.dirname(superset.__file__), "migrations"))
            appbuilder.add_permissions(update_perms=True)
            security.sync_role_definitions()
            security.add_user("admin", "A", "Check", "admin@localhost", security.find_role("Admin"), _PASSWORD)
            from superset.extensions import db

            db.session.commit()
            db.session.remove()
        shutil.copy(Path(os.environ["SUPERSET_HOME"]) / "superset.db", str(fresh) + ".new")
        os.replace(str(fresh) + ".new", fresh)
    return app


def run(all_cards: List[c.Card], views: Dict[str, View], uri: str, clickhouse: ClickHouse, password: str, home: Path, fresh: Path, sample: bool = True) -> List[str]:
    """What is wrong, a line each; nothing where all is well. Only the `sample` has rows for every card, and customers that are known."""
    begin = time.time()
    metadata(home, fresh)
    app = application(fresh)
    _lap("Superset is there", begin)
    # no context around the requests: they would share what Flask keeps of whoever asked first
    admin = superset_api.Superset(InProcess(app), "admin", _PASSWORD)
    files = bundle.build(all_cards, views, uri)
    wrong = _twice(admin, files, all_cards, password)
    _lap("imported twice", begin)
    charts = {x["slice_name"]: x["id"] for x in admin.all("chart")}
    numbers = {d["table_name"]: d["id"] for d in admin.all("dataset")}
    wrong += [f"{card.id}: {what}" for card in all_cards for what in _unfiltered(admin, clickhouse, card, charts, must=sample)]
    _lap(f"{len(all_cards)} charts", begin)
    wrong += _filtered(admin, clickhouse, all_cards, views, numbers)
    _lap("the same with filters", begin)
    role = _people(app, admin)
    if sample:
        wrong += _customer(app, admin, clickhouse, all_cards, charts, numbers, role)
        wrong += _guest(app, admin, clickhouse, all_cards, charts, numbers)
        _lap("a customer's eyes, and a guest's", begin)
    return wrong


def _lap(what: str, begin: float) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"  {what}: {time.time() - begin:.1f} s, CPU {used.ru_utime + used.ru_stime:.1f} s", file=sys.stderr, flush=True)


def _twice(admin, files, all_cards, password) -> List[str]:
    first = all_cards[0]
    name = f"charts/{first.id}.yaml"
    changed = json.loads(files[name])
    changed["slice_name"] = "Changed by hand"
    admin.import_bundle(bundle.zipped({**files, name: json.dumps(changed)}), password)
    if "Changed by hand" not in {x["slice_name"] for x in admin.all("chart")}:
        return ["the first import did not take the changed chart"]
    before = {x["slice_name"]: x["id"] for x in admin.all("chart")}
    admin.import_bundle(bundle.zipped(files), password)
    after = {x["slice_name"]: x["id"] for x in admin.all("chart")}
    titles = _titles(all_cards)
    if set(after) != titles or after[first.title] != before["Changed by hand"]:
        return [f"after a second import there are other charts than cards: {sorted(set(after) ^ titles)}"]
    return []


def _titles(all_cards) -> Set[str]:
    return {card.title for card in all_cards} | {bundle.customers_title(card) for card in bundle.customers_cards(all_cards)}


def _unfiltered(admin, clickhouse, card, charts, must: bool) -> List[str]:
    status, text = admin.call("GET", f"/chart/{charts[card.title]}/data/?force=true")
    return _held(card, clickhouse, card.sql, status, text, must)


def _filtered(admin, clickhouse, all_cards, views, numbers) -> List[str]:
    _, found = clickhouse.rows("SELECT customer FROM bi_trends ORDER BY last_28d DESC, customer LIMIT 2")
    chosen = [row[0] for row in found]
    today = dt.datetime.now(dt.timezone.utc).date()
    begin, end = today - dt.timedelta(days=45), today - dt.timedelta(days=15)
    wrong = []
    for card in all_cards:
        context = bundle.query_context(card, {"viz_type": "table"})
        context["datasource"]["id"] = numbers[card.view]
        context["force"] = True
        query, conditions = context["queries"][0], []
        if "period" in card.filters:
            query["filters"] = [{"col": "day", "op": "TEMPORAL_RANGE", "val": f"{begin} : {end}"}]
            conditions.append(f"day >= '{begin}' AND day < '{end}'")
        if "customer" in card.filters:
            query["filters"].append({"col": "customer", "op": "IN", "val": chosen})
            conditions.append("customer IN (" + ", ".join("'" + x.replace("\\", "\\\\").replace("'", "\\'") + "'" for x in chosen) + ")")
        if "source" in card.filters:
            query["filters"].append({"col": "source", "op": "IN", "val": ["http", "sqs"]})
            conditions.append("source IN ('http', 'sqs')")
        if "type" in card.filters:
            query["filters"].append({"col": "input_format", "op": "IN", "val": ["jpeg", "png"]})
            conditions.append("input_format IN ('jpeg', 'png')")
        if conditions:
            status, text = admin.call("POST", "/chart/data", context)
            wrong += [f"{card.id}, filtered: {w}" for w in _held(card, clickhouse, card.sql_where(" AND ".join(conditions)), status, text, must=False)]
    return wrong


def _people(app, admin) -> str:
    """Makes somebody of one customer, and an analyst; and says the customer's role."""
    admin.grant()
    name = admin.customer(_WHO)
    admin.customer(_WHO)
    with app.app_context():
        from superset import security_manager as security

        security.add_user(_WHO, "A", "Customer", "customer@localhost", security.find_role(name), _PASSWORD)
        security.add_user(ANALYST, "A", "Analyst", "ana@localhost", security.find_role(superset_api.ANALYST), _PASSWORD)
    return name


def _customer(app, admin, clickhouse, all_cards, charts, numbers, role: str) -> List[str]:
    """Somebody of one customer sees that one's numbers and nothing that is for staff; an analyst what is for staff. Neither changes
    anything."""
    wrong = _ruled(admin, role, numbers)
    eyes = superset_api.Superset(InProcess(app), _WHO, _PASSWORD)
    analyst = superset_api.Superset(InProcess(app), ANALYST, _PASSWORD)
    own = bundle.customers_cards(all_cards)
    if not own:
        wrong.append("no card is for customers")
    for card in own:
        status, text = eyes.call("GET", f"/chart/{charts[bundle.customers_title(card)]}/data/?force=true")
        wrong += [f"{card.id}, as a customer: {w}" for w in _held(card, clickhouse, _own(card), status, text, must=True)]
    for card in all_cards:
        status, _ = eyes.call("GET", f"/chart/{charts[card.title]}/data/?force=true")
        if status not in (403, 404):
            wrong.append(f"{card.id}: a customer who asks for staff's chart is answered {status}")
    for dataset in numbers:
        opens = {who: _asked(one, dataset, numbers) for who, one in (("a customer", eyes), ("an analyst", analyst))}
        for who, kind in (("a customer", True), ("an analyst", False)):
            meant = dataset.startswith(bundle.CUSTOMERS_DATASET) == kind
            if (opens[who] == 200) != meant or opens[who] not in (200, 403):
                wrong.append(f"{who} who asks for the dataset {dataset} is answered {opens[who]}")
    for who, one, titles, slug in (
        ("a customer", eyes, {bundle.customers_title(card) for card in own}, bundle.CUSTOMERS_SLUG),
        ("an analyst", analyst, {card.title for card in all_cards}, bundle.SLUG),
    ):
        seen = {x["slice_name"] for x in one.all("chart")}
        if seen != titles:
            wrong.append(f"{who} sees other charts than those meant for them: {sorted(seen ^ titles)}")
        if [d["slug"] for d in one.all("dashboard")] != [slug]:
            wrong.append(f"{who} sees other dashboards than {slug}: {[d['slug'] for d in one.all('dashboard')]}")
    for who in (eyes, analyst):
        for method, path, body in (("PUT", f"/chart/{charts[all_cards[0].title]}", {"slice_name": "x"}), ("POST", "/assets/import/", None)):
            status, _ = who.call(method, path, body)
            if status not in (401, 403, 404):
                wrong.append(f"{method} {path} by somebody who only looks is answered {status}")
    return wrong


def _own(card: c.Card) -> str:
    return card.sql_where(f"customer_id = '{_WHO}'")


def _ruled(admin, name: str, numbers) -> List[str]:
    """That every dataset which a role opens has a rule of that role."""
    role = next(r["id"] for r in admin.all("security/roles") if r["name"] == name)
    opened = {
        int(p["view_menu_name"].rsplit("(id:", 1)[1].rstrip(")"))
        for p in admin.ask("GET", f"/security/roles/{role}/permissions/")["result"]
        if p["permission_name"] == "datasource_access"
    }
    ruled: Set[int] = set()
    for rule in admin.all("rowlevelsecurity"):
        rule = admin.ask("GET", f"/rowlevelsecurity/{rule['id']}")["result"]
        if role in [r["id"] for r in rule["roles"]] and rule["clause"] == f"customer_id = '{_WHO}'":
            ruled |= {t["id"] for t in rule["tables"]}
    of_customers = {number for table, number in numbers.items() if table.startswith(bundle.CUSTOMERS_DATASET)}
    return [] if opened and opened == of_customers and opened <= ruled else [f"{name} opens {opened} and has rules on {ruled}; for customers are {of_customers}"]


def _asked(one, dataset: str, numbers) -> int:
    """What somebody is answered who asks for rows of a dataset, and not as a chart does."""
    query = {"columns": [], "metrics": [{"expressionType": "SQL", "sqlExpression": "count()", "label": "n"}], "filters": [], "row_limit": 1}
    return one.call("POST", "/chart/data", {"datasource": {"id": numbers[dataset], "type": "table"}, "queries": [query], "force": True})[0]


def _guest(app, admin, clickhouse, all_cards, charts, numbers) -> List[str]:
    """A page of a customer's own shows that customer's numbers, by the clause that publishing gives, and no chart of staff's."""
    token = json.loads(json.dumps(admin.embed(["https://customer.example.org"])).replace("CUSTOMER", _WHO))
    token["user"] = {"username": "page-of-acme", "first_name": "Page", "last_name": "Acme"}
    token = admin.ask("POST", "/security/guest_token/", token)["token"]
    headers = {"Accept": "application/json", "Content-Type": "application/json", "X-GuestToken": token}
    dashboards = {d["slug"]: d["id"] for d in admin.all("dashboard")}
    wrong = []

    def asked(title: str, slug: str):
        # guests have no chart by itself: they ask as the dashboard does, for what the chart asks and nothing else
        context = json.loads(admin.ask("GET", f"/chart/{charts[title]}")["result"]["query_context"])
        context["form_data"].update({"slice_id": charts[title], "dashboardId": dashboards[slug]})
        return InProcess(app).send("POST", "/api/v1/chart/data", headers, json.dumps(context).encode())

    for card in all_cards:
        if card.for_customers:
            status, text = asked(bundle.customers_title(card), bundle.CUSTOMERS_SLUG)
            wrong += [f"{card.id}, as a guest: {w}" for w in _held(card, clickhouse, _own(card), status, text, must=True)]
        for slug in (bundle.CUSTOMERS_SLUG, bundle.SLUG):
            status, text = asked(card.title, slug)
            if status not in (401, 403, 404):
                wrong.append(f"{card.id}: a guest who asks for staff's chart is answered {status} {text[:200]}")
    return wrong


def _held(card: c.Card, clickhouse: ClickHouse, sql: str, status: int, text: str, must: bool) -> List[str]:
    if status != 200:
        return [f"Superset answers {status}: {text[:400]}"]
    result = json.loads(text)["result"][0]
    if result.get("error") or result.get("rejected_filters"):
        return [f"error {result.get('error')}, rejected filters {result.get('rejected_filters')}"]
    types, rows = clickhouse.rows(sql)
    if must and not rows:
        return ["the plain SQL gives no row: the sample must have one for every card"]
    want = [[_plain(value, types[name]) for name, value in zip(types, row)] for row in rows]
    have = [[_plain(row.get(name), types[name]) for name in types] for row in result["data"]]
    if len(want) != len(have):
        return [f"{len(have)} rows in Superset, {len(want)} by plain SQL"]
    if not card.limit:
        want, have = sorted(want, key=_key), sorted(have, key=_key)
    return [f"row {i + 1} is {h} in Superset, {w} by plain SQL" for i, (h, w) in enumerate(zip(have, want)) if not _same(h, w)][:3]


def _key(row):
    return [str(value) for value in row if not isinstance(value, float)]


def _plain(value, kind: str):
    """A value as both sides may write it."""
    if value is None or value == "":
        return value
    if "Date" in kind:
        if isinstance(value, (int, float)):
            value = dt.datetime.fromtimestamp(value / 1000, dt.timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")[:23]
        return str(value).replace("T", " ")[: 10 if "DateTime" not in kind else 23]
    return float(value) if "Float" in kind or "Int" in kind else value


def _same(have, want) -> bool:
    return all(
        math.isclose(h, w, rel_tol=1e-9, abs_tol=1e-12) if isinstance(h, float) and isinstance(w, float) else h == w
        for h, w in zip(have, want)
    )
