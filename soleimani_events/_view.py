"""A view: columns of plain values and the type of each. A frame if pandas is asked for; text without it."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    import pandas as pd

# fields of columns that no table has
TEXT = {"type": "string"}
COUNT = {"type": "integer"}
FLAG = {"type": "boolean"}

GAP = 2  # spaces between columns
LEAST = 8  # no column is cut below this
IDS = ("id", "source", "target")  # cut last: a reader types them again


class View:
    """Columns of values, ``None`` where missing, and the Table Schema field of each column."""

    def __init__(self, fields: "Mapping[str, dict[str, Any]]", columns: "Mapping[str, list[Any]]") -> None:
        self.fields = dict(fields)
        self.columns = {name: columns[name] for name in self.fields}

    @classmethod
    def of(cls, fields: "Mapping[str, dict[str, Any]]", rows: "Iterable[Mapping[str, Any]]") -> "View":
        """From rows by column name; what a row lacks or has empty is missing."""
        columns: dict[str, list[Any]] = {name: [] for name in fields}
        for row in rows:
            for name, values in columns.items():
                value = row.get(name)
                values.append(None if value == "" else value)
        return cls(fields, columns)

    @classmethod
    def of_frame(cls, frame: "pd.DataFrame") -> "View":
        """From a frame whose columns are text and numbers."""
        values = frame.astype(object).where(frame.notna(), None)
        columns = {str(name): column.tolist() for name, column in values.items()}
        return cls(dict.fromkeys(columns, TEXT), columns)

    def frame(self) -> "pd.DataFrame":
        """In the types of the fields, as the loaders have them."""
        from .tables import frame_of

        return frame_of(self.fields, self.columns)

    def as_json(self) -> str:
        """An array of objects, one a row; days as ``YYYY-MM-DD``, missing values as null."""
        import json

        rows = [dict(zip(self.columns, row, strict=True)) for row in zip(*self.columns.values(), strict=True)]
        return json.dumps(rows, ensure_ascii=False, indent=2, default=str)

    def as_table(self, columns: list[str], width: int) -> str:
        """Lines of at most ``width`` characters; the longest columns give way first, ids last."""
        cells = [[name, *map(_text, self.columns[name])] for name in columns]
        widths = [max(map(len, column)) for column in cells]
        ids = [i for i, name in enumerate(columns) if name in IDS or name.endswith("_id")]
        others = [i for i in range(len(columns)) if i not in ids]
        for group in (others, ids):
            while sum(widths) + GAP * (len(widths) - 1) > width and max((widths[i] for i in group), default=0) > LEAST:
                widths[max(group, key=lambda i: widths[i])] -= 1
        lines = (
            (" " * GAP).join(_cut(cell, room).ljust(room) for cell, room in zip(row, widths, strict=True))
            for row in zip(*cells, strict=True)
        )
        return "\n".join(line[:width].rstrip() for line in lines)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 3] + "..."
