"""Frames as text that fits a terminal, or as JSON."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    import pandas as pd

GAP = 2  # spaces between columns
LEAST = 8  # no column is cut below this
IDS = ("id", "source", "target")  # cut last: a reader types them again


def as_table(frame: "pd.DataFrame", width: int) -> str:
    """A frame as lines of at most ``width`` characters; the longest columns give way first, ids last."""
    names = list(map(str, frame.columns))
    cells = [names, *_text(frame)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(names))]
    ids = [i for i, name in enumerate(names) if name in IDS or name.endswith("_id")]
    others = [i for i in range(len(names)) if i not in ids]
    for group in (others, ids):
        while sum(widths) + GAP * (len(widths) - 1) > width and max((widths[i] for i in group), default=0) > LEAST:
            widths[max(group, key=lambda i: widths[i])] -= 1
    lines = [
        (" " * GAP).join(_cut(cell, room).ljust(room) for cell, room in zip(row, widths, strict=True)) for row in cells
    ]
    return "\n".join(line[:width].rstrip() for line in lines)


def as_json(frame: "pd.DataFrame") -> str:
    """A frame as a JSON array of objects, one a row; days as ``YYYY-MM-DD``, missing values as null."""
    import json

    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return json.dumps([{k: _plain(v) for k, v in row.items()} for row in rows], ensure_ascii=False, indent=2)


def _plain(value: object) -> object:
    return f"{value:%Y-%m-%d}" if hasattr(value, "strftime") else value


def _text(frame: "pd.DataFrame") -> list[list[str]]:
    rows = frame.astype(object).where(frame.notna(), "").to_numpy().tolist()
    return [[str(_plain(value)) for value in row] for row in rows]


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 3] + "..."
