"""Tests of the tools that need no server: python3 -m unittest discover -s dashboards/tools"""
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.parse
from pathlib import Path

TOOLS = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, TOOLS)

import browser
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
            (" /* filters */", "", "LIMIT; behind WHERE ... is to stand /* filters */, where there is no condition WHERE true /* filters */"),
            ("GROUP BY day", "GRUOP BY day", "LIMIT; of 'GRUOP BY day', did you mean GROUP BY?"),
            ("FROM darkroom", "form darkroom", "LIMIT; of 'form darkroom.bi_tallies', did you mean FROM?"),
            ("FROM darkroom", "JOIN darkroom", "LIMIT; there is no line that begins with FROM"),
            ("GROUP BY day\n", "GROUP BY day\nHAVING count() > 1\n", "LIMIT; put more logic into a view"),
            ("Filters: period, customer", "Filters: perod", "there is no filter 'perod'; did you mean 'period'?"),
            ("Chart: lines", "Chart: lien", "there is no chart 'lien'; did you mean 'lines'?"),
            ("Chart: lines", "Chart: heatmap", "'heatmap' takes 2 to 2 columns, and here are 1"),
            ("-- Answers: how many?\n", "", "no line '-- Answers: ...'"),
            ("-- Answers:", "-- Anwsers:", "there is no line 'Anwsers:' of a front comment"),
            ("row 1, columns 1-6", "1-6", "is no place; write PAGE, row N, columns A-B, H high"),
            ("columns 1-6", "columns 8-13", "a row has the columns 1 to 12, and not 8-13"),
            ("GROUP BY day\n", "", "GROUP BY must name the plain columns in their order: day"),
            ("ORDER BY day", "ORDER BY month", "ORDER BY 'month' is none of the items"),
            ("images_total = Images", "images_totl = Images", "Shows: the query gives no 'images_totl'; did you mean 'images_total'?"),
            ("images_total = Images", "images_total Images", "Shows: 'images_total Images [,d]' is none; write ITEM = Label [format]"),
            ("[,d]", "[,d]\n--   images_total = Pictures", "Shows: 'images_total' has two labels"),
            ("[,d]", "[.1%%]", "Shows: '.1%%' is no format of a number"),
            ("[,d]", "[MEMORY_DECIMALS]", "Shows: 'MEMORY_DECIMALS' is no format of a number"),
            ("[,d]\n", "[,d]\n-- Alarm: images_totla >= 1\n", "Alarm: the query gives no 'images_totla'; did you mean 'images_total'?"),
            ("[,d]\n", "[,d]\n-- Alarm: many\n", "Alarm: 'many' is none; write ITEM, one of >= > <= < and a number"),
            ("[,d]\n", "[,d]\n-- Filters: none\n", "the front comment has two lines 'Filters:'; keep one"),
            ("[,d]\n", "[,d]\n-- Audience: customers\n", "Audience: 'customers' is none; write customer"),
            ("sum(images)", "sum(imagse)", "'sum(imagse)': bi_tallies has no column 'imagse'; did you mean 'images'?"),
            ("WHERE true", "WHERE outcom = 'okay then'", "bi_tallies has no column 'outcom'; did you mean 'outcome'?"),
            ("ORDER BY day", "ORDER BY dya", "ORDER BY 'dya' is none of the items; did you mean 'day'?"),
            ("WHERE true", "WHERE source = 'http' OR (source = 'sqs')", "put it in brackets, (... OR ...)"),
            ("sum(images)", "images + 1", "'images + 1 AS images_total' sums nothing up"),
            ("40 high", "0 high", "a card is 10 to 200 high, and not 0"),
            ("40 high", "9999 high", "a card is 10 to 200 high, and not 9999"),
            ("[,d]\n", "[,d]\n-- Alarm: images_total >= 1\n", "Alarm: it marks cells of a table, and this is 'lines'"),
        ]:
            with self.subTest(message):
                self.assertIn(before, GOOD)
                self.assertIn(message, self._wrong(GOOD.replace(before, after)))
                self.assertIn("card-0.sql", self._wrong(GOOD.replace(before, after)))

    def test_of_a_column_those_with_most_may_be_taken(self):
        inner = "SELECT day FROM darkroom.bi_tallies WHERE images > 0 /* filters */ GROUP BY day ORDER BY sum(images) DESC, day LIMIT 7"
        most = GOOD.replace("WHERE true", f"WHERE day IN ({inner})")
        self.assertEqual("", self._wrong(most))
        card = next(card for card in CARDS if card.id == "operations")
        self.assertEqual((c.Most("customer", "count()", 15), None), (card.most, card.where))
        self.assertEqual(2, card.sql_where("x = 1").count("AND x = 1"))
        for before, after, message in [
            ("SELECT day FROM darkroom.bi_tallies", "SELECT day FROM darkroom.bi_daily", "the query is to read bi_tallies there, too"),
            ("images > 0 ", "imgaes > 0 ", "bi_tallies has no column 'imgaes'; did you mean 'images'?"),
            ("sum(images) DESC, day", "sum(imagse) DESC, day", "bi_tallies has no column 'imagse'; did you mean 'images'?"),
            ("images > 0 ", "images > 0 OR true ", "put it in brackets, (... OR ...)"),
            ("sum(images) DESC, day LIMIT 7", "day LIMIT 7", "the one query that may stand there is COLUMN IN (SELECT COLUMN FROM darkroom.bi_tallies"),
            (f"day IN ({inner})", "day IN (SELECT day FROM darkroom.bi_today)", "the one query that may stand there is"),
        ]:
            with self.subTest(message):
                self.assertIn(before, most)
                self.assertIn(message, self._wrong(most.replace(before, after)))

    def test_superset_takes_those_with_most_by_what_is_filtered(self):
        files = bundle.build(CARDS, VIEWS, "clickhousedb://a:XXXXXXXXXX@h:1/darkroom")
        chart = json.loads(files["charts/operations.yaml"])
        for asks in (chart["params"], json.loads(chart["query_context"])["queries"][0]):
            self.assertEqual((["customer"], 15, "count()"), (asks["series_columns"], asks["series_limit"], asks["series_limit_metric"]["sqlExpression"]))
        # a query in SQL would not know of the filters, and Superset refuses one
        self.assertNotIn("SELECT", files["charts/operations.yaml"].upper().replace("FILTER_SELECT", ""))

    def test_a_table_of_sums_says_what_comes_first(self):
        self.assertIn("a table of sums needs a line ORDER BY", self._wrong(GOOD.replace("Chart: lines", "Chart: table").replace("ORDER BY day\n", "")))

    def test_an_or_in_brackets_or_in_a_text_is_none(self):
        for where in ("(source = 'http' OR source = 'sqs')", "outcome = 'ok' AND (images > 0 OR (variants > 0))", "reason = 'this or that'"):
            with self.subTest(where):
                self.assertEqual("", self._wrong(GOOD.replace("WHERE true", "WHERE " + where)))

    def test_how_a_file_ends_does_not_matter(self):
        for end in ("", "\n\n", "\n  \n"):
            self.assertEqual("", self._wrong(GOOD.rstrip() + end))

    def test_a_file_that_is_no_card_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "days.sql").write_text(GOOD, encoding="utf-8")
            (Path(folder) / "recipes.SQL").write_text(GOOD, encoding="utf-8")
            for editors in (".days.sql.swp", "days.sql~"):
                (Path(folder) / editors).write_text("", encoding="utf-8")
            with self.assertRaises(c.Wrong) as e:
                c.read(VIEWS, Path(folder))
        self.assertEqual("recipes.SQL is no card: name it recipes.sql, or take it away", str(e.exception))

    def test_a_file_of_another_encoding_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "bytes.sql").write_bytes("-- Größe\n".encode("latin-1"))
            with self.assertRaisesRegex(c.Wrong, "bytes.sql: it is not UTF-8 .byte 6."):
                c.read(VIEWS, Path(folder))

    def test_a_filter_that_a_view_has_not_is_none(self):
        text = GOOD.replace("bi_tallies", "bi_net_volume").replace("    day,", "    month,").replace("sum(images)", "sum(gained)").replace("BY day", "BY month")
        self.assertIn("'customer' asks for the column customer, which bi_net_volume does not have", self._wrong(text))

    def test_words_of_an_expression_that_are_no_columns_are_none(self):
        for expression in ("countIf(outcome = 'ok' AND day >= today() - 7)", "count() / max(count()) OVER (PARTITION BY customer)", "sum(arrayCount(o -> o = 'crop', operations))", "CASE WHEN sum(images) IS NULL THEN 0 ELSE 1 END"):
            with self.subTest(expression):
                self.assertEqual("", self._wrong(GOOD.replace("sum(images)", expression)))

    def test_what_is_for_staff_is_not_for_customers(self):
        text = GOOD.replace("[,d]\n", "[,d]\n-- Audience: customer\n")
        self.assertEqual("", self._wrong(text))
        for view, item, words in [
            ("bi_net_volume", "sum(gained)", "bi_net_volume has no column customer_id"),
            ("bi_costs", "sum(images)", "bi_costs tells what things cost us"),
            ("bi_trends", "sum(last_28d)", "bi_trends tells of all customers in the rows of each"),
        ]:
            other = text.replace("bi_tallies", view).replace("    day,\n", "").replace("GROUP BY day\nORDER BY day\n", "").replace("sum(images)", item).replace("Filters: period, customer", "Filters: none").replace("Chart: lines", "Chart: number")
            with self.subTest(view):
                self.assertEqual(f"card-0.sql: Audience: {words}", self._wrong(other)[: len(words) + 22])

    def test_a_title_for_customers_has_a_text_and_is_no_other_cards(self):
        text = GOOD.replace("[,d]\n", "[,d]\n-- Audience: customer\n--   Your days\n--   A line is\n--   a day.\n")
        self.assertEqual("", self._wrong(text))
        self.assertIn("behind the title for customers, 'Your days', is to be a line that says how they read the card", self._wrong(text.replace("--   A line is\n--   a day.\n", "")))
        other = text.replace("-- Images per day", "-- Other").replace("row 1", "row 2")
        self.assertIn("the title for customers 'Your days' is that of card-0.sql", self._wrong(text, other))
        self.assertIn("card-0.sql: the title for customers 'Other' is that of card-1.sql", self._wrong(text.replace("Your days", "Other"), other))

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
        dashboards = [f for n, f in files.items() if n.startswith("dashboards/")]
        placed = [p["meta"]["uuid"] for d in dashboards for p in d["position"].values() if isinstance(p, dict) and p.get("type") == "CHART"]
        self.assertEqual(sorted(charts), sorted(placed))
        for dashboard in dashboards:
            for one in dashboard["metadata"]["native_filter_configuration"]:
                for target in one["targets"]:
                    self.assertTrue(not target or target["datasetUuid"] in datasets)

    def test_the_period_at_first_ends_behind_today(self):
        for name in ("darkroom", "customers"):
            period = json.loads(bundle.build(CARDS, VIEWS, "x")[f"dashboards/{name}.yaml"])["metadata"]["native_filter_configuration"][0]
            begin, end = period["defaultDataMask"]["extraFormData"]["time_range"].split(" : ")
            self.assertEqual(("DATEADD(DATETIME('today'), -90, day)", "DATEADD(DATETIME('today'), 1, day)"), (begin, end))

    def test_customers_have_the_cards_for_them_and_read_what_these_need(self):
        files = {n: json.loads(t) for n, t in bundle.build(CARDS, VIEWS, "x").items()}
        own = bundle.customers_cards(CARDS)
        self.assertTrue(10 < len(own) < len(CARDS))
        places = [p["meta"] for p in files["dashboards/customers.yaml"]["position"].values() if isinstance(p, dict) and p.get("type") == "CHART"]
        titles = [place["sliceNameOverride"] for place in places]
        self.assertEqual(sorted(card.title for card in own), sorted(titles))
        first = ["Images", "This month so far", "Against last month", "Month-end forecast", "This month's quota", "Pictures that you sent again"]
        self.assertEqual(first + [card.title for card in own if card.title not in first], titles)
        self.assertEqual({22}, {place["height"] for place in places if place["sliceNameOverride"] in first})
        sets = {f["uuid"]: f for n, f in files.items() if n.startswith("datasets/Darkroom/customers_")}
        for card in own:
            dataset = sets[files[f"charts/customers-{card.id}.yaml"]["dataset_uuid"]]
            columns = [column["column_name"] for column in dataset["columns"]]
            self.assertIn("customer_id", columns)
            self.assertEqual(f"SELECT {', '.join(columns)} FROM darkroom.{card.view}", dataset["sql"])
            self.assertTrue(set(card.reads(VIEWS[card.view])) <= set(columns))
        columns = [column["column_name"] for column in next(f for f in sets.values() if f["table_name"] == "customers_tallies")["columns"]]
        self.assertNotIn("perceptual_hash", columns)
        self.assertIn("duration_ms", columns)

    def test_customers_have_titles_and_texts_of_their_own_where_staffs_are_about_others(self):
        files = {n: json.loads(t) for n, t in bundle.build(CARDS, VIEWS, "x").items()}
        staffs, theirs = files["charts/operations.yaml"], files["charts/customers-operations.yaml"]
        self.assertEqual(("What customers use: the 15 largest", "Operations that you use (customers)"), (staffs["slice_name"], theirs["slice_name"]))
        self.assertTrue(staffs["description"].startswith("Which operations does a customer use, and which ones not yet?\n\nOf the fifteen"))
        self.assertTrue(theirs["description"].startswith("Your variants with an operation"))
        self.assertEqual(files["charts/bytes.yaml"]["description"], files["charts/customers-bytes.yaml"]["description"])
        for name in (n for n in files if n.startswith("charts/customers-")):
            shown = files[name]["slice_name"].lower() + files[name]["description"].lower()
            for word in ("customers use", "customer use", "do customers", "which customer", "each customer", "who pays", "a call about", "fifteen customers", "our customers"):
                self.assertNotIn(word, shown.replace("(customers)", ""), name)

    def test_rows_of_customers_are_full(self):
        position = json.loads(bundle.build(CARDS, VIEWS, "x")["dashboards/customers.yaml"])["position"]
        for row in (p for p in position.values() if isinstance(p, dict) and p.get("type") == "ROW"):
            metas = [position[child]["meta"] for child in row["children"]]
            self.assertEqual(12, sum(meta["width"] for meta in metas))
            self.assertEqual(1, len({meta["height"] for meta in metas}))

    def test_a_click_does_not_reach_what_is_of_all_customers(self):
        dashboard = json.loads(bundle.build(CARDS, VIEWS, "x")["dashboards/darkroom.yaml"])
        excluded = dashboard["metadata"]["global_chart_configuration"]["scope"]["excluded"]
        self.assertEqual([i for i, card in enumerate(CARDS, 1) if "customer" not in card.filters], excluded)

    def test_a_filter_reaches_the_charts_that_name_it_and_no_other(self):
        dashboard = json.loads(bundle.build(CARDS, VIEWS, "x")["dashboards/darkroom.yaml"])
        for one in dashboard["metadata"]["native_filter_configuration"]:
            name = one["id"].replace("NATIVE_FILTER-", "")
            self.assertEqual([i for i, card in enumerate(CARDS, 1) if name not in card.filters], one["scope"]["excluded"])

    def test_every_customer_can_be_chosen(self):
        """A filter fetches a thousand values; without this the next one is in no list, and typing it finds nothing."""
        dashboard = json.loads(bundle.build(CARDS, VIEWS, "x")["dashboards/darkroom.yaml"])
        looked_for = {one["id"]: one["controlValues"].get("searchAllOptions") for one in dashboard["metadata"]["native_filter_configuration"]}
        self.assertEqual({"NATIVE_FILTER-period": None, "NATIVE_FILTER-customer": True, "NATIVE_FILTER-source": False, "NATIVE_FILTER-type": False}, looked_for)

    def test_every_reason_of_a_rejected_picture_has_a_colour_of_its_own(self):
        problems = (Path(__file__).resolve().parents[2] / "src/main/resources/openapi.yaml").read_text(encoding="utf-8")
        reasons = set(re.findall(r"too-many-(?:bytes|pixels|frames|scans)|unsupported-format|broken-image", problems))
        colours = json.loads(bundle.build(CARDS, VIEWS, "x")["dashboards/darkroom.yaml"])["metadata"]["label_colors"]
        own = [colours[f"rejected: {reason}"] for reason in reasons] + [colours["failed: processing-failed"]]
        self.assertEqual(7, len(set(own)))

    def test_exactly_all_of_a_quota_is_not_marked(self):
        files = bundle.build(CARDS, VIEWS, "x")
        marks = {card.id: json.loads(files[f"charts/{card.id}.yaml"])["params"]["conditional_formatting"] for card in CARDS if card.alarm}
        self.assertEqual([(">", 1.0, "projected")], [(m["operator"], m["targetValue"], m["column"]) for m in marks["quotas"]])
        self.assertEqual(["≤"], [m["operator"] for m in marks["churn"]])

    def test_a_day_of_all_or_nothing_is_within_its_axis(self):
        files = bundle.build(CARDS, VIEWS, "x")
        for card in ("success", "smaller"):
            low, high = json.loads(files[f"charts/{card}.yaml"])["params"]["y_axis_bounds"]
            self.assertTrue(low <= 0 and high >= 1, card)

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
    """A server with more of everything than it gives at a time, whatever it is asked for: the dashboards, datasets and roles last."""

    referer = "http://x"

    def __init__(self, names, columns=("customer_id",)):
        self.columns = columns
        self.deleted = []
        foreign = [{"id": i, "table_name": f"t{i}", "database": {"database_name": "other"}} for i in range(150)]
        ours = [{"id": 1000 + i, "table_name": name, "database": {"database_name": bundle.DATABASE}} for i, name in enumerate(names)]
        self.lists = {
            "dataset": foreign + ours,
            "dashboard": [{"id": i, "slug": f"d{i}"} for i in range(120)] + [{"id": 7, "slug": bundle.SLUG}, {"id": 8, "slug": bundle.CUSTOMERS_SLUG}],
            "security/roles": [{"id": 2000 + i, "name": f"role {i}"} for i in range(130)],
            "security/permissions-resources": [
                {"id": 5000 + d["id"], "permission": {"name": "datasource_access"}, "view_menu": {"name": f"[{bundle.DATABASE}].[{d['table_name']}](id:{d['id']})"}}
                for d in ours
            ],
            "rowlevelsecurity": [],
        }
        self.opened = {}

    def send(self, method, path, headers, body):
        path = path.replace("/api/v1/", "", 1)
        if path == "/login/":
            return 200, f"&#34;version_string&#34;: &#34;{superset_api.VERSION}0&#34;"
        listed = re.fullmatch(r"([\w/-]+)/\?q=\(page_size:(\d+),page:(\d+)\)", path)
        if listed:
            size, page = min(100, int(listed[2])), int(listed[3])
            everything = self.lists[listed[1]]
            return 200, json.dumps({"count": len(everything), "result": everything[page * size : (page + 1) * size]})
        if method == "DELETE":
            self.deleted.append(path)
            return 200, "{}"
        kind = path.rstrip("/")
        if method == "POST" and kind in self.lists:
            made = dict(json.loads(body), id=9000 + len(self.lists[kind]))
            self.lists[kind].append(made)
            return 201, json.dumps(made)
        if kind.startswith("security/roles/"):
            role = int(kind.split("/")[2])
            opens = json.loads(body)["permission_view_menu_ids"]
            if opens and "customer" in next(r["name"] for r in self.lists["security/roles"] if r["id"] == role):
                ruled = {t for rule in self.lists["rowlevelsecurity"] if role in rule["roles"] for t in rule["tables"]}
                assert {i - 5000 for i in opens if i >= 6000} <= ruled, "a role opens what it has no rule on"
            self.opened[role] = opens
            return 200, "{}"
        if path.startswith("security/"):
            return 200, json.dumps({"access_token": "t", "result": "csrf"})
        if path.startswith("assets/import/"):
            return 200, "{}"
        if path.endswith("/embedded"):
            return 200, json.dumps({"result": {"uuid": "uuid of " + path.split("/")[1]}})
        return 200, json.dumps({"result": {"columns": [{"column_name": name} for name in self.columns]}})


