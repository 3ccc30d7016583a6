"""The Superset bundle (assets API of 6.1): one database, a dataset a view, a chart a card, a dashboard of three tabs for staff; and for
customers a dashboard, charts and datasets of their own, which have the columns that these charts need and no other.

Identity is a uuid of stable names, so that an import changes what is there. Files are JSON, which is YAML: the same cards
give the same bytes, without any library.
"""
import io
import json
import uuid
import zipfile
from typing import Dict, List, Optional

import cards as c
from views import View

_NAMES = uuid.uuid5(uuid.NAMESPACE_URL, "https://darkroom.example/superset")
DATABASE = "Darkroom"
DATABASE_FILE = f"databases/{DATABASE}.yaml"
SLUG = "darkroom"
CUSTOMERS_SLUG = "darkroom-customers"
CUSTOMERS_DATASET = "customers_"
"""What names of datasets begin with that customers may read."""
PERIOD = "DATEADD(DATETIME('today'), -90, day) : DATEADD(DATETIME('today'), 1, day)"
"""90 days and today. `Last quarter` would end before today."""
_RED = "#E04355"
# a title, the heads of columns and a line
_ONE_LINE = 22
# as ,d; but where there are few, halves stand between them on an axis, and are not to be written as wholes
_COUNTS = ",.2~f"
# by what is shown, so that a thing has one colour on every card
_COLOURS = {
    "http": "#1FA8C9", "kafka": "#454E7C", "sqs": "#FF7F44",
    "jpeg": "#3A86C8", "png": "#8E6BBF", "webp": "#2F9E6E", "avif": "#9BCB6B", "gif": "#E3A008", "tiff": "#9A6B4F", "bmp": "#8A93A0",
    "starter": "#9FD3C7", "business": "#3F8F8B", "enterprise": "#17405B",
    "rejected: unsupported-format": "#F2C14E", "rejected: too-many-pixels": "#E59E2E", "rejected: too-many-bytes": "#B9770E",
    "rejected: too-many-frames": "#6B4A12", "rejected: too-many-scans": "#D9C9A3", "rejected: broken-image": "#8D7B4A", "failed: processing-failed": _RED,
    "from_new": "#5AC189", "from_grown": "#ACE1C4", "from_shrunk": "#FF7F44", "from_left": _RED,
    "ok_share": "#5AC189", "rejected_share": "#E59E2E", "failed_share": _RED,
    "p50_ms": "#1FA8C9", "p95_ms": "#FF7F44", "p99_ms": _RED, "bytes_came": "#454E7C", "bytes_written": "#1FA8C9",
    "active_day": "#9FD3C7", "active_week": "#3F8F8B", "active_month": "#17405B",
}  # fmt: skip
# Superset's table measures its lines when it is drawn, and stays empty where that happens on a page that is not shown: its sizes are
# all zero there (apache/superset issue 44415). So a page that is not shown keeps its width, and is only not to be seen.
_CSS = """.ant-tabs-tabpane-hidden:has(.dashboard-component-chart-holder) {
  display: block !important;
  height: 0;
  overflow: hidden;
  visibility: hidden;
}
"""
_XY = {
    "time_grain_sqla": None, "row_limit": 10000, "order_desc": True, "truncate_metric": True, "show_empty_columns": True,
    "comparison_type": "values", "color_scheme": "supersetColors", "legendType": "scroll", "legendOrientation": "top",
    "rich_tooltip": True, "tooltipTimeFormat": "%Y-%m-%d", "x_axis_time_format": "%d %b", "y_axis_bounds": [None, None],
    "truncateYAxis": False, "sort_series_type": "sum", "sort_series_ascending": False, "x_axis_title": "",
    "x_axis_title_margin": 0, "y_axis_title": "", "y_axis_title_margin": 0, "y_axis_title_position": "Left",
    "annotation_layers": [], "zoomable": False, "minorSplitLine": False, "logAxis": False, "only_total": True,
    "show_value": False,
}  # fmt: skip
_BIG = {
    "header_font_size": 0.4, "subheader_font_size": 0.15, "subtitle_font_size": 0.15, "show_metric_name": False,
    "time_format": "smart_date", "conditional_formatting": [],
}  # fmt: skip
_TABLE = {
    "percent_metrics": [], "server_pagination": False, "order_desc": True, "table_timestamp_format": "%Y-%m-%d",
    "color_pn": True, "allow_rearrange_columns": False, "allow_render_html": False, "include_search": False,
    "page_length": 0,
}  # fmt: skip
_HEAT = {
    "time_grain_sqla": None, "row_limit": 10000, "sort_x_axis": "alpha_asc", "sort_y_axis": "alpha_desc",
    "normalize_across": "heatmap", "legend_type": "continuous", "linear_color_scheme": "schemeBlues", "xscale_interval": 1,
    "yscale_interval": 1, "left_margin": 40, "bottom_margin": 30, "value_bounds": [None, None],
    "x_axis_time_format": "smart_date", "show_legend": False, "show_percentage": False, "normalized": False,
}  # fmt: skip


