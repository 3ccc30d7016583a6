"""The dashboards in Chromium, as an administrator, an analyst and one customer see them, without and with filters: every card drawn, no
error, no line that the filters leave out, a click that reaches the next page; screenshots."""
import contextlib
import datetime as dt
import io
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Dict, List

import bundle
import cards as c
import superset_api
from check import _PASSWORD, _WHO, ANALYST

# higher than any page: what is out of sight is not drawn, and a window that changes its size draws everything anew
_WIDTH, _HEIGHT, _SECONDS = 1600, 5000, 120
_DRAWN_SECONDS = 20
# Of staff's filters all at once, and of a customer's those that there are; so that each card that they reach still has rows: one customer
# who falls, and one who sends pictures again and many that are rejected.
_CHOSEN = {"customer": ["Ember Auctions (ember)", "Fjord Outdoor (fjord)"], "source": ["http", "sqs"], "type": ["jpeg", "png"]}
_CHOSEN_BY_A_CUSTOMER = {"source": ["http", "kafka"], "type": ["jpeg", "png"]}
_DAYS = 60
# What the guides show of a page: down to which card, by the names of the pictures.
_CUTS = {"admin-business-filtered": ("Images", "guide-filter"), "admin-drill": ("Who would gain from WebP or AVIF", "guide-drill"), f"{_WHO}-own": ("Images by type and door", "guide-customers")}
# What each chart that is seen shows: its title, its text, the lines of its tables, and how many points of its canvases differ from
# the colour that most of them have.
_SEEN = """() => [...document.querySelectorAll('.dashboard-component-chart-holder')].filter(e => e.checkVisibility({ visibilityProperty: true })).map(e => {
  const title = e.querySelector('[data-test="slice-header"] .header-title, .header-title')
  const ink = canvas => {
    if (!canvas.width || !canvas.height) return 0
    const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
    const counts = new Map()
    for (let i = 0; i < data.length; i += 4) {
      const colour = data[i + 3] === 0 ? -1 : (data[i] << 16) | (data[i + 1] << 8) | data[i + 2]
      counts.set(colour, (counts.get(colour) || 0) + 1)
    }
    return data.length / 4 - Math.max(...counts.values())
  }
  const box = e.getBoundingClientRect()
  const body = e.querySelector('[data-test="slice-container"], .slice_container')
  return {
    title: (title ? title.innerText : '').trim(),
    text: body ? body.innerText : '',
    lines: [...e.querySelectorAll('tbody tr')].map(r => r.innerText.trim()).filter(t => t),
    box: [box.left, box.top, box.right, box.bottom],
    ink: [...e.querySelectorAll('canvas')].reduce((sum, canvas) => sum + ink(canvas), 0),
  }
})"""
# a line of one character is more than that
_LEAST_INK = 150
# By the browser's own clock, in seconds since it asked for the page: what it tells others of an answer comes when it has time.
_ANSWERED = "() => Math.max(...performance.getEntriesByType('resource').filter(e => e.name.includes('/api/v1/chart/data')).map(e => e.responseEnd)) / 1000"
_TROUBLE = ("Unexpected error", "Data error", "No results", "Error", "No data")


def run(all_cards: List[c.Card], home: Path, shots: Path, data: bytes, password: str) -> List[str]:
    """What is wrong with the pages over the sample. Superset's own tables are those of `home`, as the check has left them; the bundle
    is published once more, as to any server."""
    pages = {title: [card for card in all_cards if card.page == page] for page, title in c.PAGES.items()}
    own = {"": bundle.customers_cards(all_cards)}
    with _served(home, data, password) as url, _chromium(shots) as chromium:
        wrong = _would_notice(chromium, all_cards)
        for who, slug, chosen, tabs in (
            ("admin", bundle.SLUG, _CHOSEN, pages),
            (ANALYST, bundle.SLUG, _CHOSEN, pages),
            (_WHO, bundle.CUSTOMERS_SLUG, _CHOSEN_BY_A_CUSTOMER, own),
        ):
            wrong += _look(chromium, url, who, f"/superset/dashboard/{slug}/", {**chosen, "period": _period()}, tabs, shots)
    return wrong