class FullSupersetTest(unittest.TestCase):
    BUILT = bundle.build(CARDS, VIEWS, "x")
    NAMES = sorted(Path(name).stem for name in BUILT if name.startswith("datasets/"))
    FILES = bundle.zipped(BUILT)
    OF_CUSTOMERS = [name for name in NAMES if name.startswith("customers_")]

    def _superset(self, server):
        superset = superset_api.Superset(server, "admin", "x")
        superset.import_bundle(self.FILES, "x")
        return superset

    def _opens(self, server, role):
        number = next(r["id"] for r in server.lists["security/roles"] if r["name"] == role)
        names = {d["id"]: d["table_name"] for d in server.lists["dataset"]}
        return sorted(names[i - 5000] for i in server.opened[number] if i >= 6000)

    def test_a_guest_has_a_clause_for_each_dataset_however_many_others_there_are(self):
        server = FullSuperset(self.NAMES)
        token = self._superset(server).embed(["https://a.example"])
        # a clause that names no dataset is one for each
        self.assertEqual([{"clause": "customer_id = 'CUSTOMER'"}], token["rls"])
        self.assertEqual([{"type": "dashboard", "id": "uuid of 8"}], token["resources"])
        self.assertEqual(["dashboard/7/embedded"], server.deleted)

    def test_nobody_is_let_in_where_a_dataset_is_not_shown(self):
        superset = self._superset(FullSuperset(self.NAMES[:-1]))
        with self.assertRaisesRegex(superset_api.Refused, f"our datasets {self.NAMES[-1]}. Nobody was let in"):
            superset.embed(["https://a.example"])

    def test_nobody_is_let_in_where_customers_cannot_be_told_apart(self):
        superset = self._superset(FullSuperset(self.NAMES, columns=["customer"]))
        for let_in in (lambda: superset.embed(["https://a.example"]), lambda: superset.customer("acme")):
            with self.assertRaisesRegex(superset_api.Refused, f"'{self.OF_CUSTOMERS[0]}' has no column customer_id, by which customers are told apart. Nobody was let in"):
                let_in()

    def test_a_customer_opens_the_datasets_for_customers_and_has_a_rule_on_each(self):
        server = FullSuperset(self.NAMES)
        superset = self._superset(server)
        superset.grant()
        self.assertEqual([name for name in self.NAMES if name not in self.OF_CUSTOMERS], self._opens(server, "Darkroom analyst"))
        self.assertEqual([], self._opens(server, "Darkroom guest"))
        self.assertEqual("Darkroom customer acme", superset.customer("acme"))
        self.assertEqual(self.OF_CUSTOMERS, self._opens(server, "Darkroom customer acme"))
        rule = server.lists["rowlevelsecurity"][0]
        self.assertEqual(("customer_id = 'acme'", len(self.OF_CUSTOMERS)), (rule["clause"], len(rule["tables"])))

    def test_roles_of_customers_that_were_made_before_are_changed_with_every_publication(self):
        server = FullSuperset(self.NAMES)
        server.lists["security/roles"] += [{"id": 3000, "name": "Darkroom customer old"}, {"id": 3001, "name": "Darkroom customer Of Mine"}]
        server.opened[3000] = server.opened[3001] = [6000]
        self._superset(server).grant()
        self.assertEqual(self.OF_CUSTOMERS, self._opens(server, "Darkroom customer old"))
        self.assertEqual([6000], server.opened[3001])


