"""The tables as files: Parquet, Excel, JSON Lines."""

from .._package import DataPackage
from ..tables import read
from .content import as_json, imprint, need, plain_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any, TypeAlias

    Row: TypeAlias = dict[str, Any]


def write_parquet(package: DataPackage, folder: "Path") -> None:
    pyarrow, parquet = need("pyarrow"), need("pyarrow.parquet")
    types = {
        "string": pyarrow.string(),
        "integer": pyarrow.int64(),
        "number": pyarrow.float64(),
        "boolean": pyarrow.bool_(),
        "date": pyarrow.date32(),
    }

    def column(field: "dict[str, Any]") -> "Any":
        kind = types[field["type"]]
        if "categories" in field:
            kind = pyarrow.dictionary(pyarrow.int32(), kind, ordered=field.get("categoriesOrdered", False))
        keys = {"title": "title", "description": "description", "x_unit": "unit", "x_code_list": "code_list"}
        metadata = {name: field[key] for key, name in keys.items() if key in field}
        required = field.get("constraints", {}).get("required", False)
        return pyarrow.field(field["name"], kind, nullable=not required, metadata=metadata)

    folder.mkdir()
    for table in package.tables.values():
        schema = pyarrow.schema([column(field) for field in table.fields.values()])
        content = pyarrow.Table.from_pandas(read(table), schema, preserve_index=False)
        about = {
            **content.schema.metadata,  # from which pandas restores its own types
            "title": table.resource["title"],
            "description": table.resource["description"],
            "version": package.descriptor["version"],
            "license": package.descriptor["licenses"][0]["path"],
        }
        parquet.write_table(content.replace_schema_metadata(about), folder / f"{table.name}.parquet")


# what a spreadsheet takes for a formula, if only after somebody edits the cell or saves it as CSV
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_xlsx(package: DataPackage, path: "Path") -> None:
    from datetime import date

    options = {
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,  # a sheet holds 65,530 links at most, and an address is data
        "default_date_format": "yyyy-mm-dd",
    }
    first_day = date(1900, 3, 1)  # Excel counts days from 1900, and one too many in that February
    with need("xlsxwriter").Workbook(str(path), options) as book:
        book.set_properties({"title": package.descriptor["title"], "comments": imprint(package)})
        heading = book.add_format({"bold": True})
        quoted = book.add_format({"quote_prefix": True})
        for table in package.tables.values():
            sheet = book.add_worksheet(table.name)
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, table.fields, heading)
            for line, row in enumerate(plain_rows(table), 1):
                for column, (name, value) in enumerate(row.items()):
                    is_date = value is not None and table.fields[name]["type"] == "date"
                    if is_date and (day := date.fromisoformat(value)) >= first_day:
                        value = day
                    risky = isinstance(value, str) and value.startswith(FORMULA)
                    if sheet.write(line, column, value, quoted if risky else None):
                        raise ValueError(f"{table.name}, line {line + 1}, {name}: too long for a sheet")


def write_jsonl(package: DataPackage, path: "Path") -> None:
    # the row is an object of its own: a table may have a column of the name "table"
    lines = (
        as_json({"table": table.name, "row": row}) for table in package.tables.values() for row in plain_rows(table)
    )
    path.write_bytes("".join(f"{line}\n" for line in lines).encode())
