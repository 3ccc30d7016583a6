"""Tests of the tools that need no server: python3 -m unittest discover -s dashboards/tools"""
import json
import os
import re
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import bundle
import cards as c
import check
import metabase
import superset_api
import views as v

VIEWS = v.read()
CARDS = c.read(VIEWS)
GOOD = """-- Images per day
-- Answers: how many?
-- Read: a line a day.
-- Page: business, row 1, columns 1-6, 40 high
-- Chart: lines
-- Filters: period, customer
-- Shows: images_total = Images [,d]
SELECT
    day,
    sum(images) AS images_total
FROM darkroom.bi_tallies
WHERE true /* filters */
GROUP BY day
ORDER BY day
"""


class CardsTest(unittest.TestCase):
    def _wrong(self, *texts):
        with tempfile.TemporaryDirectory() as folder:
            for i, text in enumerate(texts):
                (Path(folder) / f"card-{i}.sql").write_text(text, encoding="utf-8")
            try:
                c.read(VIEWS, Path(folder))
            except c.Wrong as e:
                return str(e)
        return ""

    def test_a_card_is_read_as_it_is_written(self):
        self.assertEqual("", self._wrong(GOOD))
        card = next(card for card in CARDS if card.id == "costs")
        self.assertEqual(["customer", "plan"], card.columns)
        self.assertEqual("sum(images)", card.metrics["images_total"])
        self.assertEqual(("Processing, s", ",.1f"), card.shows["seconds_total"])
        self.assertEqual([("seconds_total", True), ("customer", False)], card.order)

    def test_every_mistake_is_named_with_its_file_and_a_fix(self):
        for before, after, message in [
            ("FROM darkroom.bi_tallies", "FROM darkroom.bi_tallie", "there is no view 'bi_tallie'; did you mean 'bi_tallies'?"),
            ("    day,\n", "    dya,\n", "bi_tallies has no column 'dya'; did you mean 'day'?"),
            ("AS images_total", "AS images", "'images' is a column of bi_tallies already"),
            ("sum(images)", "sum(images", "'sum(images AS images_total': a bracket or a quote is not closed"),
            ("sum(images)", "sumIf(images, outcome = 'ok)", "a bracket or a quote is not closed"),
            ("sum(images)", "sum(images])", "a bracket or a quote is not closed, or not opened"),
            ("    day,\n", "    day\n", "'day': behind every item but the last is a comma"),
            ("AS images_total\n", "AS images_total,\n", "and behind that none"),
            ("SELECT\n", "SELEC\n", "the query is not of the form SELECT"),
            (" /* filters */", "", "the query is not of the form SELECT"),
            ("Filters: period, customer", "Filters: perod", "there is no filter 'perod'; did you mean 'period'?"),
            ("Chart: lines", "Chart: lien", "there is no chart 'lien'; did you mean 'lines'?"),
            ("Chart: lines", "Chart: heatmap", "'heatmap' takes 2 to 2 columns, and here are 1"),
            ("-- Answers: how many?\n", "", "no line '-- Answers: ...'"),
            ("-- Answers:", "-- Anwsers:", "there is no line 'Anwsers:' of a front comment"),
            ("row 1, columns 1-6", "1-6", "is no place; write PAGE, row N, columns A-B, H high"),
            ("columns 1-6", "columns 8-13", "a row has the columns 1 to 12, and not 8-13"),
            ("GROUP BY day\n", "", "GROUP BY must name the plain columns in their order: day"),
            ("ORDER BY day", "ORDER BY month", "ORDER BY 'month' is none of the items"),
            ("images_total = Images", "total = Images", "Shows: 'total = Images [,d]' is none"),
        ]:
            with self.subTest(message):
                self.assertIn(before, GOOD)
                self.assertIn(message, self._wrong(GOOD.replace(before, after)))
                self.assertIn("card-0.sql", self._wrong(GOOD.replace(before, after)))

    def test_a_filter_that_a_view_has_not_is_none(self):
        text = GOOD.replace("bi_tallies", "bi_net_volume").replace("    day,", "    month,").replace("sum(images)", "sum(gained)").replace("BY day", "BY month")
        self.assertIn("'customer' asks for the column customer, which bi_net_volume does not have", self._wrong(text))

    def test_what_is_there_twice_or_means_two_things_is_told(self):
        self.assertIn("the title 'Images per day' is that of card-0.sql", self._wrong(GOOD, GOOD))
        other = GOOD.replace("-- Images per day", "-- Other").replace("sum(images) AS", "count() AS")
        self.assertIn("'images_total' of bi_tallies is something else in card-0.sql", self._wrong(GOOD, other))
        self.assertIn("card-1.sql: column 6 of row 1 on page business is taken by card-0.sql", self._wrong(GOOD, other.replace("columns 1-6", "columns 6-12")))