class ServerTest(unittest.TestCase):
    def test_what_is_no_address_is_refused_with_words(self):
        for url in ("host:abc", "http://host:abc", "http://host:99999", "ftp://host", "127.0.0.1:8088", "http://", "", "http://[1"):
            with self.subTest(url), self.assertRaisesRegex(superset_api.Refused, re.escape(f"--url '{url}' is no address of a server; write it as http://HOST:PORT")):
                superset_api.Http(url)
        with self.assertRaisesRegex(superset_api.Refused, "the password is in the environment"):
            superset_api.Http("http://admin:secret@host")

    def test_what_is_no_superset_or_metabase_is_told(self):
        class Page:
            referer = "http://x"

            def send(self, *_):
                return 200, "<html>hello</html>"

        with self.assertRaisesRegex(superset_api.Refused, r"is no Superset: its page /login/ names no version \(200 hello\)"):
            superset_api.Superset(Page(), "admin", "x")
        with self.assertRaisesRegex(superset_api.Refused, "is no Metabase: '<html>hello"):
            metabase.Metabase(Page(), "a@example.org", "x")

    def test_a_password_is_sent_to_no_other_server(self):
        asked = []

        class Other:
            referer = "http://x"

            def send(self, method, path, headers, body):
                asked.append((method, path, body))
                return 404, "<html><style>p {}</style><p>Not\n found</p></html>"

        with self.assertRaisesRegex(superset_api.Refused, r"names no version \(404 Not found\)"):
            superset_api.Superset(Other(), "admin", "secret")
        self.assertEqual([("GET", "/login/", None)], asked)

    def test_what_is_no_web_server_is_told(self):
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            listening.listen()
            url = f"http://127.0.0.1:{listening.getsockname()[1]}"

            def hang_up():
                one = listening.accept()[0]
                one.recv(100)
                one.sendall(b"220 mail\r\n")
                one.close()

            other = threading.Thread(target=hang_up)
            other.start()
            with self.assertRaisesRegex(superset_api.Refused, "is no web server, or broke off"):
                superset_api.Http(url).send("GET", "/", {}, None)
            other.join()


