"""./darkroom dashboards: lint, build, check and publish the analysts' dashboards. `build` and `publish` need Python alone."""
import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

import bundle
import cards as c
import views as v

HOME = Path(__file__).resolve().parents[2]
BUNDLE = HOME / "target/superset.zip"


def main() -> int:
    line = argparse.ArgumentParser(prog="./darkroom dashboards", description=__doc__.split("\n")[0])
    commands = line.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="write the Superset bundle to target/superset.zip")
    build.add_argument("--uri", default="clickhousedb://analyst:XXXXXXXXXX@clickhouse:8123/darkroom", help="of ClickHouse as Superset sees it")
    publish = commands.add_parser("publish", help="make or change the dashboards of a server; may be done again")
    publish.add_argument("tool", choices=["superset", "metabase"])
    publish.add_argument("--url", required=True, help="of the server")
    publish.add_argument("--user", default="admin", help="an administrator; the password is DARKROOM_SUPERSET_PASSWORD or DARKROOM_METABASE_PASSWORD")
    publish.add_argument("--clickhouse", default="clickhouse:8123", help="host:port as the server sees it; the user is analyst, the password DARKROOM_ANALYST_PASSWORD")
    publish.add_argument("--customer", action="append", default=[], help="superset: also a role that sees this customer alone")
    publish.add_argument("--embed", action="append", default=[], metavar="ORIGIN", help="superset: also let pages of this origin show it, and print what their guest tokens name")
    check = commands.add_parser("check", help="try them in a real Superset")
    check.add_argument("--clickhouse", required=True, help="http://host:port with the sample in it")
    check.add_argument("--browser", metavar="DIR", help="also in Chromium, with screenshots into this folder")
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

    password = os.environ.get("DARKROOM_ANALYST_PASSWORD", "analyst-dev")
    try:
        if arguments.tool == "metabase":
            host, _, port = arguments.clickhouse.partition(":")
            secret = os.environ.get("DARKROOM_METABASE_PASSWORD", "")
            server = metabase.Metabase(superset_api.Http(arguments.url), arguments.user, secret)
            print(server.publish(all_cards, {"host": host, "port": int(port or 8123), "user": "analyst", "password": password}))
            return 0
        server = superset_api.Superset(superset_api.Http(arguments.url), arguments.user, os.environ.get("DARKROOM_SUPERSET_PASSWORD", "admin-dev"))
        uri = f"clickhousedb://analyst:XXXXXXXXXX@{arguments.clickhouse}/darkroom"
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


def _check(arguments, all_cards, views) -> int:
    import check

    host = arguments.clickhouse.split("://")[-1]
    password = os.environ.get("DARKROOM_ANALYST_PASSWORD", "analyst-dev")
    clickhouse = check.ClickHouse(arguments.clickhouse, "analyst", password)
    uri = f"clickhousedb://analyst:XXXXXXXXXX@{host}/darkroom"
    fresh = HOME / ".darkroom/superset-venv/fresh.db"
    with tempfile.TemporaryDirectory(prefix="superset", dir=_target()) as home:
        wrong = check.run(all_cards, views, uri, clickhouse, password, Path(home), fresh)
        if arguments.browser and not wrong:
            import browser

            data = bundle.zipped(bundle.build(all_cards, views, uri))
            wrong = browser.run(all_cards, Path(home), Path(arguments.browser), data, password)
    for line in wrong:
        print(f"WRONG {line}")
    print(f"{len(all_cards)} cards in Superset, {len(wrong)} wrong")
    return 1 if wrong else 0


def _target() -> Path:
    target = HOME / "target"
    target.mkdir(exist_ok=True)
    return target


if __name__ == "__main__":
    sys.exit(main())
