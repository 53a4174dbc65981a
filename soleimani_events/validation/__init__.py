"""All that is checked, in layers: bytes and inventory, descriptor, cells, keys and references, evidence."""

from .._package import DataPackage, Table, shipped
from .._reading import parse, structure_findings
from ..findings import DataError, Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from .._claims import Rows


def validate(path: "str | Path | None" = None) -> list[Finding]:
    """Check a data package in all layers; an empty list means that nothing is wrong.

    ``path`` is the folder that holds ``datapackage.json``, or that file; without it, the shipped package is
    checked. Cells are checked by pandera and, from the raw bytes, by frictionless: both come with
    ``soleimani-events[validate]``.

    Raises ``ImportError`` if they are not installed, ``FileNotFoundError`` if no package is at ``path``.
    """
    from . import cells, evidence, inventory, keys

    try:
        package = shipped() if path is None else DataPackage(_folder(path))
    except DataError as error:
        return error.findings
    findings = inventory.findings(package)
    if any(not _sound(table) for table in package.tables.values()):
        # cells of a file that cannot be read as its table mean nothing, nor do references into it
        return findings
    rows = {name: parse(table.path.read_bytes()) for name, table in package.tables.items()}
    wrong = [finding for table in package.tables.values() for finding in cells.by_pandera(table)]
    wrong += keys.findings(package, rows)
    findings += wrong
    known = {(finding.file, finding.line, finding.column) for finding in findings}
    findings += [f for f in cells.by_frictionless(package) if (f.file, f.line, f.column) not in known]
    if not wrong:  # evidence is weighed over cells and references that are what they should be
        findings += evidence.findings(package, rows)
    return findings


def explain(table: Table, findings: list[Finding]) -> list[Finding]:
    """Why a file is not the one that the descriptor states: the cells that give it away, then ``findings``.

    Needs no more than pandas, so that a loader can say it.
    """
    from ..tables import read_text, typed
    from . import evidence, keys

    if findings[0].code == "missing-file":
        return findings
    data = table.path.read_bytes()
    cells = structure_findings(table, data)
    if not cells:
        cells = typed(read_text(data), table)[1]
    others = [t for t in table.package.tables.values() if t is not table]
    if not cells and all(_sound(other) for other in others):
        rows: Rows = {t.name: parse(t.path.read_bytes()) for t in (table, *others)}
        cells = keys.findings(table.package, rows) or evidence.findings(table.package, rows)
    return cells + findings


def _folder(path: "str | Path") -> "Path":
    from pathlib import Path

    folder = Path(path)
    if folder.name == "datapackage.json":
        folder = folder.parent
    if not (folder / "datapackage.json").is_file():
        raise FileNotFoundError(f"there is no datapackage.json in {folder}")
    return folder


def _sound(table: Table) -> bool:
    return table.path.is_file() and not structure_findings(table, table.path.read_bytes())
