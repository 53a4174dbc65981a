"""What differs between two releases, row by row and cell by cell, and why."""

from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from ._claims import RECORD, property_of
from ._package import Table
from ._releases import Key, Release

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._claims import Cell, Row

Kind: TypeAlias = Literal["added", "removed", "changed"]
Level: TypeAlias = Literal["none", "patch", "minor", "major"]

ADJUDICATIONS = "adjudications"


class Change(NamedTuple):
    """One change. Without a ``column`` it is a row, or without a ``key`` too, a table.

    With a ``column`` it is a cell, or without a ``key``, a column. ``old`` and ``new`` are the cells of a
    changed cell, ``""`` where empty, and ``None`` for anything else; for a table whose primary key has
    changed, they name the key's columns. ``reason`` is what NEW's adjudications or tombstones say, or ``""``.
    """

    table: str
    kind: Kind
    key: Key = ()
    column: str = ""
    old: str | None = None
    new: str | None = None
    reason: str = ""

    @property
    def id(self) -> str:
        """The key as text."""
        return ", ".join(self.key)


def changes_between(before: Release, after: Release) -> Iterator[Change]:
    reasons = _reasons(after)
    for name in dict.fromkeys([*after.tables, *before.tables]):
        if name in before.tables and name in after.tables:
            yield from _column_changes(before.tables[name], after.tables[name])
        else:
            yield Change(name, "added" if name in after.tables else "removed")
        table = after.tables.get(name) or before.tables[name]
        yield from _row_changes(table, before.rows.get(name, {}), after.rows.get(name, {}), reasons)


def _column_changes(old: Table, new: Table) -> Iterator[Change]:
    for name in dict.fromkeys([*new.fields, *old.fields]):
        if name not in old.fields or name not in new.fields:
            yield Change(new.name, "added" if name in new.fields else "removed", column=name)
    if old.key != new.key:
        yield Change(new.name, "changed", old=", ".join(old.key), new=", ".join(new.key))


def _row_changes(
    table: Table, old: "dict[Key, Row]", new: "dict[Key, Row]", reasons: "dict[Cell, str]"
) -> Iterator[Change]:
    def why(key: Key, name: str) -> str:
        # adjudications and tombstones speak of rows that have an id of their own
        return reasons.get((table.name, key[0], name), "") if len(key) == 1 else ""

    for key in sorted(old.keys() | new.keys()):
        if key not in old or key not in new:
            yield Change(table.name, "added" if key in new else "removed", key, reason=why(key, RECORD))
        else:
            for name in _changed_columns(table, old[key], new[key]):
                reason = why(key, property_of(table.fields[name]))
                yield Change(table.name, "changed", key, name, old[key][name], new[key][name], reason)


def _changed_columns(table: Table, old: "Row", new: "Row") -> list[str]:
    """The columns of both rows whose cells differ, without those that follow from another one of them."""
    changed = [name for name in table.fields if name in old and old[name] != new[name]]
    return [
        name
        for name in changed
        if not set(table.fields[name].get("x_derived", {}).get("from", ())).intersection(changed)
    ]


def _reasons(release: Release) -> "dict[Cell, str]":
    """Why a cell holds what it holds, and why a row as a whole is there or gone."""
    gone = {(table, row_id, RECORD): why for (table, row_id), why in _tombstones(release).items()}
    return gone | _adjudications(release)


def _adjudications(release: Release) -> "dict[Cell, str]":
    table = release.tables.get(ADJUDICATIONS)
    subject = table.schema.get("x_subject") if table else None
    if not subject:
        return {}
    return {
        (row[subject["table"]], row[subject["id"]], row[subject["property"]]): joined(
            ": ", row.get("rule"), row.get("rationale")
        )
        for row in release.rows[ADJUDICATIONS].values()
    }


def _tombstones(release: Release) -> dict[tuple[str, str], str]:
    """Why an id is gone."""
    return {
        (row[retired["table"]], row[retired["id"]]): joined(
            ", replaced by ", row.get("reason"), row[retired["replacement"]]
        )
        for table in release.tables.values()
        if (retired := table.schema.get("x_retired"))
        for row in release.rows[table.name].values()
    }


def joined(by: str, *parts: str | None) -> str:
    return by.join(part for part in parts if part)


def unexplained(changes: list[Change], before: Release, after: Release) -> Iterator[Change]:
    """Ids that are gone without a tombstone, and tombstones that are gone."""
    retired = _tombstones(after)
    live = {(name, row[table.key[0]]) for name, table in after.tables.items() for row in after.rows[name].values()}
    # an id names one thing in the whole package, so it may live on in a table that has another name
    anywhere = {row_id for _, row_id in live}
    for change in changes:
        if change.kind != "removed" or not change.key:
            continue
        table = before.tables[change.table]
        identity = (change.table, change.key[0])
        lives = identity in live or (change.table not in after.tables and change.key[0] in anywhere)
        if "x_retired" in table.schema or (len(table.key) == 1 and identity not in retired and not lives):
            yield change


def level(changes: list[Change], before: Release, after: Release) -> Level:
    if any(change.kind == "removed" and not change.key for change in changes):
        return "major"
    if changes:
        return "minor"
    return "none" if _undated(before.descriptor) == _undated(after.descriptor) else "patch"


def _undated(descriptor: "dict[str, Any]") -> "dict[str, Any]":
    """A descriptor without what every release changes. The hashes in it stand for the files."""
    return {name: value for name, value in descriptor.items() if name not in ("version", "created")}
