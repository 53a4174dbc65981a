"""The dataset as a file for another tool: a database, a spreadsheet, a map, a graph, a timeline.

Columns, types, keys, code lists and descriptions come from the descriptor. Nothing is imported before it is used.
"""

from .._package import DataPackage, shipped
from .databases import write_datasette, write_duckdb, write_sqlite
from .drawings import write_geojson, write_gexf, write_graphml, write_timelinejs
from .tabular import write_jsonl, write_parquet, write_xlsx

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeAlias

    Writer: TypeAlias = Callable[[DataPackage, Path], None]


def export(path: "str | Path", form: str | None = None) -> "Path":
    """Write the dataset to ``path``, in the form that its suffix names unless ``form`` does; returns the path.

    sqlite : .sqlite, .db
        One database: types, keys, code lists and bounds as constraints, the views ``events_with_places`` and
        ``contested_values``, and titles and descriptions in the tables ``descriptor_*``.
    datasette : .metadata.json
        Titles, descriptions, row labels and licence for Datasette: ``NAME.metadata.json`` goes with ``NAME.sqlite``, as
        in ``datasette NAME.sqlite --metadata NAME.metadata.json``.
    duckdb : .duckdb
        The same, with the descriptions as comments too.
    parquet : .parquet
        A folder with one file a table; titles, descriptions and units in the metadata of schema and fields.
    xlsx : .xlsx
        One sheet a table. Text is text, also where it looks like a formula.
    jsonl : .jsonl
        A line for each row of each table: ``{"table": "events", "row": {...}}``, ``null`` where a cell is empty.
    geojson : .geojson
        A feature for each event, with its columns and its place's name and ``radius_km`` as properties;
        ``null`` for a geometry where the place is unknown or has no coordinates.
    graphml, gexf : .graphml, .gexf
        Actors as nodes, relationships as edges. ``start`` and ``end`` are the earliest day that ``start_edtf``
        and the latest that ``end_edtf`` allows.
    timelinejs : .timeline.json
        A TimelineJS3 timeline of the events, each with the addresses of the sources that speak of it.

    The file or folder is written whole or not at all, and then replaces an earlier one. A folder that holds
    anything but an earlier export is left alone: ``FileExistsError``.

    Raises ``ValueError`` for an unknown form or suffix, ``ImportError`` where a form needs
    ``soleimani-events[export]``, ``OSError`` where the file cannot be written, and ``DataError`` if the
    installation is damaged.
    """
    return write(shipped(), path, form)


def write(package: DataPackage, path: "str | Path", form: str | None = None) -> "Path":
    """Export any data package with these tables, as ``export`` does."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    target = Path(path)
    form = form or _form(target)
    if form not in FORMS:
        raise ValueError(f"{form!r} is no form of export; the forms are {', '.join(FORMS)}")
    # beside the target, so that moving it there is one step; whatever a writer leaves goes with the folder
    with TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
        draft = Path(folder, target.name)
        FORMS[form](package, draft)
        if draft.is_dir() and target.is_dir():
            _make_way(target, draft)
        draft.replace(target)
    return target


def _form(path: "Path") -> str:
    for suffix, form in SUFFIXES.items():
        if path.name.lower().endswith(suffix):
            return form
    raise ValueError(f"{path.name!r} names no form of export; the suffixes are {', '.join(SUFFIXES)}")


def _make_way(target: "Path", draft: "Path") -> None:
    """Move an earlier export in a folder to where it is removed, if it is nothing else."""
    others = {file.name for file in target.iterdir()} - {file.name for file in draft.iterdir()}
    if others:
        raise FileExistsError(f"{target} holds {min(others)!r}, which is no part of this export")
    target.rename(draft.with_name("replaced"))


FORMS: "dict[str, Writer]" = {
    "sqlite": write_sqlite,
    "datasette": write_datasette,
    "duckdb": write_duckdb,
    "parquet": write_parquet,
    "xlsx": write_xlsx,
    "jsonl": write_jsonl,
    "geojson": write_geojson,
    "graphml": write_graphml,
    "gexf": write_gexf,
    "timelinejs": write_timelinejs,
}
# a form's own name is its suffix, but for these
OTHERS = {".db": "sqlite", ".metadata.json": "datasette", ".timeline.json": "timelinejs"}
SUFFIXES = {f".{form}": form for form in FORMS if form not in ("datasette", "timelinejs")} | OTHERS