def first_page(all_cards: List[c.Card], home: Path, shots: Path, data: bytes, password: str) -> List[str]:
    """What is wrong with the first page as it is opened; says how long that takes an administrator and an analyst: the first who asks
    a server that was started for that, and the second one, in another browser. No answer is kept anywhere."""
    page, title = next(iter(c.PAGES.items()))
    tabs = {title: [card for card in all_cards if card.page == page]}
    wrong = []
    for who in ("admin", ANALYST):
        with _served(home, data, password) as url:
            for _ in ("first", "second"):
                with _chromium(shots) as chromium, _logged_in(chromium, url, who, wrong) as (context, calls):
                    wrong += _tabs(context.new_page(), f"{url}/superset/dashboard/{bundle.SLUG}/", who, {}, tabs, shots, calls)
    return wrong


@contextlib.contextmanager
def _served(home: Path, data: bytes, password: str):
    """The address of a Superset that was just started, and has the bundle."""
    port = _free()
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-w", "2", "-k", "gthread", "--threads", "8", "--timeout", "120", "-b", f"127.0.0.1:{port}", "superset.app:create_app()"],
        env={**os.environ, "SUPERSET_HOME": str(home), "DARKROOM_SUPERSET_SERVER": "1"},
        stdout=subprocess.DEVNULL,
        stderr=(home / "server.log").open("wb"),
    )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        _await(url, server, home)
        publisher = superset_api.Superset(superset_api.Http(url), "admin", _PASSWORD)
        publisher.import_bundle(data, password)
        publisher.grant()
        yield url
    finally:
        end(server)


