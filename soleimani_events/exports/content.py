"""What the forms of export share: plain rows, full descriptions, and packages that only some of them need."""

from .. import tables
from .._package import DataPackage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from .._package import Table

    Row: TypeAlias = dict[str, Any]


def need(module: str) -> "Any":
    """An optional package, or an error that says how to get it."""
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError as error:
        message = f"this export needs {module.split('.')[0]}: pip install 'soleimani-events[export]'"
        raise ImportError(message, name=error.name) from error


def plain_rows(table: "Table") -> "list[Row]":
    """The rows of a table as JSON has them: text, numbers, dates as YYYY-MM-DD, ``None`` where empty."""
    rows = tables.plain_rows(table, table.rows())
    for name, field in table.fields.items():
        if field["type"] == "date":
            for row in rows:
                row[name] = row[name] and row[name].isoformat()
    return rows


def full_description(field: "dict[str, Any]") -> str:
    """The description of a column, with its unit and the source of its codes."""
    text: str = field["description"]
    for name, keyword in (("Unit", "x_unit"), ("Source", "x_code_list")):
        if keyword in field:
            text += f" {name}: {field[keyword]}."
    return text


def imprint(package: DataPackage) -> str:
    about = package.descriptor
    return f"{about['description']} Version {about['version']}, licence {about['licenses'][0]['name']}."


def as_json(value: "Any", indent: int | None = None) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
