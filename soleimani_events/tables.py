"""Tables as pandas frames or plain values, with the types that the descriptor gives."""

from ._package import shipped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from typing import Any, Literal, TypeAlias, overload

    import polars
    import pyarrow
    from pandas import CategoricalDtype, DataFrame, Series

    from ._claims import Row
    from ._package import Table
    from .findings import Finding

    Engine: TypeAlias = Literal["pandas", "polars", "arrow"]

# Table Schema type → pandas dtype. Nullable throughout; dates have one unit in pandas 2 and 3.
DTYPES: "dict[str, Any]" = {
    "string": "string",
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
    "date": "datetime64[us]",
}
# how each type is written in a cell; what does not match is not that type
LEXICAL = {
    "integer": "-?(?:0|[1-9][0-9]*)",
    "number": "-?(?:0|[1-9][0-9]*)(?:[.][0-9]+)?",
    "boolean": "true|false",
    "date": "[0-9]{4}-[0-9]{2}-[0-9]{2}",
}


if TYPE_CHECKING:

    @overload
    def load(name: str, engine: Literal["pandas"] = "pandas") -> DataFrame: ...
    @overload
    def load(name: str, engine: Literal["polars"]) -> polars.DataFrame: ...
    @overload
    def load(name: str, engine: Literal["arrow"]) -> pyarrow.Table: ...


def load(name: str, engine: "Engine" = "pandas") -> "DataFrame | polars.DataFrame | pyarrow.Table":
    """Load a table by its name, e.g. ``load("events")``.

    Returns a fresh frame with one row a record and the key among the columns: ``string``, ``Int64``,
    ``float64``, ``boolean``, ``datetime64[us]``, and ordered ``category`` for code lists (in the order of
    the codebook). Empty cells are missing values. ``engine="polars"`` gives a ``polars.DataFrame`` with
    ``String``, ``Int64``, ``Float64``, ``Boolean``, ``Date`` and ``Enum``, ``engine="arrow"`` a
    ``pyarrow.Table`` with ``string``, ``int64``, ``double``, ``bool``, ``date32`` and ordered dictionaries; they
    come with ``soleimani-events[polars]`` and ``soleimani-events[arrow]``.

    Raises ``ValueError`` for another engine and ``ImportError`` if it is not installed; ``DataError``, which names
    file, line, column, value and the mend, if there is no table of that name or if its file is not the one that
    the descriptor states. Never returns part of a table.
    """
    table = shipped().table(name)
    if engine == "pandas":
        return read(table)
    from .engines import READERS

    if engine not in READERS:
        raise ValueError(f"{engine!r} is no engine; the engines are pandas, {', '.join(READERS)}")
    return READERS[engine](table)


def read(table: "Table") -> "DataFrame":
    """Load a table of any data package; raises ``DataError`` as ``load`` does."""
    from ._reading import verified_bytes
    from .findings import DataError

    frame, findings = typed(read_text(verified_bytes(table)), table)
    if findings:
        raise DataError(findings)
    return frame


def read_text(data: bytes) -> "DataFrame":
    """The cells of a CSV file as text, with missing values where they are empty."""
    from io import BytesIO

    import pandas as pd

    # "NA" and the like are text here; only an empty cell is missing
    return pd.read_csv(BytesIO(data), dtype="string", keep_default_na=False, na_values=[""])


def typed(text: "DataFrame", table: "Table") -> "tuple[DataFrame, list[Finding]]":
    """Give each column its type, and say which cells do not have it."""
    import pandas as pd

    columns, findings = {}, []
    for name, field in table.fields.items():
        columns[name], wrong = _column(text[name], field)
        findings += [_wrong_type(table, int(i), name, text[name].iloc[i]) for i in wrong]
    return pd.DataFrame(columns), findings


