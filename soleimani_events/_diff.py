"""What changed between two releases of the data package, row by row and cell by cell, and why.

A release is read where it lies: a wheel, an sdist, a folder, or a git revision. Nothing of it is unpacked,
installed or run; the files that its descriptor names are read into memory, and held against its hashes.
A descriptor may hold keywords that this version does not know: the other release may be a later one.
"""

import gzip
import json
import os
import re
import subprocess
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Literal, NamedTuple, TypeAlias

from ._claims import RECORD
from ._descriptor import leaves_folder
from ._package import DESCRIPTOR, DataPackage, Table
from ._reading import parse, stated_findings, structure_findings
from .findings import DataError, Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pandas import DataFrame

    from ._claims import Cell, Row

Kind: TypeAlias = Literal["added", "removed", "changed"]
Level: TypeAlias = Literal["none", "patch", "minor", "major"]
Key: TypeAlias = tuple[str, ...]

# bytes of one release, unpacked: a hundred times the first one, and no danger to a small machine
LIMIT = 256 * 2**20
ADJUDICATIONS = "adjudications"
NO_TOMBSTONE = "NO TOMBSTONE"
# not printable by themselves, and part of Persian and Arabic text
JOINERS = "\u200c\u200d\u200e\u200f"


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
    before = _NOTHING if old is None else _open(old, checkout)
    after = _open(new, checkout)
    changes = list(_changes(before, after))
    return DataDiff(
        old_version=before.descriptor["version"],
        new_version=after.descriptor["version"],
        level=_level(changes, before, after),
        changes=changes,
        unexplained=list(_unexplained(changes, before, after)),
    )


# Releases ------------------------------------------------------------------------------------------------


class _Release(DataPackage):
    """A data package with its rows in memory, by table and key."""

    def __init__(self, place: str, descriptor: "dict[str, Any]") -> None:
        # not the constructor of a package in a folder, which refuses what other versions may say
        self._root = place
        self.descriptor = descriptor
        self.tables = {resource["name"]: Table(self, resource) for resource in descriptor["resources"]}
        self.rows: dict[str, dict[Key, Row]] = {}


_NOTHING = _Release("", {"version": "", "resources": []})


class _Files(NamedTuple):
    """Where a data package lies, and how its files are read. ``place`` + name is how messages call a file."""

    place: str
    size: Callable[[str], int | None]  # None: there is no such file
    read: Callable[[str], bytes]


def _open(where: str | Path, checkout: str | Path) -> _Release:
    path = Path(where)
    if path.is_dir():
        return _release(_folder(path))
    if not path.is_file():
        return _release(_revision(str(where), checkout))
    if path.name == DESCRIPTOR:
        return _release(_folder(path.parent))
    if path.name.endswith(".whl"):
        return _release(_wheel(path))
    if path.name.endswith(".tar.gz"):
        return _release(_sdist(path))
    raise _refusal(
        "not-a-release",
        "is no data package.",
        f"name a wheel (.whl), an sdist (.tar.gz), a folder, a {DESCRIPTOR} or a git revision.",
        str(path),
    )


def _release(files: _Files) -> _Release:
    """Read all that the descriptor names, within the limit."""
    if files.size(DESCRIPTOR) is None:
        raise FileNotFoundError(f"there is no {DESCRIPTOR} in {files.place.rstrip('/')}")
    data = _read(files, DESCRIPTOR, LIMIT)
    release = _described(files, data)
    left = LIMIT - len(data)
    for table in release.tables.values():
        data = _read(files, table.file, left)
        left -= len(data)
        found = stated_findings(table, data) or structure_findings(table, data)
        if found:
            raise DataError([finding._replace(file=files.place + finding.file) for finding in found])
        release.rows[table.name] = {tuple(row[name] for name in table.key): row for row in parse(data)}
    return release


def _read(files: _Files, name: str, limit: int) -> bytes:
    file = files.place + name
    if leaves_folder(name):
        mend = "name a file below the folder of the descriptor, with forward slashes."
        raise _refusal("unsafe-path", "leaves the package.", mend, file)
    size = files.size(name)
    if size is None:
        raise _refusal("missing-file", "is not there.", "restore it, or get the release again.", file)
    if size > limit:
        message = f"has {size:,} bytes; a release is read up to {LIMIT:,} in all."
        raise _refusal("too-large", message, "get the release again from where it was published.", file)
    return files.read(name)


