"""Where the data package lies, and what its descriptor says of each table."""

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

DESCRIPTOR = "datapackage.json"


class DataPackage:
    """A data package in a folder: ``datapackage.json`` and the files that it names.

    Opening it checks the descriptor and reads no data. Raises ``DataError`` if the descriptor is missing,
    is not JSON, has an unknown keyword or names a path that leaves the folder.
    """

    def __init__(self, root: "str | Path") -> None:
        from ._descriptor import read_descriptor

        self._root = os.fspath(root)
        self.descriptor: dict[str, Any] = read_descriptor(os.path.join(self._root, DESCRIPTOR))
        self.tables = {r["name"]: Table(self, r) for r in self.descriptor["resources"]}

    @property
    def root(self) -> "Path":
        """The folder of the package."""
        from pathlib import Path  # for those who need a path: it costs more than reading the descriptor

        return Path(self._root)

    def table(self, name: str) -> "Table":
        """The table of that name; ``DataError`` with the nearest names if there is none."""
        if name in self.tables:
            return self.tables[name]
        from .findings import unknown

        raise unknown(name, self.tables, "table", DESCRIPTOR)


class Table:
    """One tabular resource of a data package, as the descriptor describes it."""

    def __init__(self, package: DataPackage, resource: "dict[str, Any]") -> None:
        self.package = package
        self.resource = resource
        self.name: str = resource["name"]
        self.file: str = resource["path"]
        self.schema: dict[str, Any] = resource["schema"]
        self.fields: dict[str, dict[str, Any]] = {f["name"]: f for f in self.schema["fields"]}
        self.key: list[str] = self.schema["primaryKey"]

    @property
    def path(self) -> "Path":
        return self.package.root / self.file

    def references(self) -> "Iterator[tuple[str, Table]]":
        """Each column that refers to a table, with that table; itself where it forms a tree."""
        for key in self.schema.get("foreignKeys", ()):
            target = key["reference"].get("resource", self.name)
            yield key["fields"][0], self.package.tables[target]

    def parent_column(self) -> str | None:
        """The column that refers to the table's own rows, for a table that forms a tree."""
        return next((column for column, target in self.references() if target is self), None)

    def rows(self) -> "list[dict[str, str]]":
        """The raw cells, ``""`` where empty; row ``i`` stands in line ``i + 2`` of the file.

        Raises ``DataError`` unless the bytes are those that the descriptor states.
        """
        from ._reading import parse, verified_bytes

        return parse(verified_bytes(self))


def shipped() -> DataPackage:
    """The data package that this installation holds: inside it, or beside it in a checkout."""
    return DataPackage(_root())


def _root() -> str:
    inside = os.path.dirname(os.path.realpath(__file__))
    return inside if os.path.isfile(os.path.join(inside, DESCRIPTOR)) else os.path.dirname(inside)


def descriptor() -> "dict[str, Any]":
    """The data package's descriptor (Data Package v2, parsed JSON), a fresh copy each call.

    Raises ``DataError`` if the installed descriptor is damaged.
    """
    return shipped().descriptor


def data_path(name: str) -> "Path":
    """The path of a table's CSV file (UTF-8, LF, comma, header) in this installation.

    Raises ``DataError`` if there is no table of that name.
    """
    return shipped().table(name).path