def plain_rows(table: "Table", rows: "list[Row]") -> "list[dict[str, Any]]":
    """Raw cells as values: ``str``, ``int``, ``float``, ``bool``, ``date``, and ``None`` where empty.

    Raises ``DataError`` that names the cells which do not have their type.
    """
    from .findings import DataError

    columns = {name: _values((row[name] for row in rows), field) for name, field in table.fields.items()}
    findings = [
        _wrong_type(table, i, name, rows[i][name])
        for name, values in columns.items()
        for i, value in enumerate(values)
        if value is None and rows[i][name]
    ]
    if findings:
        raise DataError(findings)
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def frame_of_cells(table: "Table", rows: "list[Row]") -> "DataFrame":
    """Raw cells as a frame in the table's types."""
    import pandas as pd

    text = pd.DataFrame(rows, columns=list(table.fields), dtype="string").replace("", pd.NA)
    return typed(text, table)[0]


def frame_of(fields: "Mapping[str, Any]", columns: "Mapping[str, list[Any]]") -> "DataFrame":
    """Columns of values as a frame in the types of their fields."""
    import pandas as pd

    return pd.DataFrame({name: _array(columns[name], field) for name, field in fields.items()})


def dtype_name(field: "dict[str, Any]") -> str:
    """The dtype of a field's column, as a user sees it."""
    return "category" if "categories" in field else str(DTYPES[field["type"]])


def _column(text: "Series[Any]", field: "dict[str, Any]") -> "tuple[Any, Any]":
    """A column in its type, and the positions of the cells that do not have it."""
    import pandas as pd

    if "categories" in field:
        # pandas turns an unknown category into a missing value without a word, so that is looked for
        dtype = _category(field)
        found = pd.Index(dtype.categories, dtype="string").get_indexer(pd.Index(text))
        typed: Any = pd.Categorical.from_codes(found, dtype=dtype)
    elif field["type"] == "string":
        return text, ()
    else:
        typed = pd.Series(_array(_values(text.fillna(""), field), field))
    return typed, (pd.isna(typed) & text.notna()).to_numpy().nonzero()[0]


def _array(values: "list[Any]", field: "dict[str, Any]") -> "Any":
    """Values, ``None`` where missing, as an array of the field's dtype."""
    import numpy as np
    import pandas as pd

    if "categories" in field:
        return pd.Categorical(values, dtype=_category(field))
    dtype = DTYPES[field["type"]]
    # numpy turns days into its own; pandas would guess at each
    return np.array(values, dtype) if field["type"] in ("date", "number") else pd.array(values, dtype=dtype)


def _category(field: "dict[str, Any]") -> "CategoricalDtype":
    import pandas as pd

    return pd.CategoricalDtype([c["value"] for c in field["categories"]], ordered=field.get("categoriesOrdered", False))


def _values(cells: "Iterable[str]", field: "dict[str, Any]") -> "list[Any]":
    """Cells of a column as values; ``None`` for one that is empty or not written as the column's type is."""
    import re

    if "categories" in field:
        codes = {category["value"]: category["value"] for category in field["categories"]}
        return [codes.get(cell) for cell in cells]
    if field["type"] == "string":
        return [cell or None for cell in cells]
    is_written = re.compile(LEXICAL[field["type"]]).fullmatch
    readers: dict[str, Any] = {"integer": int, "number": float, "boolean": "true".__eq__, "date": _day}
    read = readers[field["type"]]
    return [read(cell) if is_written(cell) else None for cell in cells]


def _day(cell: str) -> "date | None":
    from datetime import date

    try:
        return date.fromisoformat(cell)
    except ValueError:
        return None


def _wrong_type(table: "Table", position: int, name: str, value: str) -> "Finding":
    from .findings import Finding

    field = table.fields[name]
    return Finding("wrong-type", f"is no {_kind(field)}.", _mend(field), table.file, position + 2, name, value)


def _kind(field: "dict[str, Any]") -> str:
    return "code of this column" if "categories" in field else str(field["type"])


def _mend(field: "dict[str, Any]") -> str:
    if "categories" in field:
        return "write one of " + ", ".join(c["value"] for c in field["categories"]) + "."
    return f"write a {field['type']} that matches {LEXICAL[field['type']]}, or leave the cell empty."
