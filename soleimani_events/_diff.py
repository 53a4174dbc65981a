"""The changes between two releases of the data package as an object, as text, Markdown, JSON and a frame."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ._comparison import Change, Level, changes_between, joined, level, unexplained
from ._releases import NOTHING, Key, open_release

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pandas import DataFrame

NO_TOMBSTONE = "NO TOMBSTONE"
# not printable by themselves, and part of Persian and Arabic text
JOINERS = "\u200c\u200d\u200e\u200f"


class Counts(NamedTuple):
    """How many rows of a table were added, changed (in any number of cells) and removed."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    def __str__(self) -> str:
        return ", ".join(f"{n:,} {kind}" for kind, n in self._asdict().items() if n)


@dataclass(frozen=True)
class DataDiff:
    """All that changed from one release to another.

    ``changes`` are in the order of NEW's tables and, within a table, of keys. ``unexplained`` are those of
    them that remove a released id, or a tombstone, without a tombstone in NEW. ``level`` is the step that the
    versioning policy asks for: ``"major"`` where a table or column is gone, ``"minor"`` for any other change,
    ``"patch"`` where only the descriptor or the bytes of a file differ, ``"none"`` where nothing does.
    """

    old_version: str
    new_version: str
    level: Level
    changes: list[Change]
    unexplained: list[Change]

    def counts(self) -> dict[str, Counts]:
        """Changed rows by table, for each table that has any."""
        rows: dict[str, dict[str, set[Key]]] = {}
        for change in self.changes:
            if change.key:
                rows.setdefault(change.table, {}).setdefault(change.kind, set()).add(change.key)
        return {table: Counts(**{kind: len(keys) for kind, keys in kinds.items()}) for table, kinds in rows.items()}

    def to_text(self) -> str:
        """For a plain terminal: counts a table, then ``+`` added, ``-`` removed, ``~`` changed."""
        counts = self.counts()
        width = max(map(len, counts), default=0)
        lines = [f"{self.old_version or 'nothing'} -> {self.new_version}, data: {self.level}"]
        lines += [f"  {table:<{width}}  {number}" for table, number in counts.items()]
        lines += [f"{len(self.unexplained)} without a tombstone"] if self.unexplained else []
        table, lost = None, set(self.unexplained)
        for change in self.changes:
            if change.table != table:
                table = change.table
                lines += ["", table]
            lines += _text_lines(change, _why(change, lost))
        return "\n".join(map(_visible, lines))

    def to_markdown(self) -> str:
        """The Data section of a changelog: one line of counts a table, then every change."""
        lines = [f"- {_code(table)}: {number}." for table, number in self.counts().items()]
        tables = dict.fromkeys(change.table for change in self.changes)
        lines += [line for table in tables for line in self._markdown_lines(table)]
        return "\n".join(["### Data", "", *map(_visible, lines or ["- No change."])])

    def to_json(self) -> str:
        """Everything, as an object: versions, level, counts by table, changes, unexplained changes."""
        content = {
            "old_version": self.old_version,
            "new_version": self.new_version,
            "level": self.level,
            "counts": {table: number._asdict() for table, number in self.counts().items()},
            "changes": [change._asdict() for change in self.changes],
            "unexplained": [change._asdict() for change in self.unexplained],
        }
        return json.dumps(content, indent=2, ensure_ascii=False)

    def to_frame(self) -> "DataFrame":
        """One row a change, with the columns of ``Change`` as ``string``; ``None`` is a missing value."""
        import pandas as pd

        columns: dict[str, list[str | None]] = {
            name: [getattr(change, name) for change in self.changes] for name in Change._fields
        }
        columns["key"] = [change.id for change in self.changes]
        return pd.DataFrame(columns, dtype="string")

    def _markdown_lines(self, table: str) -> Iterator[str]:
        changes = [change for change in self.changes if change.table == table]
        yield from (_markdown_structure(change) for change in changes if not change.key)
        # thousands of rows may be new: those without a reason share a line
        added = [_code(c.id) for c in changes if c.key and c.kind == "added" and not c.reason]
        if added:
            yield f"- {_code(table)}, added: {', '.join(added)}."
        lost = set(self.unexplained)
        for change in changes:
            if change.key and (change.kind != "added" or change.reason):
                yield _markdown_row(change, _why(change, lost))


def diff(old: str | Path | None, new: str | Path, *, checkout: str | Path = ".") -> DataDiff:
    """Compare two releases of the data package, table by table, by primary key.

    Each is a wheel (``.whl``), an sdist (``.tar.gz``), a folder that holds ``datapackage.json``, that file,
    or a git revision of the repository around ``checkout``: ``v0.1.0``, or ``v0.1.0:folder`` where the data
    package is not at the top. What exists as a path is read as one; ``main:`` is the revision all the same.
    ``old`` may be ``None``, for what a first release adds to nothing.

    Derived columns are left out of a row in which a column changed that they derive from.

    Raises ``FileNotFoundError`` if no data package is there, and ``DataError``, which names file and mend, if
    one cannot be read, leads out of its folder, or is not what its descriptor states.
    """
    before = NOTHING if old is None else open_release(old, checkout)
    after = open_release(new, checkout)
    changes = list(changes_between(before, after))
    return DataDiff(
        old_version=before.descriptor["version"],
        new_version=after.descriptor["version"],
        level=level(changes, before, after),
        changes=changes,
        unexplained=list(unexplained(changes, before, after)),
    )


def _text_lines(change: Change, why: str) -> list[str]:
    mark = {"added": "+", "removed": "-", "changed": "~"}[change.kind]
    what = _structure(change) if not change.key else joined("  ", change.id, change.column)
    lines = [f"  {mark} {what}"]
    if change.old is not None:
        lines += [f"      {change.old or '(empty)'}", f"   -> {change.new or '(empty)'}"]
    return lines + ([f"      {why}"] if why else [])


def _why(change: Change, lost: set[Change]) -> str:
    return NO_TOMBSTONE if change in lost else change.reason


def _structure(change: Change) -> str:
    if change.column:
        return f"column {change.column}"
    return "primary key" if change.kind == "changed" else f"table {change.table}"


def _markdown_structure(change: Change) -> str:
    if change.kind == "changed":
        return f"- Primary key of {_code(change.table)}: {_from_to(change)}."
    if change.column:
        return f"- Column {_code(change.column)} of {_code(change.table)} {change.kind}."
    return f"- Table {_code(change.table)} {change.kind}."


def _markdown_row(change: Change, why: str) -> str:
    cell = f", {_code(change.column)}: {_from_to(change)}" if change.column else f" {change.kind}"
    line = f"- {_code(change.table)}, {_code(change.id)}{cell}. {_escaped(why)}".rstrip()
    return line if line.endswith(".") else f"{line}."


def _from_to(change: Change) -> str:
    return f"{_code(change.old or '')} → {_code(change.new or '')}"


def _code(value: str) -> str:
    """A value as Markdown code, whatever backticks it holds."""
    if not value:
        return "(empty)"
    fence = "`" * (1 + max(map(len, re.findall("`+", value)), default=0))
    pad = " " if value.startswith("`") or value.endswith("`") else ""
    return f"{fence}{pad}{value}{pad}{fence}"


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", text)


def _visible(line: str) -> str:
    """A line without characters that would steer a terminal or turn its text around."""
    return "".join(c if c.isprintable() or c in JOINERS else c.encode("unicode_escape").decode() for c in line)
