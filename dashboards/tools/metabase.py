"""The cards in Metabase (OSS), by its REST API: serialization is a paid feature there. Everything is found by name and may be done
again. Metabase cannot be run where this was made: the calls are those of its API documentation, tested against stubs over HTTP (MetabaseTest) and a model of it (test_tools)."""
import json
import time
from typing import Dict, List, Optional

import cards as c
from superset_api import Refused, parsed, short

DATABASE = "Darkroom"
COLLECTION = "Darkroom"
DASHBOARD = "Darkroom"
_DISPLAY = {
    "number": "scalar", "trend": "line", "bars": "bar", "stacked bars": "bar", "horizontal bars": "row", "lines": "line",
    "pie": "pie", "heatmap": "table", "table": "table",
}  # fmt: skip
_KINDS = {"period": "date/all-options", "customer": "string/=", "source": "string/=", "type": "string/="}
_TITLES = {"period": "Period", "customer": "Customer", "source": "Door", "type": "Type"}
_SYNC_SECONDS = 120
_TIMEZONE = "/setting/report-timezone"
_UTC = ("UTC", "Etc/UTC")
PERIOD = "past90days~"
"""90 days and today: without the ~ it would end with yesterday."""
_MEGABYTE, _SECOND = 1e-6, 1e-3


class Metabase:
    """Somebody who is logged in as an administrator; on a new server the first one is made."""

    def __init__(self, server, user: str, password: str, wait=time.sleep):
        self._server = server
        self._wait = wait
        self._headers = {"Content-Type": "application/json", "Accept": "application/json"}
        properties = self.ask("GET", "/session/properties")
        if not properties.get("has-user-setup", True):
            self._set_up(properties["setup-token"], user, password)
        session = self.ask("POST", "/session", {"username": user, "password": password})
        self._headers["X-Metabase-Session"] = session["id"]

    def ask(self, method: str, path: str, body: Optional[object] = None):
        """What was asked for. Raises Refused where it is no success."""
        text = self._text(method, path, *self._send(method, path, body))
        return parsed(text, "Metabase") if text else None

    def _send(self, method: str, path: str, body: Optional[object] = None):
        return self._server.send(method, "/api" + path, self._headers, None if body is None else json.dumps(body).encode())

    @staticmethod
    def _text(method: str, path: str, status: int, text: str) -> str:
        if status not in (200, 202, 204):
            raise Refused(f"Metabase answers {method} {path} with {status}: {short(text)}")
        return text

    def publish(self, all_cards: List[c.Card], clickhouse: dict) -> str:
        """Makes the database, the cards and the dashboard, or changes them to this. Tells what there is then."""
        database = self._database(clickhouse)
        fields = self._fields(database, {(card.view, c.FILTERS[f]) for card in all_cards for f in card.filters})
        collection = self._collection()
        numbers = {card.id: self._card(card, database, collection, fields) for card in all_cards}
        dashboard = self._dashboard(all_cards, numbers, collection)
        return f"{len(all_cards)} cards on the dashboard {dashboard} of Metabase"

    def _set_up(self, token: str, user: str, password: str) -> None:
        if len(password) < 12:
            raise Refused("The first administrator of Metabase needs a password of 12 characters or more (DARKROOM_METABASE_PASSWORD)")
        self.ask("POST", "/setup", {
            "token": token,
            "user": {"email": user, "password": password, "first_name": "Darkroom", "last_name": "Admin", "site_name": "Darkroom"},
            "prefs": {"site_name": "Darkroom", "site_locale": "en", "allow_tracking": False},
        })  # fmt: skip

    def _database(self, clickhouse: dict) -> int:
        database = {
            "name": DATABASE, "engine": "clickhouse", "is_full_sync": True, "auto_run_queries": True,
            "details": {"host": clickhouse["host"], "port": clickhouse["port"], "user": clickhouse["user"],
                        "password": clickhouse["password"], "dbname": "darkroom", "ssl": False, "scan-all-databases": False},
        }  # fmt: skip
        self._report_in_utc()
        known = {d["name"]: d["id"] for d in self.ask("GET", "/database")["data"]}
        if DATABASE in known:
            self.ask("PUT", f"/database/{known[DATABASE]}", database)
            return known[DATABASE]
        return self.ask("POST", "/database", database)["id"]

    def _report_in_utc(self) -> None:
        """Days are UTC. A setting that is right already is left alone: where the environment gives it, Metabase refuses to change it."""
        # a setting is answered as bare text or as JSON, and as nothing where it is not set
        now = self._text("GET", _TIMEZONE, *self._send("GET", _TIMEZONE)).strip().strip('"')
        if now not in _UTC:
            self.ask("PUT", _TIMEZONE, {"value": "UTC"})

    def _fields(self, database: int, needed) -> Dict[tuple, int]:
        """Ids of columns, which Metabase finds by looking at the database in its own time."""
        self.ask("POST", f"/database/{database}/sync_schema")
        for _ in range(_SYNC_SECONDS):
            tables = self.ask("GET", f"/database/{database}/metadata?include_hidden=true")["tables"]
            found = {(t["name"], f["name"]): f["id"] for t in tables for f in t["fields"]}
            missing = sorted(set(needed) - set(found))
            if not missing:
                return found
            self._wait(1)
        raise Refused(f"Metabase has not found the columns {missing[:3]} after {_SYNC_SECONDS} s; may its user read the views bi_*?")

    def _collection(self) -> int:
        known = {x["name"]: x["id"] for x in self.ask("GET", "/collection") if not x.get("archived")}
        return known.get(COLLECTION) or self.ask("POST", "/collection", {"name": COLLECTION, "color": "#007A87"})["id"]

    def _items(self, collection: int, model: str) -> Dict[str, int]:
        found = self.ask("GET", f"/collection/{collection}/items?models={model}&limit=1000")["data"]
        return {x["name"]: x["id"] for x in found}

    def _card(self, card: c.Card, database: int, collection: int, fields) -> int:
        tags, sql = {}, card.sql
        for name in card.filters:
            tags[name] = {
                "id": f"{card.id}-{name}", "name": name, "display-name": _TITLES[name], "type": "dimension",
                "dimension": ["field", fields[card.view, c.FILTERS[name]], None], "widget-type": _KINDS[name],
            }  # fmt: skip
        sql = sql.replace(c.PLACE, " ".join("[[AND {{%s}}]]" % name for name in card.filters))
        body = {
            "name": card.title, "description": f"{card.answers}\n\n{card.read}", "collection_id": collection, "type": "question",
            "display": _DISPLAY[card.chart], "visualization_settings": _settings(card),
            "dataset_query": {"type": "native", "database": database, "native": {"query": sql, "template-tags": tags}},
        }  # fmt: skip
        known = self._items(collection, "card")
        if card.title in known:
            self.ask("PUT", f"/card/{known[card.title]}", body)
            return known[card.title]
        return self.ask("POST", "/card", body)["id"]

    def _dashboard(self, all_cards, numbers, collection) -> int:
        known = self._items(collection, "dashboard")
        dashboard = known.get(DASHBOARD) or self.ask("POST", "/dashboard", {"name": DASHBOARD, "collection_id": collection})["id"]
        there = self.ask("GET", f"/dashboard/{dashboard}")
        tabs = {t["name"]: t["id"] for t in there.get("tabs") or []}
        places = {d["card_id"]: d["id"] for d in there.get("dashcards") or []}
        named = {page: tabs.get(title, -1 - i) for i, (page, title) in enumerate(c.PAGES.items())}
        parameters = [
            {"id": name, "name": _TITLES[name], "slug": name, "type": kind, "sectionId": "date" if name == "period" else "string",
             **({"default": PERIOD} if name == "period" else {})}
            for name, kind in _KINDS.items()
        ]  # fmt: skip
        self.ask("PUT", f"/dashboard/{dashboard}", {
            "name": DASHBOARD, "description": "Image processing: business, upsell and churn, quality and cost", "parameters": parameters,
            "tabs": [{"id": named[page], "name": title} for page, title in c.PAGES.items()],
            "dashcards": _places(all_cards, numbers, named, places),
        })  # fmt: skip
        return dashboard


