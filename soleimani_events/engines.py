"""Tables in other engines than pandas: one table of types an engine, and nothing else that knows it."""

from ._reading import verified_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    import polars
    import pyarrow

    from ._package import Table

# Table Schema type → type of the engine, by its name there; code lists are Enum and dictionary
POLARS = {"string": "String", "integer": "Int64", "number": "Float64", "boolean": "Boolean", "date": "Date"}
ARROW = {"string": "string", "integer": "int64", "number": "float64", "boolean": "bool_", "date": "date32"}


def read_polars(table: "Table") -> "polars.DataFrame":
    """A table as a polars frame; raises as ``tables.read`` does."""
    import polars as pl

    text = pl.read_csv(verified_bytes(table), infer_schema=False)

    def column(name: str, field: "dict[str, Any]") -> "polars.Expr":
        if "categories" in field:
            return pl.col(name).cast(pl.Enum(_codes(field)))
        if field["type"] == "date":
            return pl.col(name).str.to_date("%Y-%m-%d")
        if field["type"] == "boolean":
            return pl.col(name) == "true"
        return pl.col(name).cast(getattr(pl, POLARS[field["type"]]))

    columns = [column(name, field) for name, field in table.fields.items()]
    frame: polars.DataFrame = _located(table, lambda: text.select(columns))
    return frame


def read_arrow(table: "Table") -> "pyarrow.Table":
    """A table as an Arrow table; raises as ``tables.read`` does."""
    import pyarrow as pa
    from pyarrow import csv

    text = csv.read_csv(
        pa.py_buffer(verified_bytes(table)),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(table.fields, pa.string()), strings_can_be_null=True, null_values=[""]
        ),
    )

    def column(name: str, field: "dict[str, Any]") -> "Any":
        if "categories" not in field:
            return text[name].cast(getattr(pa, ARROW[field["type"]])())
        codes = pa.array(_codes(field))
        indices = pa.compute.index_in(text[name].combine_chunks(), codes)
        if indices.null_count != text[name].null_count:
            raise pa.ArrowInvalid(f"{name} has an unknown code")
        return pa.DictionaryArray.from_arrays(indices, codes, ordered=field.get("categoriesOrdered", False))

    return _located(table, lambda: pa.table({name: column(name, field) for name, field in table.fields.items()}))


READERS: "dict[str, Callable[[Table], Any]]" = {"polars": read_polars, "arrow": read_arrow}


def _codes(field: "dict[str, Any]") -> list[str]:
    return [category["value"] for category in field["categories"]]


def _located(table: "Table", build: "Callable[[], Any]") -> "Any":
    """What ``build`` gives; if a cell has not its type, the error of the pandas reader, which says where."""
    try:
        return build()
    except Exception:
        from .tables import read

        read(table)
        raise
