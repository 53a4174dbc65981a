"""Tables as pandas frames, with the types that the descriptor gives."""

from ._package import shipped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pandas import DataFrame, Series

    from ._package import Table
    from .findings import Finding

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


def load(name: str) -> "DataFrame":
    """Load a table by its name, e.g. ``load("events")``.

    Returns a fresh frame with one row a record and the key among the columns: ``string``, ``Int64``,
    ``float64``, ``boolean``, ``datetime64[us]``, and ordered ``category`` for code lists (in the order of
    the codebook). Empty cells are missing values.

    Raises ``DataError``, which names file, line, column, value and the mend, if there is no table of that
    name or if its file is not the one that the descriptor states. Never returns part of a table.
    """
    from ._reading import verified_bytes
    from .findings import DataError

    table = shipped().table(name)
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
    from .findings import Finding

    frame, findings = text, []
    for name, field in table.fields.items():
        column, accepted = _column(text[name], field)
        frame = frame.assign(**{name: column}) if column is not text[name] else frame
        for position in (~accepted).to_numpy().nonzero()[0]:
            findings.append(
                Finding(
                    "wrong-type",
                    f"is no {_kind(field)}.",
                    _mend(field),
                    table.file,
                    int(position) + 2,
                    name,
                    text[name].iloc[position],
                )
            )
    return frame, findings


def dtype_name(field: "dict[str, Any]") -> str:
    """The dtype of a field's column, as a user sees it."""
    return "category" if "categories" in field else str(DTYPES[field["type"]])


def _column(text: "Series[Any]", field: "dict[str, Any]") -> "tuple[Series[Any], Series[bool]]":
    """A column in its type, and which of its cells have it (missing ones do)."""
    import pandas as pd

    if "categories" in field:
        # pandas turns an unknown category into a missing value without a word: check first, cast after
        codes = [category["value"] for category in field["categories"]]
        accepted = text.isin(codes) | text.isna()
        dtype = pd.CategoricalDtype(codes, ordered=field.get("categoriesOrdered", False))
        return text.where(accepted).astype(dtype), accepted
    if field["type"] == "string":
        return text, text.isna() | True
    accepted = text.str.fullmatch(LEXICAL[field["type"]]).fillna(True).astype(bool)
    if field["type"] == "date":
        # to_datetime leaves text as it is unless told otherwise
        dates = pd.to_datetime(text.where(accepted), format="%Y-%m-%d", errors="coerce")
        return dates.astype(DTYPES["date"]), accepted & (dates.notna() | text.isna())
    if field["type"] == "boolean":
        return text.where(accepted).map({"true": True, "false": False}).astype("boolean"), accepted
    return pd.to_numeric(text.where(accepted)).astype(DTYPES[field["type"]]), accepted


def _kind(field: "dict[str, Any]") -> str:
    return "code of this column" if "categories" in field else str(field["type"])


def _mend(field: "dict[str, Any]") -> str:
    if "categories" in field:
        return "write one of " + ", ".join(c["value"] for c in field["categories"]) + "."
    return f"write a {field['type']} that matches {LEXICAL[field['type']]}, or leave the cell empty."
