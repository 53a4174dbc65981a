"""The descriptor's tables as pandera schemas."""

from functools import cache

from . import edtf
from ._package import Table, shipped
from .tables import dtype_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import pandera.pandas as pa


def pandera_schema(name: str) -> "pa.DataFrameSchema":
    """The pandera schema of a table, for frames as ``load(name)`` returns them.

    It checks types, required cells, patterns, bounds, lengths, code lists, EDTF and keys, in the order of the
    descriptor's columns. References between tables and evidence are checked by ``validate``.

    Raises ``DataError`` for an unknown table, and ``ImportError`` without ``soleimani-events[validate]``.
    """
    return to_pandera(shipped().table(name))


def to_pandera(table: Table) -> "pa.DataFrameSchema":
    """The pandera schema of any table that a descriptor describes."""
    import pandera.pandas as pa

    return pa.DataFrameSchema(
        {name: _column(field) for name, field in table.fields.items()},
        name=table.name,
        title=table.resource["title"],
        description=table.resource["description"],
        unique=table.key,
        strict=True,
        ordered=True,
    )


def _column(field: "dict[str, Any]") -> "pa.Column":
    import pandas as pd
    import pandera.pandas as pa

    constraints = field.get("constraints", {})
    dtype: Any = _text() if field["type"] == "string" else dtype_name(field)
    if "categories" in field:
        codes = [category["value"] for category in field["categories"]]
        dtype = pd.CategoricalDtype(codes, ordered=field.get("categoriesOrdered", False))
    return pa.Column(
        dtype,
        _checks(field, constraints),
        nullable=not constraints.get("required", False),
        unique=constraints.get("unique", False),
        title=field["title"],
        description=field["description"],
    )


@cache
def _text() -> "pa.DataType":
    """Pandera's own type for text, answering for a column as a whole.

    Pandera's answers cell by cell and then formats the cells that fail, even where none does: a third of the time of
    a validation.
    """
    from pandera.engines.pandas_engine import STRING

    class Text(STRING):
        def check(self, pandera_dtype: "pa.DataType", data_container: "Any" = None) -> bool:
            answer = super().check(pandera_dtype, data_container)
            return answer if isinstance(answer, bool) else all(answer)

    return Text()  # type: ignore[call-arg]  # pandera declares its types' arguments without their defaults


def _checks(field: "dict[str, Any]", constraints: "dict[str, Any]") -> "list[pa.Check]":
    import pandera.pandas as pa

    checks = []
    if "pattern" in constraints:
        pattern = constraints["pattern"]
        matches = lambda column: column.str.fullmatch(pattern)  # noqa: E731
        checks.append(pa.Check(matches, name="pattern", error=f"does not match {pattern}"))
    if "minimum" in constraints:
        low = constraints["minimum"]
        checks.append(pa.Check.ge(low, name="minimum", error=f"is less than {low}"))
    if "maximum" in constraints:
        high = constraints["maximum"]
        checks.append(pa.Check.le(high, name="maximum", error=f"is more than {high}"))
    if "maxLength" in constraints:
        length = constraints["maxLength"]
        checks.append(pa.Check.str_length(max_value=length, name="length", error=f"is longer than {length} characters"))
    if field.get("x_format") == "edtf":
        checks.append(pa.Check(_is_edtf, element_wise=True, name="edtf", error="is no EDTF date"))
    return checks


def _is_edtf(value: str) -> bool:
    try:
        edtf.parse(value)
    except ValueError:
        return False
    return True
