"""./darkroom dashboards: lint, build, check and publish the analysts' dashboards. `build` and `publish` need Python alone."""
import argparse
import json
import os
import re
import signal
import sys
import tempfile
from pathlib import Path

import bundle
import cards as c
import views as v

HOME = Path(__file__).resolve().parents[2]
# what docker-compose.yml has where nothing else is configured
_DEVELOPMENT_ADMIN, _DEVELOPMENT_ANALYST = "admin-dev", "analyst-dev"
# below there are customers without a row in months, above the disk and the patience of a small machine are at an end
_ROWS = (100_000, 200_000_000)
BUNDLE = HOME / "target/superset.zip"


def main() -> int:
    line = argparse.ArgumentParser(prog="./darkroom dashboards", description=__doc__.split("\n")[0])
    commands = line.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="write the Superset bundle to target/superset.zip")
    build.add_argument("--uri", default="clickhousedb://analyst:XXXXXXXXXX@clickhouse:8123/darkroom", help="of ClickHouse as Superset sees it")
    publish = commands.add_parser("publish", help="make or change the dashboards of a server; may be done again")
    publish.add_argument("tool", choices=["superset", "metabase"])
    publish.add_argument("--url", required=True, help="of the server")
    publish.add_argument("--user", help="an administrator: of Superset by name (admin), of Metabase by e-mail; the password is DARKROOM_SUPERSET_PASSWORD or DARKROOM_METABASE_PASSWORD")
    publish.add_argument("--clickhouse", default="clickhouse:8123", help="host:port as the server sees it; the user is analyst, the password DARKROOM_ANALYST_PASSWORD")
    publish.add_argument("--customer", action="append", default=[], help="superset: also a role that sees this customer alone")
    publish.add_argument("--embed", action="append", default=[], metavar="ORIGIN", help="superset: also let pages of this origin show it, and print what their guest tokens name")
    check = commands.add_parser("check", help="try them in a real Superset", allow_abbrev=False)
    # the launcher looks at the arguments and the cards without one, before it fetches and starts anything
    check.add_argument("--clickhouse", help=argparse.SUPPRESS)
    check.add_argument("--browser", metavar="DIR", help="also in Chromium, with screenshots into this folder")
    check.add_argument("--rows", metavar="N", help="with --browser: over so many made-up rows, and tell how long the first page takes")
    commands.add_parser("lint", help="tell what is wrong with the cards")
    arguments = line.parse_args()
    try:
        views = v.read()
        all_cards = c.read(views)
        return _run(arguments, all_cards, views)
    except c.Wrong as e:
        print(f"darkroom: {e}", file=sys.stderr)
        return 1


def _run(arguments, all_cards, views) -> int:
    if arguments.command == "lint":
        print(f"{len(all_cards)} cards, nothing wrong")
        return 0
    if arguments.command == "build":
        if not re.fullmatch(r"clickhousedb(\+\w+)?://[^:@/]+:XXXXXXXXXX@[^@]+", arguments.uri):
            raise c.Wrong("--uri is to be clickhousedb://USER:XXXXXXXXXX@HOST:PORT/DATABASE, with XXXXXXXXXX where the password goes: it is given to Superset with the import")
        BUNDLE.parent.mkdir(exist_ok=True)
        BUNDLE.write_bytes(bundle.zipped(bundle.build(all_cards, views, arguments.uri)))
        print(f"{BUNDLE.relative_to(HOME)}: {len(all_cards)} charts")
        return 0
    if arguments.command == "publish":
        return _publish(arguments, all_cards, views)
    return _check(arguments, all_cards, views)


