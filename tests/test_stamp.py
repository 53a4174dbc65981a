"""The maintainer's command."""

import json

import pytest

from soleimani_events.findings import DataError
from soleimani_events.stamp import stale, stamp
from soleimani_events.validation import validate

from .conftest import ROOT, Copy, resource


@pytest.fixture
def checkout(copy: Copy) -> Copy:
    """A copy with what is generated beside it, as in a checkout."""
    (copy.root / "soleimani_events").mkdir()
    stamp(copy.root)
    return copy


def test_this_checkout_is_up_to_date() -> None:
    assert stale(ROOT) == []


def test_a_stamped_checkout_has_nothing_left_to_stamp(checkout: Copy) -> None:
    assert stale(checkout.root) == []
    assert stamp(checkout.root) == []


def test_new_rows_are_sorted_numbered_and_derived(checkout: Copy) -> None:
    path = checkout.file("events")
    header, *lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    new = "aaa-test,Test,meeting,2015-02,,,,,,,occurred,A test.\n"
    path.write_text("".join([header, *lines, new]), encoding="utf-8")
    claims = checkout.file("claims")
    line = ",events,aaa-test,date_edtf,2015-02,asserts,rferl-gallery-2020,,caption 1,\n"
    claims.write_text(claims.read_text(encoding="utf-8") + line + line, encoding="utf-8")
    assert {f.file for f in stale(checkout.root)} >= {
        "data/events.csv",
        "data/claims.csv",
        "datapackage.json",
    }
    stamp(checkout.root)
    first = checkout.rows("events")[0]
    assert (first["event_id"], first["start_date"], first["end_date"]) == (
        "aaa-test",
        "2015-02-01",
        "2015-02-28",
    )
    assert first["date_precision"] == "month"
    stem = "aaa-test.date_edtf.rferl-gallery-2020"
    ids = [row["claim_id"] for row in checkout.rows("claims") if row["subject_id"] == "aaa-test"]
    assert ids == [stem, f"{stem}.2"]
    assert validate(checkout.root) == []


def test_code_lists_are_repeated_for_readers_that_know_only_enum(checkout: Copy) -> None:
    def add(descriptor: dict[str, object]) -> None:
        for field in resource(descriptor, "events")["schema"]["fields"]:
            if field["name"] == "status":
                field["categories"].append({"value": "planned", "label": "Announced for later."})

    checkout.describe(add)
    stamp(checkout.root)
    descriptor = json.loads((checkout.root / "datapackage.json").read_text(encoding="utf-8"))
    (status,) = (f for f in resource(descriptor, "events")["schema"]["fields"] if f["name"] == "status")
    assert status["constraints"]["enum"][-1] == "planned"
    assert "| `planned` | Announced for later. |" in (checkout.root / "CODEBOOK.md").read_text(encoding="utf-8")


def test_nothing_is_written_if_a_file_cannot_be_read(checkout: Copy) -> None:
    checkout.file("events").write_text("event_id;name\n", encoding="utf-8")
    checkout.file("actors").write_bytes(checkout.file("actors").read_bytes() + b"half a row\n")
    before = {path: path.read_bytes() for path in checkout.root.rglob("*") if path.is_file()}
    with pytest.raises(DataError, match="wrong-header"):
        stamp(checkout.root)
    assert {path: path.read_bytes() for path in checkout.root.rglob("*") if path.is_file()} == before


def test_the_codebook_has_every_column_and_code() -> None:
    text = (ROOT / "CODEBOOK.md").read_text(encoding="utf-8")
    for table in json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))["resources"]:
        section = text.split(f"\n## {table['name']}\n")[1].split("\n## ")[0]
        for field in table["schema"]["fields"]:
            assert f"| `{field['name']}` |" in section
            for category in field.get("categories", ()):
                assert f"| `{category['value']}` | {category['label']} |" in section
