"""For maintainers: everything that follows from the data and the descriptor, brought up to date in one go."""

import csv
import io
import json
from copy import deepcopy
from pathlib import Path

from ._package import DESCRIPTOR, DataPackage, Table
from ._reading import parse, structure_findings
from .findings import DataError, Finding
from .generated import citation_cff, codebook, loaders, loaders_stub
from .validation.keys import derive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._claims import Row

LOADERS = "soleimani_events/loaders.py"


def stamp(root: str | Path = ".") -> list[str]:
    """Write what is out of date in a checkout: data files, descriptor, codebook, citation, loaders.

    Returns the files written, relative to ``root``. Raises ``DataError``, and writes nothing, if a data file
    cannot be read as its table.
    """
    changed = _changed(Path(root))
    for file, content in changed.items():
        # the whole file or none of it: a reader never sees half
        target = Path(root, file)
        draft = target.with_name(target.name + ".new")
        draft.write_bytes(content)
        draft.replace(target)
    return list(changed)


def stale(root: str | Path = ".") -> list[Finding]:
    """What ``stamp`` would write, as findings."""
    mend = "run `soleimani-events stamp`."
    return [Finding("stale", "is not up to date.", mend, file) for file in _changed(Path(root))]


def _changed(root: Path) -> dict[str, bytes]:
    package = DataPackage(root)
    contents: dict[str, bytes] = {}
    descriptor = deepcopy(package.descriptor)
    counts = {}
    for table, resource in zip(package.tables.values(), descriptor["resources"], strict=True):
        rows = _rows(table)
        counts[table.name] = len(rows)
        contents[table.file] = _csv(table, rows)
        _describe(resource, contents[table.file])
    contents[DESCRIPTOR] = (json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n").encode()
    contents["CODEBOOK.md"] = codebook(descriptor, counts).encode()
    contents["CITATION.cff"] = citation_cff(descriptor).encode()
    contents[LOADERS] = loaders(descriptor).encode()
    contents[f"{LOADERS}i"] = loaders_stub(descriptor).encode()
    return {
        file: content
        for file, content in contents.items()
        if not (root / file).is_file() or (root / file).read_bytes() != content
    }


def _rows(table: Table) -> "list[Row]":
    """The rows of a table in order, with what derives from other cells filled in."""
    data = table.path.read_bytes()
    # sorting is done here, and so is filling in ids that were left empty
    blocking = [
        finding
        for finding in structure_findings(table, data)
        if finding.code != "not-sorted" and not (finding.code == "duplicate-key" and finding.value == "")
    ]
    if blocking:
        raise DataError(blocking)
    rows = parse(data)
    ids = {row[table.key[0]] for row in rows}
    for row in rows:
        for name, field in table.fields.items():
            rule = field.get("x_derived")
            if rule and not (rule["as"] == "joined" and row[name]):  # an id is never changed, only given
                row[name] = _derived(row, rule)
                if rule["as"] == "joined":
                    row[name] = _numbered(row[name], ids)
                    ids.add(row[name])
    return sorted(rows, key=lambda row: [row[name] for name in table.key])


def _derived(row: "Row", rule: "dict[str, Any]") -> str:
    try:
        return derive(row, rule)
    except ValueError:
        return ""  # the validator says what is wrong with the cell that it derives from


def _numbered(stem: str, taken: set[str]) -> str:
    number = 1
    name = stem
    while name in taken:
        number += 1
        name = f"{stem}.{number}"
    return name


def _csv(table: Table, rows: "list[Row]") -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(table.fields), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _describe(resource: "dict[str, Any]", data: bytes) -> None:
    from hashlib import sha256

    resource["bytes"] = len(data)
    resource["hash"] = f"sha256:{sha256(data).hexdigest()}"
    for field in resource["schema"]["fields"]:
        if "categories" in field:
            # for readers that know enum and not categories
            field.setdefault("constraints", {})["enum"] = [c["value"] for c in field["categories"]]