@contextlib.contextmanager
def _chromium(shots: Path):
    from playwright.sync_api import sync_playwright

    shots.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=os.environ.get("DARKROOM_CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


def end(server) -> None:
    """Ends a process that was started, gently at first."""
    server.terminate()
    try:
        server.wait(30)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def missing(card: c.Card, seen: dict) -> str:
    """What a card does not show that it is to show: digits, lines or a drawing. Empty where it is all there."""
    trouble = [word for word in _TROUBLE if word in seen["text"]]
    if trouble:
        return f"it says {seen['text'][:160]!r}"
    if card.chart in ("number", "trend"):
        if not any(letter.isdigit() for letter in seen["text"]):
            return f"a number was to be seen, and there is {seen['text'][:80]!r}"
        return "" if card.chart == "number" or seen["ink"] >= _LEAST_INK else "its line is not drawn"
    if card.chart == "table":
        return "" if seen["lines"] else "its table has no line"
    return "" if seen["ink"] >= _LEAST_INK else f"nothing is drawn ({seen['ink']} points)"


def held(cards: List[c.Card], seen: List[dict]) -> List[str]:
    """What is wrong with a page that is to show these cards, by what is seen of it."""
    by_title: Dict[str, dict] = {one["title"]: one for one in seen}
    wrong = [f"'{card.title}' is not on the page" for card in cards if card.title not in by_title]
    wrong += [f"there is a chart '{title}', and no such card" for title in sorted(by_title.keys() - {card.title for card in cards})]
    for card in cards:
        what = missing(card, by_title[card.title]) if card.title in by_title else ""
        if what:
            wrong.append(f"'{card.title}': {what}")
    return wrong


def strays(cards: List[c.Card], seen: List[dict], chosen: Dict[str, List[str]]) -> List[str]:
    """The lines of tables that are not of what was chosen; of a period its first day and the one behind its last are given."""
    by_title = {one["title"]: one for one in seen}
    wrong = []
    for card in cards:
        for name in card.filters if card.chart == "table" else []:
            if name not in chosen or c.FILTERS[name] not in card.columns:
                continue
            for line in by_title.get(card.title, {"lines": []})["lines"]:
                days = re.findall(r"\d{4}-\d\d-\d\d", line)
                of_these = all(chosen[name][0] <= day < chosen[name][1] for day in days) if name == "period" else any(value in line for value in chosen[name])
                if not of_these:
                    wrong.append(f"'{card.title}' has a line that the filter {name} leaves out: {line[:120]!r}")
    return wrong


def query(chosen: Dict[str, List[str]]) -> str:
    """What of an address sets filters."""
    filters = {}
    for name, values in chosen.items():
        span = " : ".join(values)
        period = name == "period"
        filters[f"NATIVE_FILTER-{name}"] = {
            "__cache": {}, "extraFormData": {"time_range": span} if period else {"filters": [{"col": c.FILTERS[name], "op": "IN", "val": values}]},
            "filterState": {"value": span if period else values}, "id": f"NATIVE_FILTER-{name}", "ownState": {},
        }  # fmt: skip
    return "?native_filters=" + urllib.parse.quote(_rison(filters))


def _rison(value) -> str:
    """As Superset writes what stands in an address."""
    if isinstance(value, dict):
        return "(" + ",".join(f"{name}:{_rison(one)}" for name, one in value.items()) + ")"
    if isinstance(value, list):
        return "!(" + ",".join(_rison(one) for one in value) + ")"
    return "'" + value.replace("!", "!!").replace("'", "!'") + "'"


def _period() -> List[str]:
    """The last days that are over."""
    today = dt.datetime.now(dt.timezone.utc).date()
    return [str(today - dt.timedelta(days=_DAYS)), str(today)]


def _would_notice(chromium, all_cards) -> List[str]:
    """That a page which shows the frames of all cards, and nothing in them, is told of each of them."""
    page = chromium.new_page()
    inside = {"table": "<table><tbody></tbody></table>", "number": "", "trend": "<canvas width=200 height=50></canvas>"}
    page.set_content("".join(
        f'<div class="dashboard-component-chart-holder"><span class="header-title">{card.title}</span><div class="slice_container">'
        f"{inside.get(card.chart, '<canvas width=200 height=50></canvas>')}</div></div>"
        for card in all_cards
    ))  # fmt: skip
    told = held(all_cards, page.evaluate(_SEEN))
    page.close()
    return [] if len(told) == len(all_cards) else [f"a blank page is not noticed: of {len(all_cards)} cards are told {told}"]


def _free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _await(url: str, server, home: Path) -> None:
    deadline = time.time() + _SECONDS
    while time.time() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(url + "/health", timeout=5)
            return
        except OSError:
            time.sleep(0.5)
    raise c.Wrong("Superset's server did not start: " + (home / "server.log").read_text(errors="replace")[-2000:])


@contextlib.contextmanager
def _logged_in(chromium, url: str, who: str, wrong: List[str]):
    """A browser's context of somebody, and how each chart that it asks for is answered; errors in pages become `wrong`."""
    context = chromium.new_context(viewport={"width": _WIDTH, "height": _HEIGHT})
    context.set_default_timeout(_SECONDS * 1000)
    calls: List[int] = []
    context.on("response", lambda r: calls.append(r.status) if "/api/v1/chart/data" in r.url else None)
    context.on("weberror", lambda e: wrong.append(f"{who}: error in the page: {str(e.error)[:200]}"))
    page = context.new_page()
    page.goto(url + "/login/")
    page.fill("#username, input[name=username]", who)
    page.fill("#password, input[name=password]", _PASSWORD)
    page.click("button[type=submit], input[type=submit]")
    page.wait_for_url(lambda u: "/login" not in u, timeout=_SECONDS * 1000)
    page.close()
    yield context, calls
    wrong += [f"{who}: a chart was answered {status}" for status in calls if status != 200]
    context.close()


def _look(chromium, url: str, who: str, path: str, chosen: Dict[str, List[str]], tabs: Dict[str, List[c.Card]], shots: Path) -> List[str]:
    wrong: List[str] = []
    with _logged_in(chromium, url, who, wrong) as (context, calls):
        page = context.new_page()
        wrong += _tabs(page, url + path, who, {}, tabs, shots, calls)
        if who == "admin":
            wrong += _drill(page, shots)
        # whoever leaves a page for another one tries to keep its colours, which who only looks may not
        page.close()
        wrong += _tabs(context.new_page(), url + path + query(chosen), who, chosen, tabs, shots, calls)
    return wrong


def _tabs(page, address: str, who: str, chosen: Dict[str, List[str]], tabs: Dict[str, List[c.Card]], shots: Path, calls: List[int]) -> List[str]:
    """What is wrong with the pages of a dashboard, under the filters that its address sets."""
    how = ", filtered" if chosen else ""
    wrong = []
    before = len(calls)
    page.goto(address)
    page.wait_for_selector(".chart-slice", timeout=_SECONDS * 1000)
    for number, (title, cards) in enumerate(tabs.items()):
        _open(page, title)
        if number == 0 and len(calls) > before:
            print(f"  {who}{how}: {len(calls) - before} charts and filters of the first page answered {page.evaluate(_ANSWERED):.1f} s after it was asked for", flush=True)
        seen = _drawn(page, cards)
        picture = _picture(page, seen, shots / f"{who}-{cards[0].page if title else 'own'}{'-filtered' if chosen else ''}.jpg")
        wrong += [f"{who}, {title or 'the page'}{how}: {what}" for what in held(cards, seen) + blank(seen, picture) + strays(cards, seen, chosen)]
    if len(calls) == before:
        wrong.append(f"{who}{how}: no chart asked for anything")
    return wrong


def _drawn(page, cards: List[c.Card]) -> List[dict]:
    """What is seen as soon as nothing is wrong with it, or after a while: where machines are busy, a chart is drawn long after its answer."""
    deadline = time.time() + _DRAWN_SECONDS
    while True:
        seen = page.evaluate(_SEEN)
        if not held(cards, seen) or time.time() > deadline:
            return seen
        page.wait_for_timeout(500)


def _open(page, title: str) -> None:
    if title:
        page.locator(".dashboard-component-tabs [role=tab]", has_text=title).first.click()
    _idle(page)


def _picture(page, seen: List[dict], file: Path):
    """A screenshot down to the last card, also as a file, and what the guides show of it as another."""
    from PIL import Image

    bottom = max((one["box"][3] for one in seen), default=_HEIGHT) + 16
    data = page.screenshot(clip={"x": 0, "y": 0, "width": _WIDTH, "height": min(bottom, _HEIGHT)})
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    picture.save(file, quality=80, optimize=True)
    if file.stem in _CUTS:
        title, name = _CUTS[file.stem]
        cut(picture, seen, title).save(file.with_name(name + ".jpg"), quality=80, optimize=True)
    return picture


def cut(picture, seen: List[dict], title: str):
    """A picture of a page down to the bottom of a card; the whole one where that card is not there."""
    bottom = next((one["box"][3] for one in seen if one["title"] == title), picture.height - 16)
    return picture.crop((0, 0, picture.width, min(round(bottom) + 16, picture.height)))


def blank(seen: List[dict], picture) -> List[str]:
    """The cards of which a picture shows one colour alone, below their titles, whatever the page says of itself."""
    wrong = []
    for one in seen:
        left, top, right, bottom = (round(edge) for edge in one["box"])
        ink = picture.crop((left + 20, top + 60, right - 20, bottom - 20)).convert("L").getextrema()
        if ink[1] - ink[0] < 60:
            wrong.append(f"'{one['title']}' is blank in the screenshot")
    return wrong


def _drill(page, shots: Path) -> List[str]:
    """A click on a customer of the first page, and the second is of that customer."""
    pages = list(c.PAGES.values())
    _open(page, pages[0])
    cell = page.locator(".dashboard-component-chart-holder:visible", has_text="Top customers").locator("tbody td:visible").filter(has_text=f"({_WHO})").first
    cell.click()
    _idle(page)
    _open(page, pages[1])
    seen = page.evaluate(_SEEN)
    quotas = next((one for one in seen if one["title"].startswith("Quotas")), {"lines": []})
    _picture(page, seen, shots / "admin-drill.jpg")
    if len(quotas["lines"]) != 1 or f"({_WHO})" not in quotas["lines"][0]:
        return [f"a click on {_WHO} on the page {pages[0]} leaves {json.dumps(quotas['lines'])[:300]} of the quotas on the page {pages[1]}"]
    return []


def _idle(page) -> None:
    busy = "() => [...document.querySelectorAll('.loading, [data-test=loading-indicator], .ant-spin-spinning')].every(e => !e.checkVisibility({ visibilityProperty: true }))"
    page.wait_for_timeout(1500)
    page.wait_for_function(busy, timeout=_SECONDS * 1000)
    page.wait_for_timeout(2000)