def _publish(arguments, all_cards, views) -> int:
    import metabase
    import superset_api

    try:
        http = superset_api.Http(arguments.url)
        host, port = _clickhouse(arguments.clickhouse)
        if arguments.tool == "metabase":
            for flag, given in (("--customer", arguments.customer), ("--embed", arguments.embed)):
                if given:
                    raise superset_api.Refused(f"{flag} is Superset's alone: Metabase (OSS) knows no rows of one customer. Publish to superset, or leave it out")
            if "@" not in (arguments.user or ""):
                raise superset_api.Refused(f"--user '{arguments.user or ''}' is no e-mail address, by which Metabase knows its administrators: --user you@example.org")
            secret = _secret("DARKROOM_METABASE_PASSWORD", f"of {arguments.user} in Metabase", None)
            password = _secret("DARKROOM_ANALYST_PASSWORD", "of ClickHouse's user analyst", _DEVELOPMENT_ANALYST if http.local else None)
            server = metabase.Metabase(http, arguments.user, secret)
            print(server.publish(all_cards, {"host": host, "port": port, "user": "analyst", "password": password}))
            return 0
        for customer in arguments.customer:
            superset_api.check_customer(customer)
        for origin in arguments.embed:
            superset_api.check_origin(origin)
        user = arguments.user or "admin"
        secret = _secret("DARKROOM_SUPERSET_PASSWORD", f"of {user} in Superset", _DEVELOPMENT_ADMIN if http.local else None)
        password = _secret("DARKROOM_ANALYST_PASSWORD", "of ClickHouse's user analyst", _DEVELOPMENT_ANALYST if http.local else None)
        server = superset_api.Superset(http, user, secret)
        uri = f"clickhousedb://analyst:XXXXXXXXXX@{host}:{port}/darkroom"
        server.import_bundle(bundle.zipped(bundle.build(all_cards, views, uri)), password)
        server.grant()
        roles = [superset_api.ANALYST] + [server.customer(one) for one in arguments.customer]
        print(f"{len(all_cards)} charts at {arguments.url}/superset/dashboard/{bundle.SLUG}/, roles: {', '.join(roles)}")
        if arguments.embed:
            print(json.dumps(server.embed(arguments.embed)))
        return 0
    except superset_api.Refused as e:
        print(f"darkroom: {e}", file=sys.stderr)
        return 1


def _clickhouse(address: str):
    """Host and port of --clickhouse."""
    import superset_api

    found = re.fullmatch(r"([A-Za-z0-9._-]+|\[[0-9a-fA-F:.]+\])(?::([0-9]{1,5}))?", address)
    port = int(found[2] or 8123) if found else 0
    if not 1 <= port <= 65535:
        raise superset_api.Refused(f"--clickhouse '{address}' is no address; write HOST:PORT, as the server sees ClickHouse")
    return found[1], port


def _secret(name: str, whose: str, development) -> str:
    """A password of the environment; that of docker-compose.yml where the server is on this machine."""
    import superset_api

    secret = os.environ.get(name) or development
    if not secret:
        raise superset_api.Refused(f"{name} is not set: the password {whose}. Passwords are read from the environment alone")
    return secret


def _check(arguments, all_cards, views) -> int:
    _check_rows(arguments)
    if not arguments.clickhouse:
        return 0
    import check

    # children are ended and folders taken away also where somebody ends this
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    host = arguments.clickhouse.split("://")[-1]
    password = _secret("DARKROOM_ANALYST_PASSWORD", "of ClickHouse's user analyst", _DEVELOPMENT_ANALYST)
    clickhouse = check.ClickHouse(arguments.clickhouse, "analyst", password)
    uri = f"clickhousedb://analyst:XXXXXXXXXX@{host}/darkroom"
    fresh = HOME / ".darkroom/superset-venv/fresh.db"
    with tempfile.TemporaryDirectory(prefix="superset", dir=_target()) as home:
        wrong = check.run(all_cards, views, uri, clickhouse, password, Path(home), fresh, sample=not arguments.rows)
        if arguments.browser and not wrong:
            import browser

            data = bundle.zipped(bundle.build(all_cards, views, uri))
            look = browser.first_page if arguments.rows else browser.run
            wrong = look(all_cards, Path(home), Path(arguments.browser), data, password)
    for line in wrong:
        print(f"WRONG {line}")
    print(f"{len(all_cards)} cards in Superset, {len(wrong)} wrong")
    return 1 if wrong else 0


def _check_rows(arguments) -> None:
    """Refuses numbers of rows that are none, or of which there is nothing to look at."""
    rows, (least, most) = arguments.rows, _ROWS
    if rows is None:
        return
    if not re.fullmatch("[0-9]{1,12}", rows) or not least <= int(rows) <= most:
        raise c.Wrong(f"--rows '{rows}' is no number of rows to make up; write digits alone, {least} to {most}, for instance --rows 10000000")
    if not arguments.browser:
        raise c.Wrong(f"--rows {rows} is for the first page in a browser: add --browser DIR, or leave it out")


def _target() -> Path:
    target = HOME / "target"
    target.mkdir(exist_ok=True)
    return target


if __name__ == "__main__":
    sys.exit(main())