class DocsTest(unittest.TestCase):
    def test_the_guide_explains_every_card_as_its_file_does(self):
        guide = (Path(__file__).resolve().parents[2] / "docs/dashboards.md").read_text(encoding="utf-8")
        for card in CARDS:
            for words in (f"| {card.title} (`{card.id}`) |", card.answers[1:], card.read[1:], ", ".join(card.filters) or "none"):
                self.assertIn(words, guide, card.id)


class BundleTest(unittest.TestCase):
    def test_the_same_cards_give_the_same_bytes(self):
        self.assertEqual(*[bundle.zipped(bundle.build(CARDS, VIEWS, "clickhousedb://x")) for _ in range(2)])

    def test_every_reference_leads_somewhere(self):
        files = {n: json.loads(t) for n, t in bundle.build(CARDS, VIEWS, "clickhousedb://x").items()}
        datasets = {f["uuid"] for n, f in files.items() if n.startswith("datasets/")}
        charts = {f["uuid"]: f for n, f in files.items() if n.startswith("charts/")}
        self.assertTrue({f["dataset_uuid"] for f in charts.values()} <= datasets)
        dashboard = files["dashboards/darkroom.yaml"]
        placed = [p["meta"]["uuid"] for p in dashboard["position"].values() if isinstance(p, dict) and p.get("type") == "CHART"]
        self.assertEqual(sorted(charts), sorted(placed))
        for one in dashboard["metadata"]["native_filter_configuration"]:
            for target in one["targets"]:
                self.assertTrue(not target or target["datasetUuid"] in datasets)

    def test_a_filter_reaches_the_charts_that_name_it_and_no_other(self):
        dashboard = json.loads(bundle.build(CARDS, VIEWS, "x")["dashboards/darkroom.yaml"])
        for one in dashboard["metadata"]["native_filter_configuration"]:
            name = one["id"].replace("NATIVE_FILTER-", "")
            self.assertEqual([i for i, card in enumerate(CARDS, 1) if name not in card.filters], one["scope"]["excluded"])

    def test_exactly_all_of_a_quota_is_not_marked(self):
        files = bundle.build(CARDS, VIEWS, "x")
        marks = {card.id: json.loads(files[f"charts/{card.id}.yaml"])["params"]["conditional_formatting"] for card in CARDS if card.alarm}
        self.assertEqual([(">", 1.0, "projected")], [(m["operator"], m["targetValue"], m["column"]) for m in marks["quotas"]])
        self.assertEqual(["≤"], [m["operator"] for m in marks["churn"]])

    def test_every_column_is_explained(self):
        for name, text in bundle.build(CARDS, VIEWS, "x").items():
            if name.startswith("datasets/"):
                self.assertTrue(all(column["description"] for column in json.loads(text)["columns"]), name)


class OldSuperset:
    """A server of another version, which takes anything."""

    referer = "http://x"

    def __init__(self):
        self.imported = False

    def send(self, method, path, headers, body):
        if path == "/login/":
            return 200, "&#34;version_string&#34;: &#34;5.0.0&#34;"
        self.imported |= "import" in path
        return 200, json.dumps({"access_token": "t", "result": "csrf"})


