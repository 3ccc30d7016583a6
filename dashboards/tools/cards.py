"""Cards: the .sql files of dashboards/queries/, taken apart. What is wrong with them is told all at once."""
import difflib
import re
from pathlib import Path
from typing import Dict, List, NamedTuple, Optional, Tuple

from views import View

QUERIES = Path(__file__).resolve().parents[1] / "queries"
PAGES = {"business": "Business", "upsell": "Upsell and churn", "quality": "Quality and cost"}
FILTERS = {"period": "day", "customer": "customer", "source": "source", "type": "input_format"}
"""What a filter of that name is asked of."""
PLACE = "/* filters */"
WORDS = ["Answers", "Read", "Page", "Chart", "Filters", "Shows", "Alarm", "Audience"]
_MAY_BE_LEFT_OUT = ("Alarm", "Audience")

# of each chart: how many columns it groups by, and how many numbers it shows
_CHARTS = {
    "number": ((0, 0), (1, 1)),
    "trend": ((1, 1), (1, 1)),
    "bars": ((1, 1), (1, 9)),
    "stacked bars": ((1, 2), (1, 9)),
    "horizontal bars": ((1, 1), (1, 1)),
    "lines": ((1, 2), (1, 9)),
    "pie": ((1, 1), (1, 1)),
    "heatmap": ((2, 2), (1, 1)),
    "table": ((0, 99), (0, 99)),
}
_SQL = re.compile(
    r"SELECT\n(?P<items>.+?)\nFROM darkroom\.(?P<view>\w+)\nWHERE (?P<where>.+?) /\* filters \*/\n"
    r"(?:GROUP BY (?P<group>[^\n]+)\n)?(?:ORDER BY (?P<order>[^\n]+)\n)?(?:LIMIT (?P<limit>\d+)\n)?",
    re.S,
)
_MOST = re.compile(
    r"(?P<column>\w+) IN \(SELECT (?P=column) FROM darkroom\.(?P<view>\w+) WHERE (?P<where>.+) /\* filters \*/ "
    r"GROUP BY (?P=column) ORDER BY (?P<order>.+) DESC, (?P=column) LIMIT (?P<limit>\d+)\)"
)
"""The whole WHERE of a card that shows those alone with most of something, by what the filters leave."""
_SHOWS = re.compile(r"(\w+) = (.+?)(?: \[([^\]]+)\])?$")
_PAGE = re.compile(r"(\w+), row (\d+), columns (\d+)-(\d+), (\d+) high$")
COLUMNS = 12
HEIGHTS = (10, 200)
"""Of Superset's units: below there is no room under a title, above no card is seen whole."""
_ALARM = re.compile(r"(\w+) (>=|>|<=|<) (-?[0-9.]+)$")
FORMAT = re.compile(r"(?P<sign>\+)?(?P<currency>\$)?(?P<comma>,)?(?:\.(?P<decimals>\d))?(?P<kind>[df%])|MEMORY_DECIMAL|DURATION")
"""How numbers may be written: of d3 what both tools can show, bytes, and milliseconds."""
_TEXT = re.compile(r"'(?:[^'\\]|\\.|'')*'")
# what may stand in an expression beside columns and functions
_KEYWORDS = set("and or not in is null between like ilike over partition by order rows range unbounded preceding following current row asc desc as distinct case when then else end true false interval day week month year".split())
# Rows of one customer in these tell something of all others: a share of everything, the bytes of a pixel everywhere.
_TELLS_OF_OTHERS = {"bi_trends", "bi_format_gains"}
# what work and storage cost us
_OURS_ALONE = {"bi_costs", "bi_prices"}


class Wrong(Exception):
    """What is wrong with the cards, a line each: the file, the value and the fix."""


class Shown(NamedTuple):
    """How a column is named and its numbers are written (d3's format, or none)."""

    label: str
    format: Optional[str]


class Most(NamedTuple):
    """Of a column the values with most of something: their number, and the sum that they are ordered by."""

    column: str
    order: str
    limit: int


