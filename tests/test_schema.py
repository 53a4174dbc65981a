"""The descriptor as pandera schemas, and that it says nothing in vain."""

import pandera.errors
import pytest

import soleimani_events
from soleimani_events._package import shipped

TABLES = shipped().tables


@pytest.mark.parametrize("name", list(TABLES))
def test_a_loaded_table_passes_its_schema(name: str) -> None:
    frame = soleimani_events.load(name)
    assert soleimani_events.pandera_schema(name).validate(frame, lazy=True).equals(frame)


@pytest.mark.parametrize("name", [name for name in TABLES if name != "tombstones"])
def test_every_column_is_used(name: str) -> None:
    frame = soleimani_events.load(name)
    assert [column for column in frame if frame[column].isna().all()] == []


def test_every_required_column_refuses_a_missing_value() -> None:
    for name, table in TABLES.items():
        frame = soleimani_events.load(name).head(1)
        for column, field in table.fields.items():
            if len(frame) and field.get("constraints", {}).get("required"):
                holed = frame.assign(**{column: frame[column].where(frame[column].isna())})
                with pytest.raises(pandera.errors.SchemaErrors, match=column):
                    soleimani_events.pandera_schema(name).validate(holed, lazy=True)


def test_a_pattern_holds_for_the_whole_cell() -> None:
    frame = soleimani_events.load_actors().head(1)
    for wrong in ("two words", "trailing-", "UPPER", "line\n"):
        with pytest.raises(pandera.errors.SchemaErrors, match="actor_id"):
            soleimani_events.pandera_schema("actors").validate(
                frame.assign(actor_id=wrong).astype({"actor_id": "string"}), lazy=True
            )


def test_columns_in_another_order_are_refused() -> None:
    frame = soleimani_events.load_places()
    with pytest.raises(pandera.errors.SchemaErrors, match="ordered"):
        soleimani_events.pandera_schema("places").validate(frame[frame.columns[::-1]], lazy=True)
