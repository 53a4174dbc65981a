"""The dataset as a file for another tool: a database, a spreadsheet, a map, a graph, a timeline.

Columns, types, keys, code lists and descriptions come from the descriptor. Only what the map, the graph and
the timeline show is named here. Nothing is imported before it is used.
"""

from ._package import DataPackage, shipped
from .tables import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import Any, TypeAlias

    from ._package import Table

    Row: TypeAlias = dict[str, Any]
    Writer: TypeAlias = Callable[[DataPackage, Path], None]


def export(path: "str | Path", form: str | None = None) -> "Path":
    """Write the dataset to ``path``, in the form that its suffix names unless ``form`` does; returns the path.

    sqlite : .sqlite, .db
        One database: types, keys, code lists and bounds as constraints, the views ``events_with_places`` and
        ``contested_values``, and titles and descriptions in the tables ``descriptor_*``.
    duckdb : .duckdb
        The same, with the descriptions as comments too.
    parquet : .parquet
        A folder with one file a table; titles, descriptions and units in the metadata of schema and fields.
    xlsx : .xlsx
        One sheet a table. Text is text, also where it looks like a formula.
    jsonl : .jsonl
        A line for each row of each table: ``{"table": "events", "row": {...}}``, ``null`` where a cell is empty.
    geojson : .geojson
        A feature for each event, with its columns and its place's name and ``radius_km`` as properties;
        ``null`` for a geometry where the place is unknown or has no coordinates.
    graphml, gexf : .graphml, .gexf
        Actors as nodes, relationships as edges. ``start`` and ``end`` are the earliest day that ``start_edtf``
        and the latest that ``end_edtf`` allows.
    timelinejs : .timeline.json
        A TimelineJS3 timeline of the events, each with the addresses of the sources that speak of it.

    The file or folder is written whole or not at all, and then replaces an earlier one. A folder that holds
    anything but an earlier export is left alone: ``FileExistsError``.

    Raises ``ValueError`` for an unknown form or suffix, ``ImportError`` where a form needs
    ``soleimani-events[export]``, ``OSError`` where the file cannot be written, and ``DataError`` if the
    installation is damaged.
    """
    return write(shipped(), path, form)