class Card(NamedTuple):
    """A card. `columns` are read as they are, `metrics` are expressions by name; `items` names both in their order; `theirs` is the
    title and the text that customers have of it."""

    id: str
    title: str
    answers: str
    read: str
    page: str
    row: int
    column: int
    width: int
    height: int
    chart: str
    filters: List[str]
    shows: Dict[str, Shown]
    alarm: Optional[Tuple[str, str, float]]
    items: List[str]
    columns: List[str]
    metrics: Dict[str, str]
    view: str
    where: Optional[str]
    most: Optional[Most]
    grouped: bool
    order: List[Tuple[str, bool]]
    limit: Optional[int]
    for_customers: bool
    theirs: Optional[Tuple[str, str]]
    sql: str

    def reads(self, view: View) -> List[str]:
        """The columns of its view that it names, filters included, and the one that tells customers apart; in the view's order."""
        words = set(self.columns) | {FILTERS[name] for name in self.filters} | {"customer_id", "customer"}
        for expression in [*self.metrics.values(), self.where or "", self.most.order if self.most else ""]:
            words |= _words(expression)
        return [name for name in view.columns if name in words]

    def as_customers_see_it(self) -> "Card":
        """Under the title and with the text that the card has for customers, where it has them; staff's ask after others."""
        return self._replace(title=self.theirs[0], answers="", read=self.theirs[1]) if self.theirs else self

    def sql_where(self, condition: str) -> str:
        """The query with a condition more, where the tools put theirs."""
        return self.sql.replace(PLACE, "AND " + condition)


def nearest(word: str, known) -> str:
    """A hint for a word that is not known."""
    close = difflib.get_close_matches(word.lower(), list(known), 1, 0.5) or difflib.get_close_matches(word, list(known), 1, 0.5)
    return f"did you mean '{close[0]}'? There are " if close else "there are "


def read(views: Dict[str, View], folder: Path = QUERIES) -> List[Card]:
    """All cards in the order of their places.

    Raises Wrong: with everything that is wrong with any of them.
    """
    wrong: List[str] = []
    cards = []
    for file in sorted(folder.iterdir()):
        if file.suffix != ".sql":
            if not file.name.startswith(".") and not file.name.endswith("~"):
                wrong.append(f"{file.name} is no card: name it {file.stem}.sql, or take it away")
            continue
        try:
            cards.append(_card(file, views))
        except Wrong as e:
            wrong += [f"{file.name}: {line}" for line in str(e).split("\n")]
    _together(cards, wrong)
    if wrong:
        raise Wrong("\n".join(wrong))
    return sorted(cards, key=lambda c: (list(PAGES).index(c.page), c.row, c.column))


def _front(text: str, wrong: List[str]) -> Dict[str, str]:
    front: Dict[str, str] = {}
    word = None
    for line in text.split("\n")[1:]:
        if not line.startswith("--"):
            break
        named = re.match(r"-- (\w+): ?(.*)$", line)
        if named:
            word = named.group(1)
            if word not in WORDS:
                wrong.append(f"there is no line '{word}:' of a front comment; {nearest(word, WORDS)}{', '.join(WORDS)}")
            elif word in front:
                wrong.append(f"the front comment has two lines '{word}:'; keep one")
            front[word] = named.group(2)
        elif word:
            front[word] += "\n" + line[2:].strip()
    for word in WORDS:
        if word not in _MAY_BE_LEFT_OUT and not front.get(word):
            wrong.append(f"the front comment has no line '-- {word}: ...'")
    return front