def uid(*names: str) -> str:
    """The uuid of a thing by its names."""
    return str(uuid.uuid5(_NAMES, "/".join(names)))


def build(all_cards: List[c.Card], views: Dict[str, View], uri: str) -> Dict[str, str]:
    """The files of the bundle by name. `uri` is SQLAlchemy's, with XXXXXXXXXX for the password."""
    files = {
        "metadata.yaml": {"version": "1.0.0", "type": "assets", "timestamp": "2026-01-01T00:00:00+00:00"},
        DATABASE_FILE: {
            "database_name": DATABASE, "sqlalchemy_uri": uri, "cache_timeout": 300, "expose_in_sqllab": True,
            "allow_run_async": False, "allow_ctas": False, "allow_cvas": False, "allow_dml": False,
            "allow_csv_upload": False, "extra": {"allows_virtual_table_explore": True}, "impersonate_user": False,
            "uuid": uid("database"), "version": "1.0.0",
        },
    }  # fmt: skip
    for name in sorted({card.view for card in all_cards} | {"bi_daily", "bi_customers"}):
        files[f"datasets/{DATABASE}/{name}.yaml"] = _dataset(views[name], [card for card in all_cards if card.view == name])
    for card in all_cards:
        files[f"charts/{card.id}.yaml"] = _chart(card, views[card.view])
    files["dashboards/darkroom.yaml"] = _dashboard(all_cards)
    own = customers_cards(all_cards)
    for name in sorted({card.view for card in own}):
        files[f"datasets/{DATABASE}/{customers_dataset(name)}.yaml"] = _customers(views[name], [card for card in own if card.view == name])
    for card in own:
        files[f"charts/customers-{card.id}.yaml"] = {
            **_chart(card, views[card.view]), "slice_name": customers_title(card), "uuid": uid("customers", "chart", card.id),
            "dataset_uuid": uid("customers", "dataset", card.view),
        }  # fmt: skip
    if own:
        files["dashboards/customers.yaml"] = _customers_dashboard(own, views)
    return {name: json.dumps(files[name], indent=2, ensure_ascii=False) + "\n" for name in sorted(files)}