class CommandTest(unittest.TestCase):
    def _run(self, *arguments, **environment):
        known = {name: value for name, value in os.environ.items() if not name.startswith("DARKROOM_")}
        done = subprocess.run([sys.executable, TOOLS, *arguments], env={**known, **environment}, capture_output=True, text=True, timeout=300)
        self.assertNotIn("Traceback", done.stderr)
        return done.returncode, done.stdout + done.stderr

    def test_what_is_wrong_with_a_command_is_told_before_anything_is_asked(self):
        metabase_url = ("publish", "metabase", "--url", "http://bi.example:3000", "--user", "a@example.org")
        superset_url = ("publish", "superset", "--url", "http://127.0.0.1:1")
        for arguments, words in [
            (("publish", "superset", "--url", "host:abc"), "--url 'host:abc' is no address of a server"),
            ((*metabase_url, "--clickhouse", "host:abc"), "--clickhouse 'host:abc' is no address; write HOST:PORT"),
            ((*metabase_url, "--clickhouse", "host:70000"), "--clickhouse 'host:70000' is no address"),
            ((*metabase_url, "--customer", "acme"), "--customer is Superset's alone"),
            ((*metabase_url, "--embed", "https://x.example"), "--embed is Superset's alone"),
            ((*superset_url, "--customer", "Acme Inc"), "--customer 'Acme Inc' is none: use 1 to 64"),
            ((*superset_url, "--customer", "acme", "--embed", "app.example.org"), "--embed 'app.example.org' is no origin of pages"),
            ((*superset_url, "--embed", "https://app.example.org/numbers"), "is no origin of pages; write it as https://app.example.org, without a path"),
            (metabase_url[:4], "--user '' is no e-mail address"),
            (metabase_url, "DARKROOM_METABASE_PASSWORD is not set: the password of a@example.org in Metabase"),
            (("publish", "superset", "--url", "http://bi.example"), "DARKROOM_SUPERSET_PASSWORD is not set: the password of admin in Superset"),
            (("check", "--browser", "x", "--rows", "ten"), "--rows 'ten' is no number of rows to make up; write digits alone, 100000 to 200000000"),
            (("check", "--browser", "x", "--rows", "10,000,000"), "--rows '10,000,000' is no number of rows"),
            (("check", "--browser", "x", "--rows=99999"), "--rows '99999' is no number of rows"),
            (("check", "--browser", "x", "--rows", "200000001"), "--rows '200000001' is no number of rows"),
            (("check", "--rows", "10000000"), "--rows 10000000 is for the first page in a browser: add --browser DIR"),
            (("build", "--uri", "clickhousedb://analyst:secret@host:8123/darkroom"), "with XXXXXXXXXX where the password goes"),
        ]:
            with self.subTest(words):
                code, told = self._run(*arguments)
                self.assertEqual((1, True), (code, words in told), told)

    def test_arguments_of_a_check_are_looked_at_without_superset(self):
        # by whatever Python there is, and before the engine is started
        self.assertEqual((0, ""), self._run("check", "--browser", "x", "--rows", "100000"))
        code, told = self._run("check", "--brow", "x")
        self.assertEqual((2, True), (code, "unrecognized arguments: --brow x" in told), told)

    def test_passwords_are_those_of_the_environment(self):
        url = ("publish", "superset", "--url", "http://127.0.0.1:1")
        self.assertIn("Nobody answers at http://127.0.0.1:1", self._run(*url)[1])
        code, told = self._run("publish", "superset", "--url", "http://bi.example", DARKROOM_SUPERSET_PASSWORD="x")
        self.assertIn("DARKROOM_ANALYST_PASSWORD is not set: the password of ClickHouse's user analyst", told)

    def test_children_end_with_a_check_that_is_ended(self):
        # as `check` does, with a server that lasts
        code = f"""
import runpy, subprocess, sys, types
sys.path.insert(0, {TOOLS!r})
import browser
stub = types.ModuleType("check")
stub.ClickHouse = lambda *_: None
def run(*_, **__):
    child = subprocess.Popen(["sleep", "600"])
    try:
        print(child.pid, flush=True)
        child.wait()
    finally:
        browser.end(child)
stub.run = run
sys.modules["check"] = stub
sys.argv = ["check", "check", "--clickhouse", "http://127.0.0.1:1"]
runpy.run_path({TOOLS!r}, run_name="__main__")
"""
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
            child = int(parent.stdout.readline())
            parent.terminate()
            self.assertEqual(128 + signal.SIGTERM, parent.wait(300))
        with self.assertRaises(ProcessLookupError):
            os.kill(child, 0)