class SupersetTest(unittest.TestCase):
    def test_nothing_is_published_to_another_version(self):
        server = OldSuperset()
        superset = superset_api.Superset(server, "admin", "x")
        with self.assertRaisesRegex(superset_api.Refused, "This is Superset 5.0.0; the bundle is for 6.1.x. Nothing was imported"):
            superset.import_bundle(b"", "x")
        self.assertFalse(server.imported)


class FullSuperset:
    """A server with more of everything than it gives at a time, whatever it is asked for: the dashboard and the datasets last."""

    referer = "http://x"

    def __init__(self, views):
        foreign = [{"id": i, "table_name": f"t{i}", "database": {"database_name": "other"}} for i in range(150)]
        ours = [{"id": 1000 + i, "table_name": name, "database": {"database_name": bundle.DATABASE}} for i, name in enumerate(views)]
        self._lists = {
            "dataset": foreign + ours,
            "dashboard": [{"id": i, "slug": f"d{i}"} for i in range(120)] + [{"id": 7, "slug": bundle.SLUG}],
        }

    def send(self, method, path, headers, body):
        if path == "/login/":
            return 200, f"&#34;version_string&#34;: &#34;{superset_api.VERSION}0&#34;"
        if path.startswith("/api/v1/security/"):
            return 200, json.dumps({"access_token": "t", "result": "csrf"})
        if path.startswith("/api/v1/assets/import/"):
            return 200, "{}"
        if path.endswith("/embedded"):
            return 200, json.dumps({"result": {"uuid": "u"}})
        listed = re.fullmatch(r"/api/v1/(\w+)/\?q=\(page_size:(\d+),page:(\d+)\)", path)
        if listed:
            size, page = min(100, int(listed[2])), int(listed[3])
            everything = self._lists[listed[1]]
            return 200, json.dumps({"count": len(everything), "result": everything[page * size : (page + 1) * size]})
        return 200, json.dumps({"result": {"columns": [{"column_name": "customer_id"}]}})


class FullSupersetTest(unittest.TestCase):
    NAMES = sorted({card.view for card in CARDS} | {"bi_daily", "bi_customers"})
    FILES = bundle.zipped(bundle.build(CARDS, VIEWS, "x"))

    def test_a_guest_has_a_clause_for_each_dataset_however_many_others_there_are(self):
        superset = superset_api.Superset(FullSuperset(self.NAMES), "admin", "x")
        superset.import_bundle(self.FILES, "x")
        clauses = superset.embed(["https://a.example"])["rls"]
        self.assertEqual(list(range(1000, 1000 + len(self.NAMES))), sorted(clause["dataset"] for clause in clauses))

    def test_nobody_is_let_in_where_a_dataset_is_not_shown(self):
        superset = superset_api.Superset(FullSuperset(self.NAMES[:-1]), "admin", "x")
        superset.import_bundle(self.FILES, "x")
        with self.assertRaisesRegex(superset_api.Refused, f"our datasets {self.NAMES[-1]}. Nobody was let in"):
            superset.embed(["https://a.example"])


class CheckTest(unittest.TestCase):
    """That the check in Superset would notice."""

    CARD = next(card for card in CARDS if card.id == "images")

    def _held(self, rows, data, **more):
        class Plain:
            def rows(self, sql):
                return {"day": "Date", "images_total": "UInt64"}, rows

        answer = json.dumps({"result": [{"data": data, "error": None, "rejected_filters": [], **more}]})
        return check._held(self.CARD, Plain(), self.CARD.sql, 200, answer, must=True)

    def test_equal_numbers_are_equal_however_a_day_is_written(self):
        self.assertEqual([], self._held([["2026-03-02", 4]], [{"day": 1772409600000, "images_total": 4}]))
        self.assertEqual([], self._held([["2026-03-02", 4]], [{"day": "2026-03-02T00:00:00", "images_total": 4.0}]))

    def test_whatever_differs_is_told(self):
        good = {"day": 1772409600000, "images_total": 4}
        for rows, data, more in [
            ([["2026-03-02", 4]], [dict(good, images_total=5)], {}),
            ([["2026-03-01", 4]], [good], {}),
            ([["2026-03-02", 4]], [], {}),
            ([["2026-03-02", 4]], [good, good], {}),
            ([["2026-03-02", 4]], [{"day": 1772409600000}], {}),
            ([], [], {}),
            ([["2026-03-02", 4]], [good], {"error": "no such column"}),
            ([["2026-03-02", 4]], [good], {"rejected_filters": [{"column": "day"}]}),
        ]:
            self.assertTrue(self._held(rows, data, **more), (rows, data, more))