def zipped(files: Dict[str, str]) -> bytes:
    """The bundle as one file; the same bytes for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(f"darkroom/{name}", (2026, 1, 1, 0, 0, 0)), files[name])
    return out.getvalue()


def time_column(view: View) -> Optional[str]:
    """The column that a period is asked of, where there is one."""
    return next((name for name in ("day", "month") if name in view.columns), None)


def customers_dataset(view: str) -> str:
    """The dataset that customers have of a view."""
    return CUSTOMERS_DATASET + view.replace("bi_", "", 1)


def customers_cards(all_cards: List[c.Card]) -> List[c.Card]:
    """The cards that customers have, as they see them."""
    return [card.as_customers_see_it() for card in all_cards if card.for_customers]


def customers_title(card: c.Card) -> str:
    """What customers' chart of a card is called in Superset's lists; the dashboard calls it as the card."""
    return f"{card.as_customers_see_it().title} (customers)"


def _customers(view: View, own: List[c.Card]) -> dict:
    """A dataset of what these cards read of a view, and nothing else of it: who may ask a dataset may ask for every column."""
    read = {name for card in own for name in card.reads(view)}
    columns = {name: column for name, column in view.columns.items() if name in read}
    return {
        **_dataset(view._replace(columns=columns), own), "table_name": customers_dataset(view.name),
        "sql": f"SELECT {', '.join(columns)} FROM darkroom.{view.name}", "uuid": uid("customers", "dataset", view.name),
    }  # fmt: skip


def _dataset(view: View, own: List[c.Card]) -> dict:
    labels = {n: s.label for card in own for n, s in card.shows.items()}
    metrics = {}
    for card in own:
        for name, expression in card.metrics.items():
            metrics[name] = {
                "metric_name": name, "verbose_name": card.shows[name].label, "metric_type": None,
                "expression": expression, "description": None, "d3format": card.shows[name].format, "extra": {},
                "warning_text": None,
            }  # fmt: skip
    columns = [
        {
            "column_name": name, "verbose_name": labels.get(name, name.replace("_", " ").capitalize()),
            "is_dttm": column.type.replace("Nullable(", "").startswith("Date"), "is_active": True, "type": column.type,
            "groupby": True, "filterable": True, "expression": None, "description": column.comment,
            "python_date_format": None, "extra": {},
        }
        for name, column in view.columns.items()
    ]  # fmt: skip
    return {
        "table_name": view.name, "main_dttm_col": time_column(view), "description": view.comment, "default_endpoint": None,
        "offset": 0, "cache_timeout": 300, "catalog": None, "schema": "darkroom", "sql": None, "params": None,
        "template_params": None, "filter_select_enabled": True, "fetch_values_predicate": None, "extra": None,
        "normalize_columns": False, "always_filter_main_dttm": False, "uuid": uid("dataset", view.name),
        "metrics": [metrics[name] for name in sorted(metrics)], "columns": columns, "version": "1.0.0",
        "database_uuid": uid("database"),
    }  # fmt: skip


def _chart(card: c.Card, view: View) -> dict:
    params = _params(card, view)
    params["adhoc_filters"] = _adhoc(card)
    params.update(_most(card))
    params.update({"extra_form_data": {}, "dashboards": []})
    return {
        "slice_name": card.title, "description": "\n\n".join(text[0].upper() + text[1:] for text in (card.answers, card.read) if text),
        "certified_by": None, "certification_details": None, "viz_type": params["viz_type"], "params": params,
        "query_context": json.dumps(query_context(card, params)), "cache_timeout": None, "uuid": uid("chart", card.id),
        "version": "1.0.0", "dataset_uuid": uid("dataset", card.view),
    }  # fmt: skip


def _adhoc(card: c.Card) -> List[dict]:
    adhoc = []
    if "period" in card.filters:
        adhoc.append({"clause": "WHERE", "expressionType": "SIMPLE", "subject": "day", "operator": "TEMPORAL_RANGE", "comparator": "No filter"})
    if card.where:
        adhoc.append({"clause": "WHERE", "expressionType": "SQL", "sqlExpression": card.where})
    return adhoc


def _params(card: c.Card, view: View) -> dict:
    numbers = list(card.metrics)
    x, series = (card.columns + [None, None])[:2]
    form = card.shows[numbers[0]].format if numbers else None
    if card.chart == "number":
        label = card.shows[numbers[0]].label
        return {"viz_type": "big_number_total", "metric": numbers[0], "y_axis_format": form, "subtitle": label, **_BIG}
    if card.chart == "trend":
        return {
            "viz_type": "big_number", "metric": numbers[0], "x_axis": x, "time_grain_sqla": None, "aggregation": "sum",
            "y_axis_format": form, "show_trend_line": True, "start_y_axis_at_zero": True, "show_timestamp": False,
            "compare_lag": "", "compare_suffix": "", "subtitle": "in the chosen period", "rolling_type": "None",
            "color_picker": {"r": 0, "g": 122, "b": 135, "a": 1}, **_BIG, "header_font_size": 0.5, "subtitle_font_size": 0.2,
        }  # fmt: skip
    if card.chart in ("bars", "stacked bars", "horizontal bars", "lines"):
        return _axes(card, view, numbers, x, series, form)
    if card.chart == "pie":
        return {
            "viz_type": "pie", "metric": numbers[0], "groupby": [x], "row_limit": 20, "sort_by_metric": True,
            "color_scheme": "supersetColors", "show_labels_threshold": 4, "show_legend": False, "legendType": "scroll",
            "legendOrientation": "right", "label_type": "key_percent", "number_format": form, "date_format": "smart_date",
            "show_labels": True, "labels_outside": True, "label_line": True, "show_total": True, "outerRadius": 60,
            "donut": True, "innerRadius": 38,
        }  # fmt: skip
    if card.chart == "heatmap":
        many = form == ",d"
        return {
            "viz_type": "heatmap_v2", "x_axis": x, "groupby": series, "metric": numbers[0],
            "y_axis_format": "SMART_NUMBER" if many else form, "show_values": not many, **_HEAT, "show_legend": many,
        }  # fmt: skip
    return _table(card)


def _axes(card: c.Card, view: View, numbers, x, series, form) -> dict:
    params = {
        **_XY, "viz_type": "echarts_timeseries_line" if card.chart == "lines" else "echarts_timeseries_bar", "x_axis": x,
        "metrics": numbers, "groupby": [series] if series else [], "y_axis_format": _COUNTS if form == ",d" else form,
        "show_legend": bool(series) or len(numbers) > 1,
    }  # fmt: skip
    if form == ",d" and len(numbers) == 1:  # other formats write their unit at every number
        params.update({"y_axis_title": card.shows[numbers[0]].label, "y_axis_title_margin": 50})
    if x == "month":
        params.update({"x_axis_time_format": "%b %Y", "tooltipTimeFormat": "%b %Y"})
    if x == "day" and all(card.shows[n].format and card.shows[n].format.endswith("%") for n in numbers):
        # not a hair below 1, although steps would be rounder: days of 100 % are above it then, and left out of the line
        params.update({"truncateYAxis": True, "y_axis_bounds": [0, 1]})
    if card.chart == "lines":
        params.update({"seriesType": "line", "markerEnabled": x == "month", "opacity": 0.2})
    else:
        params["orientation"] = "horizontal" if card.chart == "horizontal bars" else "vertical"
    if card.chart == "stacked bars":
        params["stack"] = "Stack"
    if card.chart == "horizontal bars":
        params.update({"x_axis_sort": numbers[0], "x_axis_sort_asc": True, "show_value": True})
    elif not view.columns[x].type.startswith("Date"):
        params.update({"xAxisForceCategorical": True, "x_axis_sort": x, "x_axis_sort_asc": True, "show_value": True})
    return params


def _table(card: c.Card) -> dict:
    bars = next((n for n in card.items if card.limit and card.shows.get(n) and card.shows[n].format), None)
    config = {}
    for name, shown in card.shows.items():
        if shown.format:
            config[name] = {"d3NumberFormat": shown.format, "d3SmallNumberFormat": shown.format, "showCellBars": name == bars}
    if card.id == "data-as-of":
        config["newest_finished"] = {"d3TimeFormat": "%Y-%m-%d %H:%M"}
    alarm = []
    if card.alarm:
        name, operator, value = card.alarm
        alarm = [{"operator": {">=": "≥", "<=": "≤"}.get(operator, operator), "targetValue": value, "column": name, "colorScheme": _RED}]
    shape = (
        {"query_mode": "aggregate", "groupby": card.columns, "metrics": list(card.metrics), "all_columns": [], "order_by_cols": [],
         "timeseries_limit_metric": _first(card)}
        if card.grouped
        else {"query_mode": "raw", "groupby": [], "metrics": [], "all_columns": card.items,
              "order_by_cols": [json.dumps([name, not falling]) for name, falling in card.order]}
    )  # fmt: skip
    return {"viz_type": "table", **shape, **_TABLE, "show_cell_bars": True, "row_limit": card.limit or 1000, "conditional_formatting": alarm, "column_config": config}


def _first(card: c.Card):
    """What a table is sorted by, downwards. Superset takes a metric alone, so a column becomes one."""
    name = card.order[0][0]
    return name if name in card.metrics else {"expressionType": "SQL", "sqlExpression": f"max({name})", "label": f"max({name})"}


def _most(card: c.Card) -> dict:
    """Of whom there is most, by a query of Superset's own to which it gives the filters, too."""
    if not card.most:
        return {}
    order = {"expressionType": "SQL", "sqlExpression": card.most.order, "label": card.most.order}
    return {"series_columns": [card.most.column], "series_limit": card.most.limit, "series_limit_metric": order}


