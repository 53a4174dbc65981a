"""A copy of the data package that a test may damage, and the mending of its stamps."""

import csv
import json
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from soleimani_events._package import DataPackage
from soleimani_events._reading import parse
from soleimani_events.findings import Finding

ROOT = Path(__file__).resolve().parent.parent
Row = dict[str, str]


class Copy:
    """A data package in a folder of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copy(ROOT / "datapackage.json", root)
        shutil.copytree(ROOT / "data", root / "data")

    @property
    def package(self) -> DataPackage:
        return DataPackage(self.root)

    def file(self, name: str) -> Path:
        return self.root / "data" / f"{name}.csv"

    def rows(self, name: str) -> list[Row]:
        return parse(self.file(name).read_bytes())

    def write(self, name: str, rows: list[Row]) -> None:
        """Write rows in the order of their key, and stamp the file's bytes and hash: a well-meant edit."""
        table = self.package.table(name)
        with self.file(name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(table.fields), lineterminator="\n")
            writer.writeheader()
            writer.writerows(sorted(rows, key=lambda row: [row[column] for column in table.key]))
        self.describe(lambda descriptor: self._stamp(descriptor, name))

    def _stamp(self, descriptor: dict[str, Any], name: str) -> None:
        data = self.file(name).read_bytes()
        resource(descriptor, name).update(bytes=len(data), hash=f"sha256:{sha256(data).hexdigest()}")

    def edit(self, name: str, key: str, /, **cells: str) -> int:
        """Change cells of the row with that key, stamp the file, and return the row's line."""
        first = self.package.table(name).key[0]
        rows = self.rows(name)
        next(row for row in rows if row[first] == key).update(cells)
        self.write(name, rows)
        return 2 + next(i for i, row in enumerate(self.rows(name)) if row[first] == cells.get(first, key))

    def add(self, name: str, /, **cells: str) -> int:
        """Add a row, the other cells empty, and return its line."""
        row = dict.fromkeys(self.package.table(name).fields, "") | cells
        self.write(name, [*self.rows(name), row])
        return 2 + self.rows(name).index(row)

    def remove(self, name: str, matches: Callable[[Row], bool]) -> None:
        self.write(name, [row for row in self.rows(name) if not matches(row)])

    def describe(self, change: Callable[[dict[str, Any]], None]) -> None:
        path = self.root / "datapackage.json"
        descriptor = json.loads(path.read_text(encoding="utf-8"))
        change(descriptor)
        path.write_text(json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def resource(descriptor: dict[str, Any], name: str) -> dict[str, Any]:
    """The descriptor of one table."""
    return next(r for r in descriptor["resources"] if r["name"] == name)


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def only(findings: list[Finding], code: str) -> Finding:
    """The one finding of that code."""
    matching = [finding for finding in findings if finding.code == code]
    assert len(matching) == 1, [str(finding) for finding in findings]
    return matching[0]
