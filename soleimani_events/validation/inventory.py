"""Layer 1, bytes and inventory: every file is there, well-formed, and the one that the descriptor states."""

from .._package import DataPackage
from .._reading import content_findings, structure_findings
from ..findings import Finding


def findings(package: DataPackage) -> list[Finding]:
    found = []
    for table in package.tables.values():
        found += content_findings(table)
        if table.path.is_file():
            found += structure_findings(table, table.path.read_bytes())
    named = {table.path for table in package.tables.values()}
    for folder in {path.parent for path in named}:
        for stray in sorted(set(folder.glob("*.csv")) - named):
            found.append(
                Finding(
                    "stray-file",
                    "is no resource of the descriptor.",
                    "describe it in the descriptor, or remove it.",
                    stray.relative_to(package.root).as_posix(),
                )
            )
    return found