def query_context(card: c.Card, params: dict) -> dict:
    """What a report or GET /api/v1/chart/ID/data/ runs: the card's own rows. A browser makes its own of the params."""
    filters = [{"col": "day", "op": "TEMPORAL_RANGE", "val": "No filter"}] if "period" in card.filters else []
    x = params.get("x_axis")
    columns: List[object] = [
        {"columnType": "BASE_AXIS", "sqlExpression": n, "label": n, "expressionType": "SQL"} if n == x else n for n in card.columns
    ]
    query = {
        "filters": filters, "extras": {"having": "", "where": f"({card.where})" if card.where else ""}, "columns": columns,
        "metrics": list(card.metrics), "orderby": [[name, not falling] for name, falling in card.order],
        "row_limit": card.limit or 10000, "annotation_layers": [], "applied_time_extras": {}, "custom_params": {},
        "custom_form_data": {}, "url_params": {}, **_most(card),
    }  # fmt: skip
    return {
        "datasource": {"id": 0, "type": "table"}, "force": False, "queries": [query],
        "form_data": {"viz_type": params["viz_type"]}, "result_format": "json", "result_type": "full",
    }  # fmt: skip


def _dashboard(all_cards: List[c.Card]) -> dict:
    number = {card.id: i for i, card in enumerate(all_cards, 1)}
    position = _frame("Darkroom", ["TABS-1"])
    position["TABS-1"] = {"id": "TABS-1", "type": "TABS", "children": [], "parents": ["ROOT_ID"], "meta": {}}
    for page, title in c.PAGES.items():
        _tab(page, title, [card for card in all_cards if card.page == page], number, position)
    filters = [
        _filter("period", "Period", "filter_time", None, PERIOD, all_cards, number),
        _filter("customer", "Customer", "filter_select", (uid("dataset", "bi_customers"), "customer"), None, all_cards, number),
        _filter("source", "Door", "filter_select", (uid("dataset", "bi_daily"), "source"), None, all_cards, number),
        _filter("type", "Type", "filter_select", (uid("dataset", "bi_daily"), "input_format"), None, all_cards, number),
    ]
    description = "Image processing: business, upsell and churn, quality and cost"
    return _page("Darkroom", description, SLUG, uid("dashboard"), position, filters, all_cards, number)