class StubMetabase:
    """As much of Metabase's REST API as its documentation says of these calls; what it is not asked rightly it refuses."""

    def __init__(self):
        self.user = None
        self.settings, self.databases, self.collections, self.cards, self.dashboards = {}, {}, {}, {}, {}
        self.synced = 0
        self.next = 1

    def _id(self):
        self.next += 1
        return self.next

    def send(self, method, path, headers, body):
        try:
            answer = self._answer(method, path.replace("/api", "", 1).split("?")[0], headers, json.loads(body) if body else None)
        except PermissionError as e:
            return 401, str(e)
        except (KeyError, AssertionError) as e:
            return 400, f"{type(e).__name__} {e}"
        return (204, "") if answer is None else (200, json.dumps(answer))

    def _answer(self, method, path, headers, body):
        words = path.strip("/").split("/")
        if path == "/session/properties":
            return {"has-user-setup": self.user is not None, "setup-token": None if self.user else "token"}
        if path == "/setup":
            assert self.user is None and body["token"] == "token"
            self.user = (body["user"]["email"], body["user"]["password"])
            return {"id": "session"}
        if path == "/session":
            if self.user != (body["username"], body["password"]):
                raise PermissionError("did not match stored password")
            return {"id": "session"}
        if headers.get("X-Metabase-Session") != "session":
            raise PermissionError("Unauthenticated")
        if words[0] == "setting":
            self.settings[words[1]] = body["value"]
            return None
        return getattr(self, "_" + words[0])(method, words, body)

    def _database(self, method, words, body):
        if words[-1] == "sync_schema":
            return {"status": "ok"}
        if words[-1] == "metadata":  # it takes its time
            self.synced += 1
            tables = VIEWS if self.synced > 2 else {}
            ids = {(t, f): 1000 + 100 * i + j for i, t in enumerate(VIEWS) for j, f in enumerate(VIEWS[t].columns)}
            return {"tables": [{"name": t, "fields": [{"name": f, "id": ids[t, f]} for f in tables[t].columns]} for t in tables]}
        return self._stored(self.databases, method, words, body, {"data": [dict(x, id=i) for i, x in self.databases.items()]})

    def _collection(self, method, words, body):
        if words[-1] == "items":
            collection = int(words[1])
            items = [("card", self.cards), ("dashboard", self.dashboards)]
            # the query string is gone: an item of either model, as the caller asks for one at a time
            return {"data": [{"id": i, "name": x["name"], "model": m} for m, all_ in items for i, x in all_.items() if x["collection_id"] == collection and m == self.model]}
        return self._stored(self.collections, method, words, body, [dict(x, id=i) for i, x in self.collections.items()])

    def _card(self, method, words, body):
        assert body["dataset_query"]["native"]["query"].count("[[AND {{") == len(body["dataset_query"]["native"]["template-tags"])
        return self._stored(self.cards, method, words, body, None)

    def _dashboard(self, method, words, body):
        if method == "PUT":
            known = self.dashboards[int(words[1])]
            for kind in ("tabs", "dashcards"):
                there = {x["id"] for x in known.get(kind, [])}
                for one in body[kind]:
                    assert one["id"] < 0 or one["id"] in there, f"{kind} {one['id']} is not there"
            fresh = {t["id"]: t["id"] if t["id"] > 0 else self._id() for t in body["tabs"]}
            for d in body["dashcards"]:
                assert d["card_id"] in self.cards and 0 <= d["col"] and d["col"] + d["size_x"] <= 24
                tags = self.cards[d["card_id"]]["dataset_query"]["native"]["template-tags"]
                assert {m["target"][1][1] for m in d["parameter_mappings"]} == set(tags)
                assert {m["parameter_id"] for m in d["parameter_mappings"]} <= {p["id"] for p in body["parameters"]}
                d["id"] = d["id"] if d["id"] > 0 else self._id()
                d["dashboard_tab_id"] = fresh[d["dashboard_tab_id"]]
            for t in body["tabs"]:
                t["id"] = fresh[t["id"]]
        return self._stored(self.dashboards, method, words, body, None)

    def _stored(self, store, method, words, body, all_):
        if method == "GET":
            return dict(store[int(words[1])], id=int(words[1])) if len(words) > 1 else all_
        if method == "POST":
            number = self._id()
            store[number] = body
            return dict(body, id=number)
        store[int(words[1])].update(body)
        return dict(store[int(words[1])], id=int(words[1]))