def _places(all_cards, numbers, tabs, known) -> List[dict]:
    """Metabase's grid is 24 wide, twice as many as Superset's; one of its rows is as high as 7 of Superset's units."""
    places, top, height, last = [], 0, 0, None
    for i, card in enumerate(all_cards):
        if last is None or card.page != last.page:
            top, height = 0, 0
        elif card.row != last.row:
            top, height = top + height, 0
        size = max(3, round(card.height / 7))
        height = max(height, size)
        places.append({
            "id": known.get(numbers[card.id], -1 - i), "card_id": numbers[card.id], "dashboard_tab_id": tabs[card.page], "row": top, "col": 2 * (card.column - 1),
            "size_x": 2 * card.width, "size_y": size, "visualization_settings": {},
            "parameter_mappings": [
                {"parameter_id": name, "card_id": numbers[card.id], "target": ["dimension", ["template-tag", name]]} for name in card.filters
            ],
        })  # fmt: skip
        last = card
    return places


def _written(form: Optional[str]) -> dict:
    """A format of a card as Metabase's settings of a column. It knows no bytes and no times: these are scaled, and have their unit behind them."""
    if form is None:
        return {}
    if form == "MEMORY_DECIMAL":
        return {"number_style": "decimal", "scale": _MEGABYTE, "decimals": 2, "suffix": " MB"}
    if form == "DURATION":
        return {"number_style": "decimal", "scale": _SECOND, "decimals": 3, "suffix": " s"}
    found = c.FORMAT.fullmatch(form)
    style = "percent" if found["kind"] == "%" else "currency" if found["currency"] else "decimal"
    written = {"number_style": style, "decimals": int(found["decimals"] or 0)}
    if style == "currency":
        written.update({"currency": "USD", "currency_style": "symbol", "currency_in_header": False})
    if not found["comma"] and style != "percent":
        written["number_separators"] = "."
    return written


def _settings(card: c.Card) -> dict:
    columns = {}
    for name, shown in card.shows.items():
        column = {"column_title": shown.label}
        column.update(_written(shown.format))
        columns[json.dumps(["name", name], separators=(",", ":"))] = column  # Metabase finds it by these very letters
    settings: Dict[str, object] = {"column_settings": columns}
    if card.chart in ("trend", "bars", "stacked bars", "horizontal bars", "lines"):
        settings.update({"graph.dimensions": card.columns, "graph.metrics": list(card.metrics)})
        if len(card.metrics) == 1:
            settings["graph.y_axis.title_text"] = next(iter(card.shows[name].label for name in card.metrics))
    if card.chart == "stacked bars":
        settings["stackable.stack_type"] = "stacked"
    if card.chart == "pie":
        settings.update({"pie.dimension": card.columns[0], "pie.metric": list(card.metrics)[0]})
    return settings
