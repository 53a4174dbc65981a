"""Claims and cells: which values are claimed, whether they can all hold, and who stands behind them."""

from contextlib import contextmanager
from functools import cached_property

from . import edtf
from ._package import DataPackage, shipped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any, TypeAlias

    Row: TypeAlias = dict[str, str]
    Rows: TypeAlias = Mapping[str, list[Row]]  # by table
    Cell: TypeAlias = tuple[str, str, str]  # table, id, property

RECORD = "record"  # the property that stands for a row as a whole
EVENT = "event_id"


class Evidence:
    """The claims of a data package, by the cell that they speak of."""

    def __init__(self, package: DataPackage, rows: "Rows") -> None:
        self.package = package
        self.rows = rows
        self.claims: dict[Cell, list[Row]] = {}
        for claim in rows["claims"]:
            cell = (claim["subject_table"], claim["subject_id"], claim["property"])
            self.claims.setdefault(cell, []).append(claim)
        self._sources = {row["source_id"]: row for row in rows["sources"]}
        self._names = {row["actor_id"]: row["name"] for row in rows["actors"]}
        # a publisher may be an actor too, under any of its names
        self._bearers = {row["name"]: row["actor_id"] for row in (*rows["actor_names"], *rows["actors"])}
        trees = {
            table.name: {row[table.key[0]]: row[parent] for row in rows[table.name]}
            for table in package.tables.values()
            if (parent := table.parent_column())
        }
        # columns that refer into a tree, such as a place within a place
        self._trees = {
            (table.name, column): trees[target.name]
            for table in package.tables.values()
            for column, target in table.references()
            if target.name in trees
        }

    @cached_property
    def _rows(self) -> "dict[tuple[str, str], Row]":
        """The rows of the tables that claims speak of."""
        tables = [self.package.tables[name] for name in {cell[0] for cell in self.claims}]
        return {(table.name, row[table.key[0]]): row for table in tables for row in self.rows[table.name]}

    @cached_property
    def event_of(self) -> "dict[tuple[str, str], str]":
        """The event that a row is or belongs to."""
        return {subject: row[EVENT] for subject, row in self._rows.items() if EVENT in row}

    @classmethod
    def of(cls, package: DataPackage) -> "Evidence":
        """The evidence of a data package as it lies on disk; raises ``DataError`` if a file is damaged."""
        return cls(package, {name: table.rows() for name, table in package.tables.items()})

    @classmethod
    def shipped(cls) -> "Evidence":
        """The evidence of the shipped data; raises ``DataError`` if a file is damaged."""
        return cls.of(shipped())

    def row(self, cell: "Cell") -> "Row":
        """The row that a cell belongs to."""
        return self._rows[cell[:2]]

    def contested(self) -> "Iterator[Cell]":
        """The cells with claims that cannot all hold."""
        return filter(self.is_contested, self.claims)

    def is_contested(self, cell: "Cell") -> bool:
        """Whether the claims on a cell cannot all hold: two that conflict, or a denial."""
        claims = self.claims[cell]
        if any(claim["stance"] == "denies" for claim in claims):
            return True
        values = sorted({claim["value"] for claim in claims})
        return any(not self.agree(cell, one, other) for i, one in enumerate(values) for other in values[i + 1 :])

    def agree(self, cell: "Cell", one: str, other: str) -> bool:
        """Whether two values of a cell can both hold, if only because one is more precise."""
        table = self.package.tables[cell[0]]
        if cell[2] in ranges(table.fields.values()):
            (low, high), (other_low, other_high) = number_range(one), number_range(other)
            return low <= other_high and other_low <= high
        if table.fields.get(cell[2], {}).get("x_format") == "edtf":
            return edtf.compatible(one, other)
        tree = self._trees.get((cell[0], cell[2]))
        if tree is not None:
            return one in _ancestry(other, tree) or other in _ancestry(one, tree)
        return one == other

    def root(self, claim: "Row") -> str:
        """Who stands behind a claim: the speaker it is attributed to, else the text's origin or publisher.

        Copies, wire texts and a speaker quoted in many places thus count once.
        """
        source = self._sources[claim["source_id"]]
        name = source["origin"] or source["publisher"]
        return self._names.get(claim["attributed_to"] or self._bearers.get(name, ""), name)

    def is_own_voice(self, claim: "Row") -> bool:
        """Whether a claim names the publisher of its source as the speaker."""
        publisher = self._sources[claim["source_id"]]["publisher"]
        return bool(claim["attributed_to"]) and self._bearers.get(publisher) == claim["attributed_to"]

    def published(self, claim: "Row") -> str:
        """When the source of a claim was published; empty where that is not known."""
        return self._sources[claim["source_id"]]["published"]

    def roots(self, cell: "Cell") -> set[str]:
        """The independent roots that speak to a cell."""
        return {self.root(claim) for claim in self.claims.get(cell, ())}


@contextmanager
def collector_paused() -> "Iterator[None]":
    """Without garbage collection: the more rows there are, the more often it would look for cycles among them all.

    There are none, and with it a view would take longer than its data grow.
    """
    import gc

    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def ranges(fields: "Iterable[dict[str, Any]]") -> dict[str, dict[str, str]]:
    """Property → bound → column, for the columns that together hold a range."""
    found: dict[str, dict[str, str]] = {}
    for field in fields:
        if "x_range" in field:
            bounds = found.setdefault(field["x_range"]["property"], {})
            bounds[field["x_range"]["bound"]] = field["name"]
    return found


def property_of(field: "Mapping[str, Any]") -> str:
    """What claims and adjudications call a column: the range that it is a bound of, or its own name."""
    return str(field.get("x_range", {}).get("property", field["name"]))


def number_range(value: str) -> tuple[float, float]:
    """``24`` → (24, 24), ``24/28`` → (24, 28), ``24/..`` → (24, inf), ``../28`` → (0, 28).

    Raises ``ValueError`` for anything else.
    """
    low, slash, high = value.partition("/")
    bounds = (
        0.0 if low == ".." and slash else float(_count(low)),
        float("inf") if high == ".." else float(_count(high if slash else low)),
    )
    if bounds == (0.0, float("inf")) or bounds[0] > bounds[1]:
        raise ValueError(f"{value!r} is no range")
    return bounds


def figures(value: str) -> list[int]:
    """The numbers that a casualty claim gives."""
    return [_count(part) for part in value.split("/") if part != ".."]


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise ValueError(f"{text!r} is no number of people")
    return int(text)


def _ancestry(key: str, tree: "Mapping[str, str]") -> list[str]:
    line: list[str] = []
    while key and key not in line:
        line.append(key)
        key = tree.get(key, "")
    return line