class Watched(StubMetabase):
    """Keeps what the query string names."""

    def send(self, method, path, headers, body):
        self.model = "dashboard" if "models=dashboard" in path else "card"
        return super().send(method, path, headers, body)


class MetabaseTest(unittest.TestCase):
    CLICKHOUSE = {"host": "clickhouse", "port": 8123, "user": "analyst", "password": "secret"}

    def _publish(self, server, cards):
        return metabase.Metabase(server, "a@example.org", "a long password", wait=lambda s: None).publish(cards, self.CLICKHOUSE)

    def test_twice_with_a_change_in_between_ends_right_and_makes_nothing_twice(self):
        server = Watched()
        changed = [card._replace(answers="something else", width=3) if card.id == "images" else card for card in CARDS]
        self._publish(server, changed)
        first = json.dumps([sorted(server.cards), sorted(server.dashboards), sorted(server.databases), sorted(server.collections)])
        tabs = [d["tabs"] for d in server.dashboards.values()]
        places = {d["card_id"]: d["id"] for x in server.dashboards.values() for d in x["dashcards"]}
        self._publish(server, CARDS)
        self.assertEqual(first, json.dumps([sorted(server.cards), sorted(server.dashboards), sorted(server.databases), sorted(server.collections)]))
        self.assertEqual(tabs, [d["tabs"] for d in server.dashboards.values()])
        self.assertEqual(places, {d["card_id"]: d["id"] for x in server.dashboards.values() for d in x["dashcards"]})
        images = next(x for x in server.cards.values() if x["name"] == "Images")
        self.assertTrue(images["description"].startswith("how many images came in"))
        self.assertEqual(len(CARDS), len(server.cards))
        self.assertEqual("UTC", server.settings["report-timezone"])

    def test_filters_are_wired_to_the_columns_of_the_cards_own_views(self):
        server = Watched()
        self._publish(server, CARDS)
        ids = {1000 + 100 * i + j: (t, f) for i, t in enumerate(VIEWS) for j, f in enumerate(VIEWS[t].columns)}
        for card in CARDS:
            native = next(x for x in server.cards.values() if x["name"] == card.title)["dataset_query"]["native"]
            self.assertEqual(set(card.filters), set(native["template-tags"]))
            for name, tag in native["template-tags"].items():
                self.assertEqual((card.view, c.FILTERS[name]), ids[tag["dimension"][1]])
            self.assertNotIn(c.PLACE, native["query"])

    def test_cards_do_not_lie_on_each_other(self):
        server = Watched()
        self._publish(server, CARDS)
        for dashboard in server.dashboards.values():
            taken = set()
            for d in dashboard["dashcards"]:
                cells = {(d["dashboard_tab_id"], x, y) for x in range(d["col"], d["col"] + d["size_x"]) for y in range(d["row"], d["row"] + d["size_y"])}
                self.assertFalse(taken & cells)
                taken |= cells

    def test_a_refusal_says_what_was_asked(self):
        server = Watched()
        self._publish(server, CARDS[:1])
        with self.assertRaisesRegex(superset_api.Refused, "POST /session with 401"):
            metabase.Metabase(server, "a@example.org", "wrong")
        with self.assertRaisesRegex(superset_api.Refused, "12 characters"):
            metabase.Metabase(Watched(), "a@example.org", "short")


if __name__ == "__main__":
    unittest.main()
