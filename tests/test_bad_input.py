"""A damaged data package: the error names file, line, column, value and the mend, and no table comes back."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from soleimani_events.findings import DataError, Finding
from soleimani_events.tables import read

from .conftest import Copy, resource


def refusal(copy: Copy, name: str = "events") -> list[Finding]:
    """What loading says; it must not return anything."""
    with pytest.raises(DataError) as caught:
        read(copy.package.table(name))
    for finding in caught.value.findings:
        assert finding.mend.endswith(".")
        assert str(finding) in str(caught.value)
    return caught.value.findings


def test_missing(copy: Copy) -> None:
    copy.file("events").unlink()
    (finding,) = refusal(copy)
    assert (finding.code, finding.file) == ("missing-file", "data/events.csv")


def test_truncated(copy: Copy) -> None:
    data = copy.file("events").read_bytes()
    copy.file("events").write_bytes(data[: len(data) // 2])
    first, last = refusal(copy)
    assert (first.code, last.code) == ("truncated", "wrong-size")
    assert first.line == data[: len(data) // 2].count(b"\n") + 1


def test_truncated_at_the_end_of_a_line(copy: Copy) -> None:
    lines = copy.file("actors").read_bytes().splitlines(keepends=True)
    copy.file("actors").write_bytes(b"".join(lines[:3]))
    findings = refusal(copy, "actors")
    assert "broken-reference" in {f.code for f in findings}  # other tables miss the actors that are gone
    assert findings[-1].code == "wrong-size"


def test_not_utf_8(copy: Copy) -> None:
    lines = copy.file("events").read_bytes().split(b"\n")
    lines[2] = lines[2].replace(b",", b",\xe9", 1)
    copy.file("events").write_bytes(b"\n".join(lines))
    first, _ = refusal(copy)
    assert (first.code, first.line, first.value) == ("not-utf-8", 3, r"\xe9")


def test_sorted_otherwise(copy: Copy) -> None:
    header, *lines = copy.file("events").read_text(encoding="utf-8").splitlines(keepends=True)
    copy.file("events").write_text("".join([header, *reversed(lines)]), encoding="utf-8")
    first, *_, last = refusal(copy)
    assert (first.code, first.line, first.column) == ("not-sorted", 3, "event_id")
    assert last.code == "wrong-hash"


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_delimited_otherwise(copy: Copy, delimiter: str) -> None:
    text = copy.file("event_types").read_text(encoding="utf-8")
    copy.file("event_types").write_text(text.replace(",", delimiter), encoding="utf-8")
    first, _ = refusal(copy, "event_types")
    assert (first.code, first.line) == ("wrong-header", 1)


def test_saved_by_a_spreadsheet(copy: Copy) -> None:
    text = copy.file("events").read_bytes()
    copy.file("events").write_bytes(b"\xef\xbb\xbf" + text)
    assert refusal(copy)[0].code == "byte-order-mark"
    copy.file("events").write_bytes(text.replace(b"\n", b"\r\n"))
    assert refusal(copy)[0].code == "carriage-return"


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("status", "ocurred", "wrong-type"),
        ("start_date", "2020-13-01", "wrong-type"),
        ("geo_precision", "1.0", "wrong-type"),
        ("place_id", "bagdad", "broken-reference"),
        ("end_date", "2020-01-04", "not-derived"),
        ("summary", " leading space", "untidy-text"),
    ],
)
def test_edited_by_hand(copy: Copy, column: str, value: str, code: str) -> None:
    before = (copy.root / "datapackage.json").read_text(encoding="utf-8")
    line = copy.edit("events", "soleimani-killing-2020", **{column: value})
    (copy.root / "datapackage.json").write_text(before, encoding="utf-8")  # nobody stamped the edit
    first, *_, last = refusal(copy)
    assert (first.code, first.file, first.line, first.column, first.value) == (
        code,
        "data/events.csv",
        line,
        column,
        value,
    )
    assert last.code in ("wrong-size", "wrong-hash")


def test_edited_by_hand_to_a_value_that_nobody_claims(copy: Copy) -> None:
    before = (copy.root / "datapackage.json").read_text(encoding="utf-8")
    day = {"date_edtf": "2020-01-05", "start_date": "2020-01-05", "end_date": "2020-01-05"}
    line = copy.edit("events", "soleimani-killing-2020", **day)
    (copy.root / "datapackage.json").write_text(before, encoding="utf-8")
    first = refusal(copy)[0]
    assert (first.code, first.line, first.column, first.value) == (
        "no-evidence",
        line,
        "date_edtf",
        "2020-01-05",
    )


def test_a_cell_too_many(copy: Copy) -> None:
    lines = copy.file("events").read_text(encoding="utf-8").split("\n")
    lines[4] += ",more"
    copy.file("events").write_text("\n".join(lines), encoding="utf-8")
    assert (refusal(copy)[0].code, refusal(copy)[0].line) == ("broken-row", 5)


@pytest.mark.parametrize(
    ("change", "code", "value"),
    [
        (lambda d: resource(d, "events").update(titel="x"), "unknown-keyword", "titel"),
        (lambda d: resource(d, "events")["schema"].pop("primaryKey"), "missing-keyword", None),
        (lambda d: resource(d, "events").update(path="../events.csv"), "unsafe-path", "../events.csv"),
        (lambda d: resource(d, "events").update(path="/etc/passwd"), "unsafe-path", "/etc/passwd"),
        (lambda d: resource(d, "events").update(path="https://a.example/e.csv"), "unsafe-path", None),
        (lambda d: resource(d, "events")["dialect"].update(delimiter=";"), "descriptor-value", ";"),
        (lambda d: resource(d, "events").update(bytes="12"), "descriptor-type", "12"),
        (lambda d: resource(d, "events")["schema"].update(primaryKey=["evnt_id"]), "unknown-name", "evnt_id"),
    ],
)
def test_a_descriptor_that_says_something_else(
    copy: Copy, change: Callable[[dict[str, Any]], None], code: str, value: str | None
) -> None:
    copy.describe(change)
    with pytest.raises(DataError) as caught:
        copy.package.table("events")
    finding = caught.value.findings[0]
    assert (finding.code, finding.file) == (code, "datapackage.json")
    assert value is None or finding.value == value
    assert finding.column.startswith("/resources/0")


def test_a_misspelt_keyword_is_told_with_its_line(copy: Copy) -> None:
    path = copy.root / "datapackage.json"
    text = path.read_text(encoding="utf-8").replace('"maxLength"', '"maxLenght"', 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="write 'maxLength'") as caught:
        copy.package.table("events")
    assert caught.value.findings[0].line == text[: text.index("maxLenght")].count("\n") + 1


def test_a_descriptor_that_is_no_json(copy: Copy) -> None:
    path = copy.root / "datapackage.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r'("version": "[^"]+"),', r"\1", text), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        copy.package.table("events")
    assert caught.value.findings[0].code == "not-json"
    assert caught.value.findings[0].line


def test_no_descriptor(copy: Copy) -> None:
    (copy.root / "datapackage.json").unlink()
    with pytest.raises(DataError, match="missing-descriptor"):
        copy.package.table("events")


def test_a_descriptor_is_never_read_as_code(copy: Copy) -> None:
    (copy.root / "datapackage.json").write_text(json.dumps([]), encoding="utf-8")
    with pytest.raises(DataError, match="is no package object"):
        copy.package.table("events")