class PageTest(unittest.TestCase):
    """That the look at a page in a browser would notice what is not drawn on it."""

    FULL = {"text": "5,255", "lines": ["acme 1"], "ink": 4000}
    BLANK = {"text": "", "lines": [], "ink": 0}

    def test_each_card_of_a_blank_page_is_named(self):
        self.assertEqual([], browser.held(CARDS, [dict(self.FULL, title=card.title) for card in CARDS]))
        told = browser.held(CARDS, [dict(self.BLANK, title=card.title) for card in CARDS])
        self.assertEqual([card.title for card in CARDS], [line.split("': ")[0][1:] for line in told])

    def test_a_card_that_is_not_there_and_a_chart_that_is_no_card_are_told(self):
        seen = [dict(self.FULL, title=card.title) for card in CARDS[1:]] + [dict(self.FULL, title="Foreign")]
        self.assertEqual([f"'{CARDS[0].title}' is not on the page", "there is a chart 'Foreign', and no such card"], browser.held(CARDS, seen))

    def test_a_card_of_one_colour_in_the_picture_is_named(self):
        class Picture:
            def __init__(self, *extrema):
                self.getextrema = lambda: extrema

            def crop(self, box):
                return self

            convert = crop

        seen = [{"title": "Images", "box": [10, 10, 400, 300]}]
        self.assertEqual(["'Images' is blank in the screenshot"], browser.blank(seen, Picture(240, 255)))
        self.assertEqual([], browser.blank(seen, Picture(20, 255)))

    def test_guides_show_a_page_down_to_a_card_that_there_is(self):
        class Picture:
            width, height = 1600, 900

            def crop(self, box):
                return box

        seen = [{"title": "Images", "box": [0, 100, 800, 240.4]}, {"title": "Types", "box": [0, 250, 800, 884]}]
        self.assertEqual((0, 0, 1600, 256), browser.cut(Picture(), seen, "Images"))
        self.assertEqual((0, 0, 1600, 900), browser.cut(Picture(), seen, "Gone"))
        titles = {card.title for card in CARDS} | {card.title for card in bundle.customers_cards(CARDS)}
        self.assertTrue({title for title, _ in browser._CUTS.values()} <= titles)

    def test_a_line_that_the_filters_leave_out_is_told(self):
        days = next(card for card in CARDS if card.id == "images-by-day")
        customers = next(card for card in CARDS if card.id == "images-by-customer-and-type")
        chosen = {"customer": ["Acme (acme)"], "type": ["jpeg", "png"], "period": ["2026-03-01", "2026-03-10"]}
        seen = lambda card, *lines: [dict(self.FULL, title=card.title, lines=list(lines))]  # noqa: E731
        self.assertEqual([], browser.strays([days], seen(days, "2026-03-01\t4\t5\t90 %", "2026-03-09\t1\t1\t90 %"), chosen))
        self.assertEqual([], browser.strays([customers], seen(customers, "Acme (acme)\thttp\tpng\tok\t1\t1"), chosen))
        for card, line, name in [
            (days, "2026-03-10\t4\t5\t90 %", "period"),
            (days, "2026-02-28\t4\t5\t90 %", "period"),
            (customers, "Beta (beta)\thttp\tpng\tok\t1\t1", "customer"),
            (customers, "Acme (acme)\thttp\tgif\tok\t1\t1", "type"),
        ]:
            with self.subTest(line):
                self.assertEqual([f"'{card.title}' has a line that the filter {name} leaves out: {line!r}"], browser.strays([card], seen(card, line), chosen))
                self.assertEqual([], browser.strays([card], seen(card, line), {}))

    def test_filters_stand_in_an_address_as_superset_writes_them(self):
        self.assertEqual(
            "?native_filters=(NATIVE_FILTER-source:(__cache:(),extraFormData:(filters:!((col:'source',op:'IN',val:!('http','it!'s')))),"
            "filterState:(value:!('http','it!'s')),id:'NATIVE_FILTER-source',ownState:()))",
            urllib.parse.unquote(browser.query({"source": ["http", "it's"]})),
        )
        self.assertIn("extraFormData:(time_range:'2026-03-01 : 2026-03-10')", urllib.parse.unquote(browser.query({"period": ["2026-03-01", "2026-03-10"]})))

    def test_what_is_missing_depends_on_the_chart(self):
        for chart, seen, words in [
            ("number", dict(self.FULL, text="images"), "a number was to be seen"),
            ("trend", dict(self.FULL, ink=3), "its line is not drawn"),
            ("table", dict(self.FULL, lines=[]), "its table has no line"),
            ("lines", dict(self.FULL, ink=3), "nothing is drawn (3 points)"),
            ("pie", dict(self.FULL, text="No results were returned"), "it says 'No results"),
        ]:
            card = next(card for card in CARDS if card.chart == chart)
            with self.subTest(chart):
                self.assertIn(words, browser.missing(card, seen))


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
        self.fixed = set()
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
            if method == "GET":
                return self.settings.get(words[1])
            assert method == "PUT" and words[1] not in self.fixed, f"You tried to update {words[1]}, which the environment gives"
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
        native = body["dataset_query"]["native"]
        asked = re.findall(r"\[\[AND \{\{(\w+)\}\}\]\]", native["query"])
        places = asked.count(asked[0]) if asked else 0
        assert sorted(asked) == sorted(places * list(native["template-tags"]))
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

    def test_the_time_zone_is_changed_where_it_differs_and_only_there(self):
        for before, fixed, after in ((None, set(), "UTC"), ("Europe/Berlin", set(), "UTC"), ("UTC", {"report-timezone"}, "UTC"), ("Etc/UTC", {"report-timezone"}, "Etc/UTC")):
            with self.subTest(before):
                server = Watched()
                server.settings.update({"report-timezone": before} if before else {})
                server.fixed = fixed
                self._publish(server, CARDS[:1])
                self.assertEqual(after, server.settings["report-timezone"])

    def test_the_period_at_first_includes_today(self):
        server = Watched()
        self._publish(server, CARDS)
        parameters = [p for d in server.dashboards.values() for p in d["parameters"] if p["id"] == "period"]
        self.assertEqual(["past90days~"], [p["default"] for p in parameters])

    def test_formats_that_cards_state_are_those_of_the_columns(self):
        server = Watched()
        shown = dict(CARDS[0].shows, **{f"f{i}": c.Shown("x", form) for i, form in enumerate([",d", ",.4f", "+.1%", ".0%", "MEMORY_DECIMAL", "DURATION", "$,.2f"])})
        self._publish(server, [CARDS[0]._replace(shows=shown)])
        columns = next(iter(server.cards.values()))["visualization_settings"]["column_settings"]
        self.assertEqual(
            [
                {"number_style": "decimal", "decimals": 0},
                {"number_style": "decimal", "decimals": 4},
                {"number_style": "percent", "decimals": 1},
                {"number_style": "percent", "decimals": 0},
                {"number_style": "decimal", "scale": 1e-6, "decimals": 2, "suffix": " MB"},
                {"number_style": "decimal", "scale": 1e-3, "decimals": 3, "suffix": " s"},
                {"number_style": "currency", "decimals": 2, "currency": "USD", "currency_style": "symbol", "currency_in_header": False},
            ],
            [{k: v for k, v in columns[f'["name","f{i}"]'].items() if k != "column_title"} for i in range(7)],
        )

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
            for name in card.filters:
                self.assertEqual(card.sql.count(c.PLACE), native["query"].count("[[AND {{%s}}]]" % name))

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
