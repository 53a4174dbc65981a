"""From a table's file to its cells: the bytes that the descriptor states, or an error that says why not."""

import csv
import re
from io import BytesIO, TextIOWrapper

from .findings import DataError, Finding, shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._package import Table

UNTIDY = re.compile(r"\A\s|\s\Z|[\x00-\x1f\x7f\x85\u2028\u2029\ufeff]")
STAMP = "if the edit is meant, run `soleimani-events stamp`; if not, restore the released file."


def verified_bytes(table: "Table") -> bytes:
    """The bytes of a table's file, if they are those of the descriptor.

    Raises ``DataError`` with what is wrong, cell by cell as far as that can be told.
    """
    data, findings = _content(table)
    if findings:
        from .validation import explain

        raise DataError(explain(table, findings))
    return data


def content_findings(table: "Table") -> list[Finding]:
    """Whether a table's file is there, and holds the bytes that the descriptor states."""
    return _content(table)[1]


def _content(table: "Table") -> tuple[bytes, list[Finding]]:
    try:
        data = table.path.read_bytes()
    except OSError as error:
        mend = "install the package again, or restore the file from its repository."
        return b"", [Finding("missing-file", f"cannot be read: {error.strerror}.", mend, table.file)]
    return data, stated_findings(table, data)


def stated_findings(table: "Table", data: bytes) -> list[Finding]:
    """Whether bytes are those that the descriptor states for a table."""
    from hashlib import sha256

    stated = table.resource["bytes"]
    if len(data) != stated:
        message = f"has {len(data)} bytes, and the descriptor states {stated}."
        return [Finding("wrong-size", message, STAMP, table.file)]
    if f"sha256:{sha256(data).hexdigest()}" != table.resource["hash"]:
        message = "has the stated size and another content than the descriptor's hash."
        return [Finding("wrong-hash", message, STAMP, table.file)]
    return []


def parse(data: bytes) -> list[dict[str, str]]:
    """The cells of a file whose structure is sound, row by row, as text."""
    lines = csv.reader(TextIOWrapper(BytesIO(data), "utf-8", newline="\n"), strict=True)
    header = next(lines)
    return [dict(zip(header, cells, strict=True)) for cells in lines]


def structure_findings(table: "Table", data: bytes) -> list[Finding]:
    """What keeps a file from being the table: encoding, line ends, header, cells in a row, order of rows."""

    def finding(
        code: str,
        message: str,
        mend: str,
        line: int | None = None,
        column: str = "",
        value: str | None = None,
    ) -> Finding:
        return Finding(code, message, mend, table.file, line, column, value)

    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rsplit(b"\n", 1)[-1].decode("utf-8", "replace")) + 1
        byte = f"\\x{data[error.start]:02x}"
        return [
            finding(
                "not-utf-8",
                f"byte at character {column} is not UTF-8.",
                "save the file as UTF-8.",
                line,
                value=byte,
            )
        ]
    if text.startswith("\ufeff"):
        return [finding("byte-order-mark", "stands before the header.", "save as UTF-8 without a byte order mark.", 1)]
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        return [finding("carriage-return", "stands in the file.", "use LF alone as the end of a line.", line)]
    if not text.endswith("\n"):
        last = text.rsplit("\n", 1)[-1]
        return [
            finding(
                "truncated",
                "is a last line without its end.",
                "restore the rest of the file.",
                text.count("\n") + 1,
                value=last,
            )
        ]
    lines = text.split("\n")[:-1]
    expected = list(table.fields)
    header = next(csv.reader(lines[:1]))
    if header != expected:
        message = f"is the header, and should be {','.join(expected)!r}."
        mend = "restore the header; columns are separated by commas, in the descriptor's order."
        return [finding("wrong-header", message, mend, 1, value=lines[0])]
    findings = []
    previous: list[str] = []
    for number, line_text in enumerate(lines[1:], 2):
        try:
            cells = next(csv.reader([line_text], strict=True), [])
        except csv.Error as error:
            findings.append(
                finding(
                    "broken-row",
                    f"cannot be read: {error}.",
                    "quote the cell; no line ends inside cells.",
                    number,
                    value=line_text,
                )
            )
            continue
        if len(cells) != len(expected):
            message = f"has {len(cells)} cells, and the table has {len(expected)} columns."
            findings.append(
                finding(
                    "broken-row",
                    message,
                    "write every cell; quote those with a comma.",
                    number,
                    value=line_text,
                )
            )
            continue
        row = dict(zip(expected, cells, strict=True))
        key = [row[name] for name in table.key]
        if key <= previous:
            what = "stands twice" if key == previous else f"stands after {shorten(', '.join(previous))!r}"
            code = "duplicate-key" if key == previous else "not-sorted"
            findings.append(
                finding(
                    code,
                    f"{what}; rows are sorted by {', '.join(table.key)}.",
                    "run `soleimani-events stamp`, which sorts; a key stands once.",
                    number,
                    ", ".join(table.key),
                    ", ".join(key),
                )
            )
        previous = key
        findings += [
            finding("untidy-text", "has space at an end or a control character.", "remove it.", number, name, cell)
            for name, cell in row.items()
            if UNTIDY.search(cell)
        ]
    return findings
