"""SQLite and DuckDB, and what Datasette is told of the former."""

from .._package import DataPackage
from .content import as_json, full_description, need, plain_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any, TypeAlias

    from .._package import Table

    Row: TypeAlias = dict[str, Any]


SQLITE = {"string": "TEXT", "integer": "INTEGER", "number": "REAL", "boolean": "INTEGER", "date": "TEXT"}
DUCKDB = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
}
BATCH = 100  # rows in one statement: row by row, DuckDB takes four times as long
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


def write_sqlite(package: DataPackage, path: "Path") -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("BEGIN")
        # rows of a tree come in the order of their keys; a reference that stays broken fails the commit
        database.execute("PRAGMA defer_foreign_keys = ON")
        _fill(database, package, SQLITE)
        database.execute("COMMIT")


def write_duckdb(package: DataPackage, path: "Path") -> None:
    from contextlib import closing

    # many small columns: blocks of the usual size would make a file ten times as large
    config = {"default_block_size": "16384"}
    with closing(need("duckdb").connect(str(path), config=config)) as database:
        database.execute("BEGIN")
        # DuckDB cannot defer its checks, so a table does not refer to itself there
        _fill(database, package, DUCKDB, trees=False)
        for table in package.tables.values():
            database.execute(f"COMMENT ON TABLE {_name(table.name)} IS {_text(table.resource['description'])}")
            for name, field in table.fields.items():
                column = f"{_name(table.name)}.{_name(name)}"
                database.execute(f"COMMENT ON COLUMN {column} IS {_text(full_description(field))}")
        database.execute("COMMIT")


def _fill(database: "Any", package: DataPackage, types: dict[str, str], trees: bool = True) -> None:
    """Create and fill all tables and views; ``database`` is a connection of the DB-API."""
    for table in _referred_first(package):
        definition = ", ".join([*_columns(table, types), *_keys(table, trees)])
        _insert(database, table.name, definition, [tuple(row.values()) for row in plain_rows(table)])
    for name, rows in _described(package).items():
        _insert(database, name, DESCRIPTION[name], rows)
    for name, select in VIEWS.items():
        database.execute(f"CREATE VIEW {name} AS {select}")


def _insert(database: "Any", name: str, definition: str, rows: "list[tuple[Any, ...]]") -> None:
    database.execute(f"CREATE TABLE {_name(name)} ({definition})")
    for first in range(0, len(rows), BATCH):
        batch = rows[first : first + BATCH]
        marks = ", ".join([f"({', '.join('?' * len(batch[0]))})"] * len(batch))
        database.execute(f"INSERT INTO {_name(name)} VALUES {marks}", [cell for row in batch for cell in row])


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


def write_datasette(package: DataPackage, path: "Path") -> None:
    """Datasette's metadata. It calls a database by the file's name without the suffix."""
    about = package.descriptor
    tables = {table.name: _datasette_table(table) for table in package.tables.values()}
    metadata = {
        "title": about["title"],
        "description": about["description"],
        "license": about["licenses"][0]["title"],
        "license_url": about["licenses"][0]["path"],
        "databases": {path.name.partition(".")[0]: {"tables": tables}},
    }
    path.write_bytes(as_json(metadata, indent=1).encode())


def _datasette_table(table: "Table") -> "dict[str, Any]":
    entry: dict[str, Any] = {
        "title": table.resource["title"],
        "description": table.resource["description"],
        # units are part of it: Datasette would multiply by a unit, and fails on those that it does not know
        "columns": {name: full_description(field) for name, field in table.fields.items()},
    }
    # what a reader calls a row, where references lead to it; by its key otherwise
    label = next((name for name in ("name", "title") if name in table.fields), None)
    return entry | ({"label_column": label} if label else {})