def _card(file: Path, views: Dict[str, View]) -> Card:
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as e:
        raise Wrong(f"it is not UTF-8 (byte {e.start + 1}); save it as UTF-8") from e
    wrong: List[str] = []
    if not re.fullmatch(r"[a-z0-9-]+", file.stem):
        wrong.append("its name is the card's id: use a-z, 0-9 and -")
    title = re.match(r"-- (.+)\n", text)
    if not title:
        wrong.append("the first line is the title: -- Images per day")
    front = _front(text, wrong)
    # an editor may leave lines at the end, or the last one open
    query = re.sub(r"(?m)^--.*\n", "", text).rstrip() + "\n"
    found = _SQL.fullmatch(query)
    if not found:
        wrong.append(
            "the query is not of the form SELECT (an item a line) FROM darkroom.VIEW WHERE ... /* filters */ and, "
            f"a line each, GROUP BY, ORDER BY, LIMIT; {_odd(query) or 'put more logic into a view'}"
        )
    if wrong:
        raise Wrong("\n".join(wrong))
    view = views.get(found["view"])
    if view is None:
        raise Wrong(f"there is no view '{found['view']}'; {nearest(found['view'], views)}{', '.join(views)}")
    items, columns, metrics = _items(found["items"], view, wrong)
    where, most = _most(found["where"], view, columns, metrics, wrong)
    for expression in [*metrics.values(), *([where] if where else []), *([most.order] if most else [])]:
        for word in sorted(_words(expression) - set(view.columns)):
            wrong.append(f"'{expression}': {view.name} has no column '{word}'; {nearest(word, view.columns)}{', '.join(view.columns)}")
    if where and _either(where):
        wrong.append(f"WHERE '{where}': put it in brackets, (... OR ...): filters would hold for what stands behind the last OR alone")
    wrong += [f"'{expression} AS {name}' sums nothing up; write a function of columns, as in sum(...) or count()" for name, expression in metrics.items() if "(" not in expression]
    group = found["group"].split(", ") if found["group"] else []
    if (metrics and columns != group) or (group and not metrics):
        wrong.append(f"GROUP BY must name the plain columns in their order: {', '.join(columns) or 'there are none'}")
    page = _PAGE.match(front["Page"])
    if not page or page[1] not in PAGES:
        wrong.append(f"Page: '{front['Page']}' is no place; write PAGE, row N, columns A-B, H high with a page of {', '.join(PAGES)}")
    elif not 1 <= int(page[3]) <= int(page[4]) <= COLUMNS:
        wrong.append(f"Page: a row has the columns 1 to {COLUMNS}, and not {page[3]}-{page[4]}")
    elif not HEIGHTS[0] <= int(page[5]) <= HEIGHTS[1]:
        wrong.append(f"Page: a card is {HEIGHTS[0]} to {HEIGHTS[1]} high, and not {page[5]}")
    filters = [] if front["Filters"] == "none" else front["Filters"].split(", ")
    for name in filters:
        if name not in FILTERS:
            wrong.append(f"Filters: there is no filter '{name}'; {nearest(name, FILTERS)}{', '.join(FILTERS)}, or none")
        elif FILTERS[name] not in view.columns:
            wrong.append(f"Filters: '{name}' asks for the column {FILTERS[name]}, which {view.name} does not have")
    _chart(front["Chart"], columns, metrics, wrong)
    shows = _shows(front["Shows"], items, metrics, wrong)
    order = [(o.split(" ")[0], o.endswith(" DESC")) for o in (found["order"] or "").split(", ") if o]
    wrong += [f"ORDER BY '{name}' is none of the items; {nearest(name, items)}{', '.join(items)}" for name, _ in order if name not in items]
    if front["Chart"] == "table" and metrics and not order:
        wrong.append("a table of sums needs a line ORDER BY, for it is cut at its LIMIT")
    alarm = _ALARM.match(front.get("Alarm", ""))
    if "Alarm" in front and front["Chart"] != "table":
        wrong.append(f"Alarm: it marks cells of a table, and this is '{front['Chart']}'; leave the line out")
    if "Alarm" in front and not alarm:
        wrong.append(f"Alarm: '{front['Alarm']}' is none; write ITEM, one of >= > <= < and a number")
    elif alarm and alarm[1] not in items:
        wrong.append(f"Alarm: the query gives no '{alarm[1]}'; {nearest(alarm[1], items)}{', '.join(items)}")
    theirs = _audience(front.get("Audience"), view, wrong)
    if wrong:
        raise Wrong("\n".join(wrong))
    return Card(
        file.stem, title[1], front["Answers"], front["Read"].replace("\n", " "), page[1], int(page[2]), int(page[3]), int(page[4]) - int(page[3]) + 1, int(page[5]),
        front["Chart"], filters, shows, (alarm[1], alarm[2], float(alarm[3])) if alarm else None, items, columns, metrics,
        view.name, where, most, bool(metrics), order,
        int(found["limit"]) if found["limit"] else None, "Audience" in front, theirs, text,
    )