def _described(files: _Files, data: bytes) -> _Release:
    """The release that a descriptor describes, still without rows."""
    file = files.place + DESCRIPTOR
    try:
        descriptor = json.loads(data)
    except (ValueError, RecursionError) as error:
        mend = "restore the file, or get the release again."
        raise _refusal("not-json", f"is not JSON: {error}.", mend, file) from None
    try:
        release = _Release(files.place, descriptor)
        _require(descriptor, release.tables.values())
    except (KeyError, TypeError, AttributeError) as error:
        message = f"lacks what a comparison needs: {error}."
        mend = "restore it; `soleimani-events validate` says more of a folder."
        raise _refusal("descriptor-type", message, mend, file) from None
    return release


def _require(descriptor: "dict[str, Any]", tables: Iterable[Table]) -> None:
    """Touch what will be used of a descriptor; raises ``KeyError`` or ``TypeError`` where it is not so."""
    texts = [descriptor["version"]]
    for table in tables:
        texts += [table.name, table.file, table.resource["hash"], *table.fields]
        texts += [table.fields[name]["name"] for name in table.key]
        for field in table.fields.values():
            texts += [*field.get("x_derived", {}).get("from", ()), _property(field)]
        retired = table.schema.get("x_retired")
        if retired:
            texts += [table.fields[retired[role]]["name"] for role in ("table", "id", "replacement")]
        subject = table.schema.get("x_subject")
        if subject:
            texts += [table.fields[subject[role]]["name"] for role in ("table", "id", "property")]
        if not isinstance(table.resource["bytes"], int) or not table.key:
            raise TypeError(f"bytes or primaryKey of {table.name}")
    wrong = [text for text in texts if not isinstance(text, str)]
    if wrong:
        raise TypeError(f"{wrong[0]!r} is no text")


def _refusal(code: str, message: str, mend: str, file: str) -> DataError:
    return DataError([Finding(code, message, mend, file)])


def _folder(root: Path) -> _Files:
    inside = root.resolve()

    def size(name: str) -> int | None:
        path = root / name
        if not path.resolve().is_relative_to(inside):
            mend = "put the file itself there instead of a link."
            raise _refusal("unsafe-path", "is a link that leaves the package.", mend, path.as_posix())
        return path.stat().st_size if path.is_file() else None

    return _Files(f"{root.as_posix()}/", size, lambda name: (root / name).read_bytes())


def _wheel(path: Path) -> _Files:
    data = _bounded(path)
    with _intact(path):
        archive = zipfile.ZipFile(BytesIO(data))  # in memory: nothing to close
    sizes = {info.filename: info.file_size for info in archive.infolist()}

    def read(name: str) -> bytes:
        # no more than stated: a few bytes may unpack to gigabytes
        with _intact(path), archive.open(name) as file:
            return file.read(sizes[name])

    return _members(path, sizes, sizes, read)


def _sdist(path: Path) -> _Files:
    data = _bounded(path)
    with _intact(path), gzip.open(BytesIO(data)) as file:
        unpacked = file.read(LIMIT + 1)
    if len(unpacked) > LIMIT:
        raise _too_large(path)
    with _intact(path):
        archive = tarfile.open(fileobj=BytesIO(unpacked), mode="r:")  # noqa: SIM115 (in memory)
        names = archive.getnames()
        # links lead nowhere here; of a name that stands twice the last one counts, as in unpacking
        members = {member.name: member for member in archive if member.isreg()}

    def read(name: str) -> bytes:
        with _intact(path):
            file = archive.extractfile(members[name])
            return file.read() if file else b""

    return _members(path, names, {name: member.size for name, member in members.items()}, read)


@contextmanager
def _intact(path: Path) -> Iterator[None]:
    """Whatever a library raises over bytes that are damaged, encrypted or of an unknown kind, as one error."""
    try:
        yield
    except Exception as error:
        message = f"cannot be read: {type(error).__name__} {error}."
        raise _refusal("broken-archive", message, "get the release again.", str(path)) from error


def _members(path: Path, names: Iterable[str], sizes: Mapping[str, int], read: Callable[[str], bytes]) -> _Files:
    """The data package in an archive: at its top, or in a folder at its top."""
    for name in names:
        if leaves_folder(name):
            mend = "do not use this archive; get the release again from where it was published."
            raise _refusal("unsafe-path", "leaves the archive.", mend, f"{path.as_posix()}/{name}")
    found = [name for name in sizes if PurePosixPath(name).name == DESCRIPTOR and name.count("/") < 2]
    if not found:
        raise FileNotFoundError(f"there is no {DESCRIPTOR} in {path}")
    if len(found) > 1:
        message = f"holds more than one {DESCRIPTOR}: {', '.join(found)}."
        raise _refusal("ambiguous", message, "name the folder of one of them, unpacked.", str(path))
    top = found[0].removesuffix(DESCRIPTOR)
    return _Files(f"{path.as_posix()}/{top}", lambda name: sizes.get(top + name), lambda name: read(top + name))