def _customers_dashboard(own: List[c.Card], views: Dict[str, View]) -> dict:
    """One page: numbers, what is one line of one customer, and the rest in the order of the cards. There is nobody to choose, for
    everybody sees themselves."""
    own = sorted((card._replace(height=_ONE_LINE) if _one_line(card) else card for card in own), key=lambda card: 0 if card.chart in ("number", "trend") else 1 if _one_line(card) else 2)
    number = {card.id: i for i, card in enumerate(own, 1)}
    rows = _rows(own)
    position = _frame("Your images", ["GRID_ID"])
    position["GRID_ID"]["children"] = [f"ROW-{i}" for i in range(len(rows))]
    for i, row in enumerate(rows):
        _row(f"ROW-{i}", ["ROOT_ID", "GRID_ID"], row, number, position, "customers")
    filters = [_filter("period", "Period", "filter_time", None, PERIOD, own, number)]
    for name, title in (("source", "Door"), ("type", "Type")):
        view = next((card.view for card in own if name in card.filters), None)
        if view:
            filters.append(_filter(name, title, "filter_select", (uid("customers", "dataset", view), c.FILTERS[name]), None, own, number))
    description = "One customer's images, by the rows that are that customer's own"
    return _page("Your images", description, CUSTOMERS_SLUG, uid("customers", "dashboard"), position, filters, own, number)


def _one_line(card: c.Card) -> bool:
    """Whether it has one line of each customer."""
    return card.chart == "table" and not card.grouped and "customer" in card.columns


def _rows(own: List[c.Card]) -> List[List[c.Card]]:
    """Cards in rows of all 12 columns and one height, whichever were left out of the pages that they come from."""
    rows: List[List[c.Card]] = [[]]
    for card in own:
        if sum(one.width for one in rows[-1]) >= 9:
            rows.append([])
        rows[-1].append(card)
    return [_stretched(row) for row in rows]


def _stretched(row: List[c.Card]) -> List[c.Card]:
    whole = sum(card.width for card in row)
    ends = [round(c.COLUMNS * sum(card.width for card in row[: i + 1]) / whole) for i in range(len(row))]
    height = max(card.height for card in row)
    return [card._replace(width=end - begin, height=height) for card, begin, end in zip(row, [0] + ends, ends)]