def _odd(query: str) -> str:
    """What of a query is not of its form, where that can be told."""
    clauses = ["SELECT", "FROM", "WHERE", "GROUP BY", "ORDER BY", "LIMIT"]
    for line in query.split("\n"):
        if line and not line[0].isspace() and not line.startswith(tuple(clauses)):
            heads = [" ".join(line.split()[:2]).upper(), line.split()[0].upper()]
            close = [match for head in heads for match in difflib.get_close_matches(head, clauses, 1, 0.7)]
            if close:
                return f"of '{line}', did you mean {close[0]}?"
    missing = [clause for clause in clauses[:3] if not re.search(f"(?m)^{clause}\\b", query)]
    if missing:
        return f"there is no line that begins with {missing[0]}"
    return "" if PLACE in query else f"behind WHERE ... is to stand {PLACE}, where there is no condition WHERE true {PLACE}"


def _items(text: str, view: View, wrong: List[str]):
    items, columns, metrics = [], [], {}
    lines = text.split("\n")
    for i, line in enumerate(lines):
        item = line.strip().rstrip(",")
        if line.endswith(",") != (i < len(lines) - 1):
            wrong.append(f"'{item}': behind every item but the last is a comma, and behind that none")
        if not _closed(item):
            wrong.append(f"'{item}': a bracket or a quote is not closed, or not opened")
        name = re.fullmatch(r"\w+", item)
        metric = re.fullmatch(r"(.+) AS (\w+)", item)
        if name:
            if item not in view.columns:
                wrong.append(f"{view.name} has no column '{item}'; {nearest(item, view.columns)}{', '.join(view.columns)}")
            columns.append(item)
            items.append(item)
        elif metric:
            if metric[2] in view.columns:
                wrong.append(f"'{metric[2]}' is a column of {view.name} already: ClickHouse would take one for the other; choose another name")
            metrics[metric[2]] = metric[1]
            items.append(metric[2])
        else:
            wrong.append(f"'{item}' is neither a column nor EXPRESSION AS name")
    return items, columns, metrics


def _most(where: str, view: View, columns: List[str], metrics: Dict[str, str], wrong: List[str]) -> Tuple[Optional[str], Optional[Most]]:
    """What is asked of rows, and of whom most are taken."""
    found = _MOST.fullmatch(where)
    if found:
        if found["view"] != view.name or found["column"] not in columns or not metrics:
            wrong.append(f"WHERE takes those with most {found['column']} of {found['view']}; the query is to read {view.name} there, too, and to group by that column")
        where = found["where"]
    elif PLACE in where or re.search(r"\bselect\b", _TEXT.sub("''", where), re.I):
        wrong.append(f"WHERE '{where}': the one query that may stand there is COLUMN IN (SELECT COLUMN FROM darkroom.{view.name} WHERE ... {PLACE} GROUP BY COLUMN ORDER BY EXPRESSION DESC, COLUMN LIMIT N)")
    return None if where == "true" else where, Most(found["column"], found["order"], int(found["limit"])) if found else None


def _audience(text: Optional[str], view: View, wrong: List[str]) -> Optional[Tuple[str, str]]:
    """What customers have in place of the title and of the text, where that is another."""
    if text is None:
        return None
    audience, *theirs = text.split("\n")
    if len(theirs) == 1:
        wrong.append(f"Audience: behind the title for customers, '{theirs[0]}', is to be a line that says how they read the card")
    if audience != "customer":
        wrong.append(f"Audience: '{audience}' is none; write customer, or leave the line out: the card is for staff then")
    elif "customer_id" not in view.columns:
        wrong.append(f"Audience: {view.name} has no column customer_id, by which a customer's own rows are told apart; the card is for staff")
    elif view.name in _TELLS_OF_OTHERS:
        wrong.append(f"Audience: {view.name} tells of all customers in the rows of each; the card is for staff")
    elif view.name in _OURS_ALONE:
        wrong.append(f"Audience: {view.name} tells what things cost us; the card is for staff")
    return (theirs[0], " ".join(theirs[1:])) if theirs else None