def _bounded(path: Path) -> bytes:
    if path.stat().st_size > LIMIT:
        raise _too_large(path)
    return path.read_bytes()


def _too_large(path: Path) -> DataError:
    message = f"holds more than {LIMIT:,} bytes."
    return _refusal("too-large", message, "get the release again from where it was published.", str(path))


def _revision(where: str, checkout: str | Path) -> _Files:
    """A data package in a git revision, read from git's objects: no work tree, no filter, no network."""
    revision, _, folder = where.partition(":")
    commit = None
    # git would read what starts with a dash as an option
    if revision and not revision.startswith("-") and "\0" not in where:
        commit = _git(checkout, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if commit is None:
        raise FileNotFoundError(
            f"{where!r} is no file, no folder and no git revision of {Path(checkout).resolve()}; "
            "a tag that is published and not here comes with: git fetch --tags"
        )
    folder = folder.removesuffix(DESCRIPTOR).rstrip("/")
    top = f"{folder}/" if folder else ""
    tree = f"{commit.decode().strip()}:{top}"

    def size(name: str) -> int | None:
        found = _git(checkout, "cat-file", "-s", tree + name)
        return None if found is None else int(found)

    def read(name: str) -> bytes:
        data = _git(checkout, "cat-file", "blob", tree + name)
        if data is None:
            raise _refusal("missing-file", "is no file.", "name another revision.", f"{revision}:{top}{name}")
        return data

    return _Files(f"{revision}:{top}", size, read)


def _git(checkout: str | Path, *arguments: str) -> bytes | None:
    """What git prints, or ``None`` if it fails or is not installed."""
    # a partial clone would fetch what it lacks
    environment = {**os.environ, "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
    try:
        done = subprocess.run(["git", *arguments], cwd=checkout, env=environment, capture_output=True, check=False)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


# Comparison ----------------------------------------------------------------------------------------------


def _changes(before: _Release, after: _Release) -> Iterator[Change]:
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
                reason = why(key, _property(table.fields[name]))
                yield Change(table.name, "changed", key, name, old[key][name], new[key][name], reason)


def _changed_columns(table: Table, old: "Row", new: "Row") -> list[str]:
    """The columns of both rows whose cells differ, without those that follow from another one of them."""
    changed = [name for name in table.fields if name in old and old[name] != new[name]]
    return [
        name
        for name in changed
        if not set(table.fields[name].get("x_derived", {}).get("from", ())).intersection(changed)
    ]


def _property(field: "dict[str, Any]") -> str:
    """What adjudications call a column: the range that it is a bound of, or its own name."""
    return str(field.get("x_range", {}).get("property", field["name"]))


def _reasons(release: _Release) -> "dict[Cell, str]":
    """Why a cell holds what it holds, and why a row as a whole is there or gone."""
    gone = {(table, row_id, RECORD): why for (table, row_id), why in _tombstones(release).items()}
    return gone | _adjudications(release)


def _adjudications(release: _Release) -> "dict[Cell, str]":
    table = release.tables.get(ADJUDICATIONS)
    subject = table.schema.get("x_subject") if table else None
    if not subject:
        return {}
    return {
        (row[subject["table"]], row[subject["id"]], row[subject["property"]]): _joined(
            ": ", row.get("rule"), row.get("rationale")
        )
        for row in release.rows[ADJUDICATIONS].values()
    }


def _tombstones(release: _Release) -> dict[tuple[str, str], str]:
    """Why an id is gone."""
    return {
        (row[retired["table"]], row[retired["id"]]): _joined(
            ", replaced by ", row.get("reason"), row[retired["replacement"]]
        )
        for table in release.tables.values()
        if (retired := table.schema.get("x_retired"))
        for row in release.rows[table.name].values()
    }


def _joined(by: str, *parts: str | None) -> str:
    return by.join(part for part in parts if part)


def _unexplained(changes: list[Change], before: _Release, after: _Release) -> Iterator[Change]:
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


def _level(changes: list[Change], before: _Release, after: _Release) -> Level:
    if any(change.kind == "removed" and not change.key for change in changes):
        return "major"
    if changes:
        return "minor"
    return "none" if _undated(before.descriptor) == _undated(after.descriptor) else "patch"


def _undated(descriptor: "dict[str, Any]") -> "dict[str, Any]":
    """A descriptor without what every release changes. The hashes in it stand for the files."""
    return {name: value for name, value in descriptor.items() if name not in ("version", "created")}


# Forms ---------------------------------------------------------------------------------------------------


def _text_lines(change: Change, why: str) -> list[str]:
    mark = {"added": "+", "removed": "-", "changed": "~"}[change.kind]
    what = _structure(change) if not change.key else _joined("  ", change.id, change.column)
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
