"""The views that cards may read, as the schema's files define them: columns with types and comments."""
import re
from pathlib import Path
from typing import Dict, NamedTuple

SCHEMA = Path(__file__).resolve().parents[2] / "src/main/resources/clickhouse"
_VIEW = re.compile(
    r"CREATE (?:OR REPLACE )?VIEW (?:IF NOT EXISTS )?darkroom\.(bi_\w+)\s*\n\((.*?)\n\)\s*\n(?:SQL SECURITY DEFINER\s*\n)?AS (.*?);\s*$",
    re.S | re.M,
)
_COLUMN = re.compile(r"^\s*(\w+)\s+(\S.*?)\s+COMMENT '((?:[^']|'')*)',?$", re.M)
_COMMENT = re.compile(r"COMMENT '((?:[^']|'')*)'\s*$")


class Column(NamedTuple):
    """A column: ClickHouse's type, and what it means."""

    type: str
    comment: str


class View(NamedTuple):
    """A view; the columns in their order."""

    name: str
    comment: str
    columns: Dict[str, Column]


def read(schema: Path = SCHEMA) -> Dict[str, View]:
    """All views by name; where several files define one, the last of them counts."""
    views = {}
    for file in sorted(schema.glob("*.sql")):
        for name, columns, query in _VIEW.findall(file.read_text(encoding="utf-8") + "\n"):
            comment = _COMMENT.search(query)
            views[name] = View(
                name,
                comment.group(1).replace("''", "'") if comment else "",
                {c: Column(t, m.replace("''", "'")) for c, t, m in _COLUMN.findall(columns)},
            )
    return views