def _words(expression: str) -> set:
    """What an expression takes for columns: its words but functions, keywords and texts."""
    bare = _TEXT.sub("''", expression)
    words = re.findall(r"\b[A-Za-z_]\w*\b(?!\s*\()", bare)
    lambdas = set(re.findall(r"\b(\w+)\s*->", bare))
    return {word for word in words if word.lower() not in _KEYWORDS} - lambdas


def _either(where: str) -> bool:
    """Whether a condition has an OR outside of brackets."""
    bare = _TEXT.sub("''", where)
    while True:
        less = re.sub(r"\([^()]*\)", "", bare)
        if less == bare:
            return re.search(r"\bor\b", bare, re.I) is not None
        bare = less


def _closed(item: str) -> bool:
    """Whether brackets and quotes of an item match; ClickHouse says the rest."""
    open_ones = []
    for mark in _TEXT.sub("", item):
        if mark in "([":
            open_ones.append(mark)
        elif mark in ")]" and (not open_ones or open_ones.pop() + mark not in ("()", "[]")):
            return False
        elif mark == "'":
            return False
    return not open_ones


def _chart(chart: str, columns, metrics, wrong: List[str]) -> None:
    if chart not in _CHARTS:
        wrong.append(f"Chart: there is no chart '{chart}'; {nearest(chart, _CHARTS)}{', '.join(_CHARTS)}")
        return
    for what, count, (least, most) in zip(("columns", "numbers"), (len(columns), len(metrics)), _CHARTS[chart]):
        if not least <= count <= most:
            wrong.append(f"Chart: '{chart}' takes {least} to {most} {what}, and here are {count}")


def _shows(text: str, items, metrics, wrong: List[str]) -> Dict[str, Shown]:
    shows = {}
    for line in text.split("\n"):
        shown = _SHOWS.match(line)
        if not shown:
            wrong.append(f"Shows: '{line}' is none; write ITEM = Label [format], with one of {', '.join(items)}")
        elif shown[1] not in items:
            wrong.append(f"Shows: the query gives no '{shown[1]}'; {nearest(shown[1], items)}{', '.join(items)}")
        elif shown[1] in shows:
            wrong.append(f"Shows: '{shown[1]}' has two labels; keep one")
        elif shown[3] and not FORMAT.fullmatch(shown[3]):
            wrong.append(f"Shows: '{shown[3]}' is no format of a number; write one like ,d or ,.1f or .1% or +.1% or $,.2f, MEMORY_DECIMAL (bytes) or DURATION (milliseconds)")
        else:
            shows[shown[1]] = Shown(shown[2], shown[3])
    wrong += [f"Shows: '{name}' has no label" for name in metrics if name not in shows]
    return shows


def _together(cards: List[Card], wrong: List[str]) -> None:
    """What only all cards together can tell: one title, one meaning of a name, one card at a place."""
    titles: Dict[str, str] = {}
    meanings: Dict[Tuple[str, str], Tuple[str, object]] = {}
    places: Dict[Tuple[str, int, int], str] = {}
    for card in cards:
        if card.title in titles:
            wrong.append(f"{card.id}.sql: the title '{card.title}' is that of {titles[card.title]}.sql; charts are told apart by it")
        titles[card.title] = card.id
    for card in cards:
        title = card.as_customers_see_it().title
        if card.theirs and titles.setdefault(title, card.id) != card.id:
            wrong.append(f"{card.id}.sql: the title for customers '{title}' is that of {titles[title]}.sql; charts are told apart by it")
    for card in cards:
        for name, shown in card.shows.items():
            meaning = (card.metrics.get(name), shown)
            other, before = meanings.setdefault((card.view, name), (card.id, meaning))
            if before != meaning:
                wrong.append(f"{card.id}.sql: '{name}' of {card.view} is something else in {other}.sql: {before} and {meaning}")
        for column in range(card.column, card.column + card.width):
            other = places.setdefault((card.page, card.row, column), card.id)
            if other != card.id:
                wrong.append(f"{card.id}.sql: column {column} of row {card.row} on page {card.page} is taken by {other}.sql")
                break
