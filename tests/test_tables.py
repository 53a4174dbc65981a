"""What a researcher gets from a loader."""

import pandas as pd
import pytest

import soleimani_events
from soleimani_events._package import shipped
from soleimani_events.findings import DataError
from soleimani_events.tables import read_text, typed

TABLES = list(shipped().tables)


@pytest.mark.parametrize("name", TABLES)
def test_each_table_has_a_loader_with_the_descriptors_columns_and_types(name: str) -> None:
    frame = getattr(soleimani_events, f"load_{name}")()
    fields = shipped().table(name).fields
    assert list(frame.columns) == list(fields)
    expected = {
        "string": "string",
        "integer": "Int64",
        "number": "float64",
        "date": "datetime64[us]",
        "boolean": "boolean",
    }
    for column, field in fields.items():
        if "categories" in field:
            assert list(frame[column].cat.categories) == [c["value"] for c in field["categories"]]
            assert frame[column].cat.ordered
        else:
            assert frame[column].dtype == expected[field["type"]]


@pytest.mark.parametrize("name", TABLES)
def test_load_by_name_gives_the_same_table_afresh(name: str) -> None:
    first = soleimani_events.load(name)
    pd.testing.assert_frame_equal(first, getattr(soleimani_events, f"load_{name}")())
    first.loc[:, first.columns[0]] = "changed"
    assert "changed" not in set(soleimani_events.load(name).iloc[:, 0])


def test_no_cell_is_lost_on_the_way_from_the_file() -> None:
    for table in shipped().tables.values():
        frame = soleimani_events.load(table.name)
        rows = table.rows()
        assert len(frame) == len(rows)
        for column in table.fields:
            assert frame[column].isna().tolist() == [row[column] == "" for row in rows], column


def test_a_known_value() -> None:
    events = soleimani_events.load_events().set_index("event_id")
    killing = events.loc["soleimani-killing-2020"]
    assert killing["start_date"] == killing["end_date"] == pd.Timestamp("2020-01-03")
    assert killing["status"] == "occurred"


def test_text_that_looks_like_a_missing_value_stays_text() -> None:
    table = shipped().table("actor_names")
    frame, findings = typed(read_text(b"actor_id,name,language,script,name_type,source_id\na,NA,,,alias,nan\n"), table)
    assert findings == []
    assert frame.loc[0, "name"] == "NA"
    assert frame.loc[0, "source_id"] == "nan"
    assert frame.loc[0, "language"] is pd.NA


def test_an_unknown_code_is_reported_and_not_dropped() -> None:
    table = shipped().table("actor_names")
    _, findings = typed(read_text(b"actor_id,name,language,script,name_type,source_id\na,b,,,allias,\n"), table)
    assert [(f.line, f.column, f.value) for f in findings] == [(2, "name_type", "allias")]


@pytest.mark.parametrize(("wrong", "near"), [("event", "events"), ("actor-names", "actor_names")])
def test_an_unknown_table_is_answered_with_the_nearest(wrong: str, near: str) -> None:
    for ask in (soleimani_events.load, soleimani_events.data_path, soleimani_events.pandera_schema):
        with pytest.raises(DataError, match=f"did you mean '{near}'"):
            ask(wrong)


def test_data_path_is_the_file_itself() -> None:
    path = soleimani_events.data_path("events")
    assert path.read_text(encoding="utf-8").startswith("event_id,name,")


def test_the_descriptor_is_a_fresh_copy() -> None:
    soleimani_events.descriptor()["resources"].clear()
    assert soleimani_events.descriptor()["resources"]


def test_what_the_package_offers_is_there() -> None:
    for name in soleimani_events.__all__:
        assert getattr(soleimani_events, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'load_evnts'"):
        soleimani_events.load_evnts  # noqa: B018