def write(package: DataPackage, path: "str | Path", form: str | None = None) -> "Path":
    """Export any data package with these tables, as ``export`` does."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    target = Path(path)
    form = form or _form(target)
    if form not in FORMS:
        raise ValueError(f"{form!r} is no form of export; the forms are {', '.join(FORMS)}")
    # beside the target, so that moving it there is one step; whatever a writer leaves goes with the folder
    with TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
        draft = Path(folder, target.name)
        FORMS[form](package, draft)
        if draft.is_dir() and target.is_dir():
            _make_way(target, draft)
        draft.replace(target)
    return target


def datasette_metadata(database: str | None = None) -> "dict[str, Any]":
    """Datasette's metadata for the SQLite export: titles, descriptions, row labels and licence.

    ``database`` is the name that Datasette gives the file, which is its name without the suffix; the default is
    ``soleimani-events``. Units stand in the descriptions of columns, because Datasette multiplies by units and
    fails on those that it does not know. Raises ``DataError`` if the installed descriptor is damaged.
    """
    package = shipped()
    about = package.descriptor
    tables = {table.name: _datasette_table(table) for table in package.tables.values()}
    return {
        "title": about["title"],
        "description": about["description"],
        "license": about["licenses"][0]["title"],
        "license_url": about["licenses"][0]["path"],
        "databases": {database or about["name"]: {"tables": tables}},
    }


def _datasette_table(table: "Table") -> "dict[str, Any]":
    entry: dict[str, Any] = {
        "title": table.resource["title"],
        "description": table.resource["description"],
        "columns": {name: _description(field) for name, field in table.fields.items()},
    }
    # what a reader calls a row, where references lead to it; by its key otherwise
    label = next((name for name in ("name", "title") if name in table.fields), None)
    return entry | ({"label_column": label} if label else {})


def _form(path: "Path") -> str:
    for suffix, form in SUFFIXES.items():
        if path.name.lower().endswith(suffix):
            return form
    raise ValueError(f"{path.name!r} names no form of export; the suffixes are {', '.join(SUFFIXES)}")


def _make_way(target: "Path", draft: "Path") -> None:
    """Move an earlier export in a folder to where it is removed, if it is nothing else."""
    others = {file.name for file in target.iterdir()} - {file.name for file in draft.iterdir()}
    if others:
        raise FileExistsError(f"{target} holds {min(others)!r}, which is no part of this export")
    target.rename(draft.with_name("replaced"))


def _need(module: str) -> "Any":
    """An optional package, or an error that says how to get it."""
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError as error:
        message = f"this export needs {module.split('.')[0]}: pip install 'soleimani-events[export]'"
        raise ImportError(message, name=error.name) from error


def _rows(table: "Table") -> "list[Row]":
    """The rows of a table as JSON has them: text, numbers, dates as YYYY-MM-DD, ``None`` where empty."""
    frame = read(table)
    for name, field in table.fields.items():
        if field["type"] == "date":
            frame[name] = frame[name].dt.strftime("%Y-%m-%d")
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]


def _description(field: "dict[str, Any]") -> str:
    """The description of a column, with its unit and the source of its codes."""
    text: str = field["description"]
    for name, keyword in (("Unit", "x_unit"), ("Source", "x_code_list")):
        if keyword in field:
            text += f" {name}: {field[keyword]}."
    return text


# --- databases ---------------------------------------------------------------------------------------------

SQLITE = {"string": "TEXT", "integer": "INTEGER", "number": "REAL", "boolean": "INTEGER", "date": "TEXT"}
DUCKDB = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
}
# the descriptor, for whoever has the database alone
DESCRIPTION = {
    "descriptor_package": "name TEXT PRIMARY KEY, title TEXT, description TEXT, version TEXT, created TEXT, "
    "licence TEXT, licence_url TEXT",
    "descriptor_tables": "name TEXT PRIMARY KEY, title TEXT, description TEXT",
    "descriptor_fields": "table_name TEXT REFERENCES descriptor_tables (name), position INTEGER, name TEXT, "
    "title TEXT, description TEXT, type TEXT, unit TEXT, code_list TEXT, PRIMARY KEY (table_name, name)",
    "descriptor_codes": "table_name TEXT, field_name TEXT, position INTEGER, code TEXT, label TEXT, "
    "PRIMARY KEY (table_name, field_name, code), "
    "FOREIGN KEY (table_name, field_name) REFERENCES descriptor_fields (table_name, name)",
}
VIEWS = {
    "events_with_places": """
        SELECT events.*, places.name AS place_name, places.place_type, places.country,
               places.latitude, places.longitude, places.radius_km
        FROM events LEFT JOIN places ON places.place_id = events.place_id""",
    # each contested cell has one adjudication, and no other cell has one
    "contested_values": """
        SELECT adjudications.*, claims.value, claims.stance, claims.attributed_to, claims.source_id,
               sources.publisher, sources.published, sources.url
        FROM adjudications
        JOIN claims ON claims.subject_table = adjudications.subject_table
            AND claims.subject_id = adjudications.subject_id AND claims.property = adjudications.property
        JOIN sources ON sources.source_id = claims.source_id""",
}


def _write_sqlite(package: DataPackage, path: "Path") -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("BEGIN")
        # rows of a tree come in the order of their keys; a reference that stays broken fails the commit
        database.execute("PRAGMA defer_foreign_keys = ON")
        _fill(database, package, SQLITE)
        database.execute("COMMIT")


def _write_duckdb(package: DataPackage, path: "Path") -> None:
    from contextlib import closing

    # many small columns: blocks of the usual size would make a file ten times as large
    config = {"default_block_size": "16384"}
    with closing(_need("duckdb").connect(str(path), config=config)) as database:
        database.execute("BEGIN")
        # DuckDB cannot defer its checks, so a table does not refer to itself there
        _fill(database, package, DUCKDB, trees=False)
        for table in package.tables.values():
            database.execute(f"COMMENT ON TABLE {_name(table.name)} IS {_text(table.resource['description'])}")
            for name, field in table.fields.items():
                column = f"{_name(table.name)}.{_name(name)}"
                database.execute(f"COMMENT ON COLUMN {column} IS {_text(_description(field))}")
        database.execute("COMMIT")


def _fill(database: "Any", package: DataPackage, types: dict[str, str], trees: bool = True) -> None:
    """Create and fill all tables and views; ``database`` is a connection of the DB-API."""
    for table in _referred_first(package):
        definition = ", ".join([*_columns(table, types), *_keys(table, trees)])
        _insert(database, table.name, definition, [tuple(row.values()) for row in _rows(table)])
    for name, rows in _described(package).items():
        _insert(database, name, DESCRIPTION[name], rows)
    for name, select in VIEWS.items():
        database.execute(f"CREATE VIEW {name} AS {select}")


def _insert(database: "Any", name: str, definition: str, rows: "list[tuple[Any, ...]]") -> None:
    database.execute(f"CREATE TABLE {_name(name)} ({definition})")
    if rows:  # DuckDB refuses an empty list
        marks = ", ".join("?" * len(rows[0]))
        database.executemany(f"INSERT INTO {_name(name)} VALUES ({marks})", rows)


def _referred_first(package: DataPackage) -> "list[Table]":
    from graphlib import TopologicalSorter

    graph = {
        table.name: {target.name for _, target in table.references() if target is not table}
        for table in package.tables.values()
    }
    return [package.tables[name] for name in TopologicalSorter(graph).static_order()]


def _columns(table: "Table", types: dict[str, str]) -> "Iterator[str]":
    for name, field in table.fields.items():
        constraints = field.get("constraints", {})
        column = _name(name)
        definition = f"{column} {types[field['type']]}"
        if constraints.get("required"):
            definition += " NOT NULL"
        if constraints.get("unique") and table.key != [name]:
            definition += " UNIQUE"
        if "categories" in field:
            codes = ", ".join(_text(category["value"]) for category in field["categories"])
            definition += f" CHECK ({column} IN ({codes}))"
        for keyword, test in (
            ("minimum", f"{column} >="),
            ("maximum", f"{column} <="),
            ("maxLength", f"length({column}) <="),
        ):
            if keyword in constraints:
                definition += f" CHECK ({test} {constraints[keyword]})"
        yield definition


def _keys(table: "Table", trees: bool) -> "Iterator[str]":
    yield f"PRIMARY KEY ({_names(table.key)})"
    for key in table.schema.get("foreignKeys", ()):
        target = key["reference"].get("resource", table.name)
        if trees or target != table.name:
            columns = _names(key["reference"]["fields"])
            yield f"FOREIGN KEY ({_names(key['fields'])}) REFERENCES {_name(target)} ({columns})"


def _described(package: DataPackage) -> "dict[str, list[tuple[Any, ...]]]":
    """The rows of the tables that mirror the descriptor."""
    about = package.descriptor
    licence = about["licenses"][0]
    fields = [
        (table.name, position, field)
        for table in package.tables.values()
        for position, field in enumerate(table.fields.values(), 1)
    ]
    return {
        "descriptor_package": [
            (
                *(about[key] for key in ("name", "title", "description", "version", "created")),
                licence["title"],
                licence["path"],
            )
        ],
        "descriptor_tables": [
            (table.name, table.resource["title"], table.resource["description"]) for table in package.tables.values()
        ],
        "descriptor_fields": [
            (
                table,
                position,
                *(field[key] for key in ("name", "title", "description", "type")),
                field.get("x_unit"),
                field.get("x_code_list"),
            )
            for table, position, field in fields
        ],
        "descriptor_codes": [
            (table, field["name"], position, category["value"], category["label"])
            for table, _, field in fields
            for position, category in enumerate(field.get("categories", ()), 1)
        ],
    }


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _names(names: list[str]) -> str:
    return ", ".join(map(_name, names))


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# --- tables ------------------------------------------------------------------------------------------------


def _write_parquet(package: DataPackage, folder: "Path") -> None:
    pyarrow, parquet = _need("pyarrow"), _need("pyarrow.parquet")
    types = {
        "string": pyarrow.string(),
        "integer": pyarrow.int64(),
        "number": pyarrow.float64(),
        "boolean": pyarrow.bool_(),
        "date": pyarrow.date32(),
    }

    def column(field: "dict[str, Any]") -> "Any":
        kind = types[field["type"]]
        if "categories" in field:
            kind = pyarrow.dictionary(pyarrow.int32(), kind, ordered=field.get("categoriesOrdered", False))
        keys = {"title": "title", "description": "description", "x_unit": "unit", "x_code_list": "code_list"}
        metadata = {name: field[key] for key, name in keys.items() if key in field}
        required = field.get("constraints", {}).get("required", False)
        return pyarrow.field(field["name"], kind, nullable=not required, metadata=metadata)

    folder.mkdir()
    for table in package.tables.values():
        schema = pyarrow.schema([column(field) for field in table.fields.values()])
        content = pyarrow.Table.from_pandas(read(table), schema, preserve_index=False)
        about = {
            **content.schema.metadata,  # from which pandas restores its own types
            "title": table.resource["title"],
            "description": table.resource["description"],
            "version": package.descriptor["version"],
            "license": package.descriptor["licenses"][0]["path"],
        }
        parquet.write_table(content.replace_schema_metadata(about), folder / f"{table.name}.parquet")


# what a spreadsheet takes for a formula, if only after somebody edits the cell or saves it as CSV
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _write_xlsx(package: DataPackage, path: "Path") -> None:
    from datetime import date

    options = {
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,  # a sheet holds 65,530 links at most, and an address is data
        "default_date_format": "yyyy-mm-dd",
    }
    first_day = date(1900, 3, 1)  # Excel counts days from 1900, and one too many in that February
    with _need("xlsxwriter").Workbook(str(path), options) as book:
        book.set_properties({"title": package.descriptor["title"], "comments": _imprint(package)})
        heading = book.add_format({"bold": True})
        quoted = book.add_format({"quote_prefix": True})
        for table in package.tables.values():
            sheet = book.add_worksheet(table.name)
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, table.fields, heading)
            for line, row in enumerate(_rows(table), 1):
                for column, (name, value) in enumerate(row.items()):
                    is_date = value is not None and table.fields[name]["type"] == "date"
                    if is_date and (day := date.fromisoformat(value)) >= first_day:
                        value = day
                    risky = isinstance(value, str) and value.startswith(FORMULA)
                    if sheet.write(line, column, value, quoted if risky else None):
                        raise ValueError(f"{table.name}, line {line + 1}, {name}: too long for a sheet")


def _write_jsonl(package: DataPackage, path: "Path") -> None:
    # the row is an object of its own: a table may have a column of the name "table"
    lines = (_json({"table": table.name, "row": row}) for table in package.tables.values() for row in _rows(table))
    path.write_bytes("".join(f"{line}\n" for line in lines).encode())


# --- maps, graphs, timelines -------------------------------------------------------------------------------


def _write_geojson(package: DataPackage, path: "Path") -> None:
    places = {place["place_id"]: place for place in _rows(package.table("places"))}
    collection = {
        "type": "FeatureCollection",
        "name": package.descriptor["name"],
        "description": _imprint(package),
        "features": [_feature(event, places.get(event["place_id"], {})) for event in _rows(package.table("events"))],
    }
    path.write_bytes(_json(collection, indent=1).encode())


def _feature(event: "Row", place: "Row") -> "dict[str, Any]":
    point = None
    if place.get("latitude") is not None and place.get("longitude") is not None:
        # RFC 7946: longitude first; six decimals are a tenth of a metre
        coordinates = [round(place[name], 6) for name in ("longitude", "latitude")]
        point = {"type": "Point", "coordinates": coordinates}
    where = {"place_name": place.get("name"), "radius_km": place.get("radius_km")}
    return {"type": "Feature", "id": event["event_id"], "geometry": point, "properties": event | where}


def _write_graphml(package: DataPackage, path: "Path") -> None:
    _need("networkx").write_graphml(_graph(package), path)


def _write_gexf(package: DataPackage, path: "Path") -> None:
    _need("networkx").write_gexf(_graph(package), path)


def _graph(package: DataPackage) -> "Any":
    """Actors and their relationships, of which two actors may have several."""
    graph = _need("networkx").MultiDiGraph(name=package.descriptor["name"])
    for actor in _rows(package.table("actors")):
        graph.add_node(actor.pop("actor_id"), label=actor["name"], **_known(actor))
    for tie in _rows(package.table("relationships")):
        tie_id, subject, target = (tie.pop(name) for name in ("relationship_id", "subject_id", "object_id"))
        # GEXF takes days alone for start and end; what the dataset says stays beside them
        tie |= {"id": tie_id, "label": tie["relation"], **_lasted(tie)}
        graph.add_edge(subject, target, key=tie_id, **_known(tie))
    return graph


def _lasted(tie: "Row") -> "Row":
    from . import edtf

    start = edtf.bounds(tie["start_edtf"])[0] if tie["start_edtf"] else None
    end = edtf.bounds(tie["end_edtf"])[1] if tie["end_edtf"] else None
    return {"start": start and start.isoformat(), "end": end and end.isoformat()}


def _known(row: "Row") -> "Row":
    return {name: value for name, value in row.items() if value is not None}


# date_precision → how much of a day is said; TimelineJS has no seasons
PARTS = {"day": 3, "range": 3, "month": 2, "season": 2, "year": 1}


def _write_timelinejs(package: DataPackage, path: "Path") -> None:
    from html import escape

    sources = {source["source_id"]: source for source in _rows(package.table("sources"))}
    cited: dict[str, set[str]] = {}
    for claim in _rows(package.table("claims")):
        if claim["subject_table"] == "events":
            cited.setdefault(claim["subject_id"], set()).add(claim["source_id"])
    title = {"headline": escape(package.descriptor["title"]), "text": escape(_imprint(package))}
    slides = [
        _slide(event, [sources[source] for source in sorted(cited.get(event["event_id"], ()))])
        for event in _rows(package.table("events"))
    ]
    path.write_bytes(_json({"title": {"text": title}, "events": slides}, indent=1).encode())


def _slide(event: "Row", sources: "list[Row]") -> "dict[str, Any]":
    from html import escape

    links = ", ".join(f'<a href="{escape(source["url"])}">{escape(source["publisher"])}</a>' for source in sources)
    text = f"<p>{escape(event['summary'])}</p>" + (f"<p>Sources: {links}</p>" if links else "")
    return {
        "unique_id": event["event_id"],
        "group": event["event_type"],
        **_dates(event),
        "text": {"headline": escape(event["name"]), "text": text},
    }


def _dates(event: "Row") -> "dict[str, Any]":
    """When an event is shown, and in words of its own where day, month and year alone would say too much."""
    import re

    precision = event["date_precision"]

    def date(value: str) -> dict[str, int]:
        parts = zip(("year", "month", "day"), map(int, value.split("-")), strict=True)
        return dict(list(parts)[: PARTS[precision]])

    # a slide has to stand somewhere: at the last day where the first is open
    start = date(event["start_date"] or event["end_date"])
    end = date(event["end_date"] or event["start_date"])
    shown: dict[str, Any] = {"start_date": start}
    if end != start:
        shown["end_date"] = end
    plain = re.fullmatch("[0-9-]+(?:/[0-9-]+)?", event["date_edtf"]) and precision != "season"
    return shown if plain else shown | {"display_date": event["date_edtf"]}


def _imprint(package: DataPackage) -> str:
    about = package.descriptor
    return f"{about['description']} Version {about['version']}, licence {about['licenses'][0]['name']}."


def _json(value: "Any", indent: int | None = None) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)


FORMS: "dict[str, Writer]" = {
    "sqlite": _write_sqlite,
    "duckdb": _write_duckdb,
    "parquet": _write_parquet,
    "xlsx": _write_xlsx,
    "jsonl": _write_jsonl,
    "geojson": _write_geojson,
    "graphml": _write_graphml,
    "gexf": _write_gexf,
    "timelinejs": _write_timelinejs,
}
# a form's own name is its suffix, but for these
SUFFIXES = {f".{form}": form for form in FORMS if form != "timelinejs"} | {
    ".db": "sqlite",
    ".timeline.json": "timelinejs",
}
