"""Layer 4, keys and references: what points at a row finds it; what follows from other cells does follow."""

from .. import edtf
from .._package import DataPackage, Table
from ..findings import Finding, nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .._claims import Row, Rows


def findings(package: DataPackage, rows: "Rows") -> list[Finding]:
    found: list[Finding] = []
    for table in package.tables.values():
        found += _references(table, rows)
        found += _cycles(table, rows[table.name])
        found += _subjects(table, rows)
        found += _retired(table, rows)
        for name, field in table.fields.items():
            if "x_derived" in field:
                found += _derived(table, rows[table.name], name, field["x_derived"])
    found += _shared_ids(package, rows)
    return found


def _references(table: Table, rows: "Rows") -> "Iterator[Finding]":
    for column, target in table.references():
        known = {row[target.key[0]] for row in rows[target.name]}
        for line, row in enumerate(rows[table.name], 2):
            if row[column] and row[column] not in known:
                yield _unknown(table, line, column, row[column], target, known)


def _subjects(table: Table, rows: "Rows") -> "Iterator[Finding]":
    """References whose table stands in a cell beside them."""
    subject = table.schema.get("x_subject")
    if not subject:
        return
    keys = {t.name: {row[t.key[0]] for row in rows[t.name]} for t in table.package.tables.values()}
    for line, row in enumerate(rows[table.name], 2):
        name = row[subject["table"]]
        target = table.package.tables.get(name)
        if target is None:
            yield _finding(table, line, subject["table"], name, "is no table.", "name a table of the package.")
            continue
        if row[subject["id"]] not in keys[name]:
            yield _unknown(table, line, subject["id"], row[subject["id"]], target, keys[name])


def _unknown(table: Table, line: int, column: str, value: str, target: Table, known: set[str]) -> Finding:
    near = nearest(value, known)
    mend = (f"write {near!r}, or " if near else "") + f"add the row to {target.file}."
    return _finding(table, line, column, value, f"is no {target.key[0]} of {target.name}.", mend, "broken-reference")


def _cycles(table: Table, rows: "list[Row]") -> "Iterator[Finding]":
    parent = table.parent_column()
    if parent:
        above = {row[table.key[0]]: row[parent] for row in rows}
        for line, row in enumerate(rows, 2):
            seen, key = set(), above[row[table.key[0]]]
            while key and key not in seen:
                seen.add(key)
                key = above.get(key, "")
            if row[table.key[0]] in seen:
                yield _finding(table, line, parent, row[parent], "leads back to itself.", "break the circle.", "cycle")


def _derived(table: Table, rows: "list[Row]", name: str, rule: "dict[str, Any]") -> "Iterator[Finding]":
    for line, row in enumerate(rows, 2):
        try:
            expected = derive(row, rule)
        except ValueError:
            continue  # the cell that it follows from has a finding of its own
        value = row[name]
        if value != expected and not (rule["as"] == "joined" and is_numbered(value, expected)):
            message = f"does not follow from {', '.join(rule['from'])}: that gives {expected!r}."
            yield _finding(
                table,
                line,
                name,
                value,
                message,
                "run `soleimani-events stamp`; a released id stays.",
                "not-derived",
            )


def derive(row: "Row", rule: "dict[str, Any]") -> str:
    """What a derived column holds: an earliest or latest day, a precision, or an id joined of other cells.

    Raises ``ValueError`` if the cell that it derives from is not EDTF.
    """
    if rule["as"] == "joined":
        return ".".join(filter(None, (row[name] for name in rule["from"])))
    (source,) = rule["from"]
    if rule["as"] == "precision":
        return edtf.parse(row[source]).precision
    earliest, latest = edtf.bounds(row[source])
    day = earliest if rule["as"] == "earliest" else latest
    return day.isoformat() if day else ""


def is_numbered(value: str, stem: str) -> bool:
    """Whether an id is ``stem`` with a number, as in ``stem.2``: a further one of the same."""
    head, _, number = value.rpartition(".")
    return head == stem and number.isdecimal() and int(number) > 1


def _retired(table: Table, rows: "Rows") -> "Iterator[Finding]":
    retired = table.schema.get("x_retired")
    if not retired:
        return
    for line, row in enumerate(rows[table.name], 2):
        target = table.package.tables.get(row[retired["table"]])
        if target is None:
            yield _finding(table, line, retired["table"], row[retired["table"]], "is no table.", "name a table.")
            continue
        live = {r[target.key[0]] for r in rows[target.name]}
        if row[retired["id"]] in live:
            yield _finding(
                table,
                line,
                retired["id"],
                row[retired["id"]],
                "is retired and in use.",
                "choose a new id; one is never used again.",
                "id-reused",
            )
        replacement = row[retired["replacement"]]
        if replacement and replacement not in live:
            yield _unknown(table, line, retired["replacement"], replacement, target, live)


def _shared_ids(package: DataPackage, rows: "Rows") -> "Iterator[Finding]":
    """An id names one thing in the whole package, so that it can be asked for without its table."""
    owner: dict[str, Table] = {}
    for table in package.tables.values():
        if len(table.key) == 1:
            for line, row in enumerate(rows[table.name], 2):
                value = row[table.key[0]]
                first = owner.setdefault(value, table)
                if first is not table:
                    yield _finding(
                        table,
                        line,
                        table.key[0],
                        value,
                        f"is an id of {first.name} too.",
                        "choose an id that no other table has.",
                        "id-shared",
                    )


def _finding(
    table: Table, line: int, column: str, value: str, message: str, mend: str, code: str = "unknown-table"
) -> Finding:
    return Finding(code, message, mend, table.file, line, column, value)