def _frame(title: str, children: List[str]) -> Dict[str, dict]:
    return {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"id": "ROOT_ID", "type": "ROOT", "children": children},
        "GRID_ID": {"id": "GRID_ID", "type": "GRID", "children": [], "parents": ["ROOT_ID"]},
        "HEADER_ID": {"id": "HEADER_ID", "type": "HEADER", "meta": {"text": title}},
    }


def _page(title: str, description: str, slug: str, uuid_of_it: str, position: dict, filters: List[dict], cards: List[c.Card], number) -> dict:
    # a click on a customer does not reach what is of all customers together
    of_all = [number[card.id] for card in cards if "customer" not in card.filters]
    metadata = {
        "color_scheme": "supersetColors", "refresh_frequency": 0, "cross_filters_enabled": True, "expanded_slices": {},
        "timed_refresh_immune_slices": [], "label_colors": _COLOURS, "shared_label_colors": [], "color_scheme_domain": [],
        "chart_configuration": {}, "filter_bar_orientation": "HORIZONTAL",
        "global_chart_configuration": {
            "scope": {"rootPath": ["ROOT_ID"], "excluded": of_all},
            "chartsInScope": [i for i in number.values() if i not in of_all],
        },
        "native_filter_configuration": filters,
    }  # fmt: skip
    return {
        "dashboard_title": title, "description": description, "css": _CSS,
        "slug": slug, "certified_by": None, "certification_details": None, "published": True, "uuid": uuid_of_it,
        "position": position, "metadata": metadata, "version": "1.0.0",
    }  # fmt: skip


def _tab(page: str, title: str, own: List[c.Card], number, position) -> None:
    tab = f"TAB-{page}"
    position["TABS-1"]["children"].append(tab)
    position[tab] = {
        "id": tab, "type": "TAB", "children": [], "parents": ["ROOT_ID", "TABS-1"],
        "meta": {"text": title, "defaultText": "Tab title", "placeholder": "Tab title"},
    }  # fmt: skip
    for row in sorted({card.row for card in own}):
        rid = f"ROW-{page}-{row}"
        position[tab]["children"].append(rid)
        _row(rid, ["ROOT_ID", "TABS-1", tab], [card for card in own if card.row == row], number, position)


def _row(rid: str, parents: List[str], cards: List[c.Card], number, position, *kind: str) -> None:
    position[rid] = {"id": rid, "type": "ROW", "children": [], "parents": parents, "meta": {"background": "BACKGROUND_TRANSPARENT"}}
    for card in cards:
        cid = f"CHART-{card.id}"
        position[rid]["children"].append(cid)
        position[cid] = {
            "id": cid, "type": "CHART", "children": [], "parents": parents + [rid],
            "meta": {"chartId": number[card.id], "uuid": uid(*kind, "chart", card.id), "sliceName": card.title, "width": card.width, "height": card.height},
        }  # fmt: skip
        if kind:
            position[cid]["meta"]["sliceNameOverride"] = card.title


def _filter(name: str, title: str, kind: str, target, default: Optional[str], all_cards, number) -> dict:
    mask = {"extraFormData": {}, "filterState": {}, "ownState": {}}
    if default:
        mask = {"extraFormData": {"time_range": default}, "filterState": {"value": default}, "ownState": {}}
    control = {"enableEmptyFilter": False}
    if kind == "filter_select":
        control.update({"multiSelect": True, "defaultToFirstItem": False, "inverseSelection": False, "creatable": False})
        # a thousand values are fetched; of what is typed the server looks among all. Doors and types are few
        control["searchAllOptions"] = name == "customer"
    return {
        "id": f"NATIVE_FILTER-{name}", "type": "NATIVE_FILTER", "name": title, "description": "", "filterType": kind,
        "targets": [{"column": {"name": target[1]}, "datasetUuid": target[0]} if target else {}],
        "controlValues": control, "defaultDataMask": mask, "cascadeParentIds": [], "tabsInScope": [],
        "scope": {"rootPath": ["ROOT_ID"], "excluded": [number[card.id] for card in all_cards if name not in card.filters]},
    }  # fmt: skip
