"""What is in the dataset, at a glance: plain text, 80 columns, read with the standard library alone."""

from ._package import DataPackage, shipped
from .citation import citation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._claims import Row, Rows
    from ._package import Table

WIDTH = 80
DATE = 10  # room for a day
SHOWN = 5  # events in each list of the overview
LISTED = 12  # rows of each table that refers to a row


def overview() -> str:
    """Tables with their rows, the period covered, the latest and the most contested events, how to go on."""
    from textwrap import fill

    from ._claims import Evidence

    evidence = Evidence.shipped()
    package, rows = evidence.package, evidence.rows
    contested: dict[str, int] = {}
    for cell in (cells := list(evidence.contested())):
        if event := evidence.event_of.get(cell[:2]):
            contested[event] = contested.get(event, 0) + 1
    events = {row["event_id"]: row for row in rows["events"]}
    latest = sorted(events.values(), key=lambda row: row["start_date"], reverse=True)[:SHOWN]
    most = sorted(contested, key=lambda event: (-contested[event], event))[:SHOWN]
    days = sorted(row[name] for row in events.values() for name in ("start_date", "end_date") if row[name])
    roots = {evidence.root(claim) for claim in rows["claims"]}
    figures = (
        f"{len(rows['claims'])} claims by {len(roots)} independent speakers "
        f"in {len(rows['sources'])} sources; "
        f"{len(cells)} values contested, each with its adjudication."
    )
    return "\n".join(
        [
            fill(package.descriptor["title"], WIDTH),
            f"version {package.descriptor['version']}, licence {package.descriptor['licenses'][0]['name']}",
            "",
            *_tables(package, {name: len(table) for name, table in rows.items()}),
            "",
            f"Period covered: {days[0][:4]} to {days[-1][:4]}",
            fill(figures, WIDTH),
            "",
            "Latest events",
            *(_event(row, row["status"]) for row in latest),
            "",
            "Most contested events",
            *(_event(events[event], f"{contested[event]} contested") for event in most),
            "",
            "Load       import soleimani_events",
            "           events = soleimani_events.load_events()",
            "Check      soleimani-events validate",
            fill(citation("text"), WIDTH, initial_indent="Cite       ", subsequent_indent=" " * 11),
        ]
    )


def lookup(row_id: str) -> "dict[str, Any]":
    """One row of any table, and the keys of the rows that refer to it, by table: ``table``, ``row``, ``referring``.

    Raises ``DataError`` with the nearest id if there is no such row.
    """
    table, row, referring = _find(row_id)
    return {"table": table.name, "row": row, "referring": referring}


def _find(row_id: str) -> "tuple[Table, Row, dict[str, list[str]]]":
    from .findings import unknown

    package = shipped()
    rows = {name: table.rows() for name, table in package.tables.items()}
    by_id = {
        row[table.key[0]]: (table, row)
        for table in package.tables.values()
        if len(table.key) == 1
        for row in rows[table.name]
    }
    if row_id not in by_id:
        raise unknown(row_id, by_id, "id", "datapackage.json")
    table, row = by_id[row_id]
    return table, row, _referring(package, rows, table.name, row_id)


def record(row_id: str) -> str:
    """One row of any table in full, with what refers to it: plain text, 80 columns; raises as ``lookup`` does."""
    from textwrap import fill

    table, row, referring = _find(row_id)
    room = max(map(len, row)) + 2
    lines = [f"{table.resource['title']}: {row_id}"]
    lines += [
        fill(value, WIDTH, initial_indent=name.ljust(room), subsequent_indent=" " * room, break_long_words=False)
        for name, value in row.items()
        if value
    ]
    for name, keys in referring.items():
        lines += ["", f"{len(keys)} in {name}", *(_cut(f"  {key}") for key in keys[:LISTED])]
        lines += [f"  and {len(keys) - LISTED} more"] if len(keys) > LISTED else []
    return "\n".join(lines)


def _referring(package: DataPackage, rows: "Rows", name: str, row_id: str) -> dict[str, list[str]]:
    found = {}
    for table in package.tables.values():
        columns = [column for column, target in table.references() if target.name == name]
        keys = [" ".join(row[k] for k in table.key) for row in rows[table.name] if row_id in map(row.get, columns)]
        if keys:
            found[table.name] = keys
    return found


def _tables(package: DataPackage, counts: dict[str, int]) -> list[str]:
    names = max(map(len, counts))
    return [
        _cut(f"{name:<{names}}  {count:>5}  {_first_sentence(package.tables[name].resource['description'])}")
        for name, count in counts.items()
    ]


def _first_sentence(text: str) -> str:
    return text.split(". ")[0].rstrip(".")


def _event(row: "Row", remark: str) -> str:
    # the remark keeps its place at the end of the line, whatever the length of the name
    # a date as exact as it is known: the first day of a year is no day
    date = _cut(row["date_edtf"].split("/")[0], DATE)
    name = _cut(f"{date:<{DATE}}  {row['name']}", WIDTH - len(remark) - 4)
    return f"  {name:<{WIDTH - len(remark) - 4}}  {remark}"


def _cut(text: str, width: int = WIDTH) -> str:
    return text if len(text) <= width else text[: width - 3].rstrip() + "..."
