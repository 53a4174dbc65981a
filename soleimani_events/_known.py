"""The dataset as it could be known on a day: only what had been published by then."""

from . import edtf
from ._claims import RECORD, Evidence, collector_paused, figures, ranges
from ._package import shipped
from .validation.keys import derive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    import pandas as pd

    from ._claims import Cell, Row
    from ._package import Table


@collector_paused()
def known_by(day: "str | date") -> "dict[str, pd.DataFrame]":
    """The tables that follow from what had certainly been published by a day.

    ``day`` is a ``date`` or an EDTF value, whose last day counts. A source counts if the last day that its date of
    publication allows is not later; a source without one never does, because nothing says when it came out.

    Rows, values and ranges follow from the remaining claims alone. An event is there if a claim on it or on what
    belongs to it is; a participation, relationship or casualty range if a claim asserts it; an actor if it is named
    in any of these or speaks in a claim. A value is the one that the dataset adopts if it was claimed by then, and
    otherwise the one that most independent roots gave, the newest breaking ties. The dataset's own words and
    judgements (a summary, a status, an attribution), which look at all the evidence, are missing; names and types
    only say which row it is, and stay.

    Returns frames by table name, in the columns and types of the loaders: ``events``, ``actors``,
    ``participations``, ``relationships``, ``casualties``, ``sources``, ``claims``.

    Raises ``ValueError`` if ``day`` is no EDTF value or has no last day.
    """
    from .tables import frame_of_cells

    last = edtf.bounds(day)[1] if isinstance(day, str) else day
    if last is None:
        raise ValueError(f"{day!r} has no last day")
    package = shipped()
    now = {name: table.rows() for name, table in package.tables.items()}
    published = {row["source_id"]: row for row in now["sources"] if _out_by(row["published"], last)}
    claims = [claim for claim in now["claims"] if claim["source_id"] in published]
    then = Evidence(package, {**now, "claims": claims})
    asserted = {
        cell[:2]
        for cell, said in then.claims.items()
        if any(claim["stance"] == "asserts" for claim in said)
        and (cell[2] == RECORD or cell[0] not in ("participations", "relationships"))
    }
    asserted |= {("events", event) for subject in asserted if (event := then.event_of.get(subject))}
    rows = {"sources": list(published.values()), "claims": claims}
    for name in ("events", "participations", "relationships", "casualties"):
        key = package.tables[name].key[0]
        rows[name] = [row for row in now[name] if (name, row[key]) in asserted]
    named = {actor for name in rows for row in rows[name] for actor in _actors(package.tables[name], row)}
    rows["actors"] = [
        row for row in now["actors"] if row["actor_id"] in named or ("actors", row["actor_id"]) in asserted
    ]
    return {
        name: frame_of_cells(table, [_as_known(then, table, row) for row in rows[name]])
        for name, table in package.tables.items()
        if name in rows
    }


def _actors(table: "Table", row: "Row") -> "Iterator[str]":
    """The actors that a row refers to."""
    for column, target in table.references():
        if target.name == "actors" and row[column]:
            yield row[column]


def _out_by(published: str, last: "date") -> bool:
    latest = edtf.bounds(published)[1] if published else None
    return latest is not None and latest <= last


def _asserted(then: Evidence, cell: "Cell") -> "list[Row]":
    return [claim for claim in then.claims.get(cell, ()) if claim["stance"] == "asserts"]


def _as_known(then: Evidence, table: "Table", row: "Row") -> "Row":
    """A row with the values that were claimed by then."""
    known = dict(row)
    subject = (table.name, row[table.key[0]])
    bounds = ranges(table.fields.values())
    for name, field in table.fields.items():
        if field.get("x_evidence") and "x_range" not in field:
            known[name] = _value(then, (*subject, name), row[name])
        elif field.get("x_judgement"):
            known[name] = ""
    for name, columns in bounds.items():
        claims = _asserted(then, (*subject, name))
        numbers = sorted({number for claim in claims for number in figures(claim["value"])})
        best = _value(then, (*subject, name), row[columns["best"]])
        low, high = (str(numbers[0]), str(numbers[-1])) if numbers else ("", "")
        known |= {
            columns["low"]: low,
            columns["high"]: high,
            columns["best"]: str(figures(best)[0]) if best else "",
        }
    for name, field in table.fields.items():
        rule = field.get("x_derived")
        if rule and rule["as"] != "joined":
            known[name] = derive(known, rule) if known[rule["from"][0]] else ""
    if table.name == "events" and known["place_id"] != row["place_id"]:
        known["geo_precision"] = ""  # it says how exactly the adopted place is known
    return known


def _value(then: Evidence, cell: "Cell", adopted: str) -> str:
    """The adopted value if it was claimed by then, else the one with most roots and the newest source."""
    claims = _asserted(then, cell)
    values = {claim["value"] for claim in claims}
    if adopted in values or not values:
        return adopted if values else ""

    def weight(value: str) -> tuple[int, str]:
        same = [claim for claim in claims if claim["value"] == value]
        return len(set(map(then.root, same))), max(map(then.published, same))

    return max(sorted(values), key=weight)
