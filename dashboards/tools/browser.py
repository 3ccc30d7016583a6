"""The dashboard in Chromium, as an administrator, an analyst and one customer see it: no error, no empty chart, screenshots."""
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import List

import bundle
import cards as c
import superset_api
from check import _PASSWORD

_WIDTH, _SECONDS = 1600, 120


def run(all_cards: List[c.Card], home: Path, shots: Path, data: bytes, password: str) -> List[str]:
    """What is wrong. Superset's own tables are those of `home`, as the check has left them; the bundle is published once more, as to
    any server."""
    from playwright.sync_api import sync_playwright

    shots.mkdir(parents=True, exist_ok=True)
    port = _free()
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-w", "1", "-k", "gthread", "--threads", "8", "--timeout", "120", "-b", f"127.0.0.1:{port}", "superset.app:create_app()"],
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
        wrong = []
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=os.environ.get("DARKROOM_CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox", "--disable-gpu"])
            for who, query in (("admin", ""), ("ana", "?native_filters=(NATIVE_FILTER-source:(__cache:(),extraFormData:(filters:!((col:source,op:IN,val:!(http)))),filterState:(value:!(http)),id:NATIVE_FILTER-source,ownState:()))"), ("acme", "")):
                wrong += _look(chromium, url, who, query, shots, all_cards)
            chromium.close()
        return wrong
    finally:
        server.terminate()
        server.wait(30)


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


def _look(chromium, url: str, who: str, query: str, shots: Path, all_cards) -> List[str]:
    page = chromium.new_page(viewport={"width": _WIDTH, "height": 1900})
    calls: List[int] = []
    wrong: List[str] = []
    page.on("response", lambda r: calls.append(r.status) if "/api/v1/chart/data" in r.url else None)
    page.on("pageerror", lambda e: wrong.append(f"{who}: error in the page: {str(e)[:200]}"))
    page.goto(url + "/login/")
    page.fill("#username, input[name=username]", who)
    page.fill("#password, input[name=password]", _PASSWORD)
    page.click("button[type=submit], input[type=submit]")
    page.wait_for_url(lambda u: "/login" not in u, timeout=_SECONDS * 1000)
    page.goto(f"{url}/superset/dashboard/{bundle.SLUG}/{query}")
    page.wait_for_selector(".chart-slice", timeout=_SECONDS * 1000)
    tabs = page.locator(".dashboard-component-tabs [role=tab]")
    for i, (name, title) in enumerate(c.PAGES.items()):
        tabs.nth(i).click()
        _idle(page)
        here = [card for card in all_cards if card.page == name]
        found = page.locator(".chart-slice:visible")
        if found.count() != len(here):
            wrong.append(f"{who}, {title}: {found.count()} charts are seen, and there are {len(here)}")
        for text in found.all_inner_texts():
            trouble = [word for word in ("Unexpected error", "Data error", "No results", "Error") if word in text]
            # what cannot be told apart by customer is empty for a customer
            if trouble and not (trouble == ["No results"] and who == "acme"):
                wrong.append(f"{who}, {title}: {text[:160]!r}")
        page.screenshot(path=str(shots / f"{who}-{name}.jpg"), full_page=True, type="jpeg", quality=75)
    wrong += [f"{who}: a chart was answered {status}" for status in calls if status != 200]
    if not calls:
        wrong.append(f"{who}: no chart asked for anything")
    page.close()
    return wrong


def _idle(page) -> None:
    busy = "() => [...document.querySelectorAll('.loading, [data-test=loading-indicator], .ant-spin-spinning')].every(e => e.offsetParent === null)"
    page.wait_for_timeout(1500)
    page.wait_for_function(busy, timeout=_SECONDS * 1000)
    page.wait_for_timeout(2000)
