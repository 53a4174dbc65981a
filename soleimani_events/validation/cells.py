"""Layer 3, cells: pandera on typed frames, and frictionless on the raw bytes as a second opinion."""

from copy import deepcopy

from .._package import DataPackage, Table
from ..findings import Finding
from ..tables import read_text, typed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MEND = "correct the cell as the codebook describes its column."


def by_pandera(table: Table) -> list[Finding]:
    """Every cell of a table that is not what its column says."""
    import pandera.errors

    from ..schema import to_pandera

    frame, found = typed(read_text(table.path.read_bytes()), table)
    known = {(f.line, f.column) for f in found}
    try:
        to_pandera(table).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases.drop_duplicates(["index", "column", "check"])
        for case in cases.itertuples(index=False):
            line = None if case.index is None or case.index != case.index else int(case.index) + 2
            if (line, case.column) not in known:
                found.append(_cell(table, line, case))
    return found


def _cell(table: Table, line: int | None, case: "Any") -> Finding:
    messages = {
        "not_nullable": ("empty-cell", "is empty and may not be."),
        "field_uniqueness": ("duplicate-value", "stands twice and may not."),
        "multiple_fields_uniqueness": ("duplicate-key", "is part of a key that stands twice."),
    }
    code, message = messages.get(case.check, ("wrong-value", f"{case.check}."))
    value = "" if case.check == "not_nullable" else str(case.failure_case)
    return Finding(code, message, MEND, table.file, line, str(case.column), value)


def by_frictionless(package: DataPackage) -> list[Finding]:
    """What frictionless says of the package as it lies on disk, keys and references included."""
    from frictionless import Package

    descriptor = deepcopy(package.descriptor)
    for resource in descriptor["resources"]:
        for key in resource["schema"].get("foreignKeys", ()):
            # Data Package v2 leaves the resource out where a table refers to itself; frictionless wants ""
            key["reference"].setdefault("resource", "")
    report = Package.from_descriptor(descriptor, basepath=str(package.root.resolve())).validate()
    found = [Finding(error.type, error.note, MEND, "datapackage.json") for error in report.errors]
    for task in report.tasks:
        for error in task.errors:
            found.append(
                Finding(
                    error.type,
                    f"frictionless: {error.note}.",
                    MEND,
                    task.place,
                    getattr(error, "row_number", None),
                    getattr(error, "field_name", "") or ", ".join(getattr(error, "field_names", ())),
                    getattr(error, "cell", None),
                )
            )
    return found
