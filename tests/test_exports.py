"""Each export, opened by the tool that it is for."""

import asyncio
import csv
import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from soleimani_events._package import DataPackage, Table, shipped
from soleimani_events.exports import FORMS, SUFFIXES, export, write
from soleimani_events.findings import DataError

from .conftest import ROOT, Copy

# by name, because not all of them have types
duckdb, networkx, openpyxl, parquet, datasette = map(
    import_module, ("duckdb", "networkx", "openpyxl", "pyarrow.parquet", "datasette.app")
)

TABLES = list(shipped().tables.values())
KILLING = "soleimani-killing-2020"


def rows(name: str) -> list[dict[str, str]]:
    return shipped().table(name).rows()


def cells(table: Table, day: Callable[[str], Any]) -> list[tuple[Any, ...]]:
    """The cells of the CSV file in their types, read without the code under test."""
    types: dict[str, Callable[[str], Any]] = {"string": str, "integer": int, "number": float, "date": day}
    with table.path.open(encoding="utf-8", newline="") as file:
        return [
            tuple(types[table.fields[name]["type"]](cell) if cell else None for name, cell in row.items())
            for row in csv.DictReader(file)
        ]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(tmp_path_factory.mktemp("sqlite") / "soleimani-events.sqlite")


@pytest.fixture
def sqlite(sqlite_file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(sqlite_file)) as database:
        database.execute("PRAGMA foreign_keys = ON")
        yield database


@pytest.fixture(scope="module")
def duck(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    path = export(tmp_path_factory.mktemp("duckdb") / "soleimani.duckdb")
    with closing(duckdb.connect(str(path), read_only=True)) as database:
        yield database


class TestSqlite:
    @pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
    def test_every_cell_arrives(self, sqlite: sqlite3.Connection, table: Table) -> None:
        assert sqlite.execute(f'SELECT * FROM "{table.name}"').fetchall() == cells(table, str)

    def test_keys_and_references_are_those_of_the_descriptor(self, sqlite: sqlite3.Connection) -> None:
        for table in TABLES:
            info = sqlite.execute(f'PRAGMA table_info("{table.name}")').fetchall()
            key = sorted((place, name) for _, name, _, _, _, place in info if place)
            assert [name for _, name in key] == table.key
            references = sqlite.execute(f'PRAGMA foreign_key_list("{table.name}")').fetchall()
            assert {(r[3], r[2]) for r in references} == {(c, t.name) for c, t in table.references()}

    def test_references_hold(self, sqlite: sqlite3.Connection) -> None:
        assert sqlite.execute("PRAGMA foreign_key_check").fetchall() == []
        assert sqlite.execute("PRAGMA integrity_check").fetchall() == [("ok",)]

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            ("UPDATE events SET status = 'certain'", "CHECK"),
            ("UPDATE events SET name = NULL", "NOT NULL"),
            ("UPDATE events SET geo_precision = 8", "CHECK"),
            ("UPDATE events SET place_id = 'nowhere'", "FOREIGN KEY"),
            ("UPDATE sources SET url = 'https://example.org'", "UNIQUE"),
            ("UPDATE events SET summary = hex(zeroblob(201))", "CHECK"),
        ],
    )
    def test_constraints_hold_for_later_edits(self, sqlite: sqlite3.Connection, change: str, why: str) -> None:
        with pytest.raises(sqlite3.IntegrityError, match=why):
            sqlite.execute(change)

    def test_events_come_with_their_places(self, sqlite: sqlite3.Connection) -> None:
        query = "SELECT place_name, latitude, longitude FROM events_with_places WHERE event_id = ?"
        (name, latitude, longitude), *others = sqlite.execute(query, [KILLING]).fetchall()
        place = next(r for r in rows("events") if r["event_id"] == KILLING)["place_id"]
        expected = next(r for r in rows("places") if r["place_id"] == place)
        assert (name, latitude, longitude) == (
            expected["name"],
            float(expected["latitude"]),
            float(expected["longitude"]),
        )
        assert not others
        count = sqlite.execute("SELECT count(*) FROM events_with_places").fetchone()[0]
        assert count == len(rows("events"))

    def test_contested_values_come_with_who_says_what(self, sqlite: sqlite3.Connection) -> None:
        query = "SELECT DISTINCT subject_table, subject_id, property FROM contested_values ORDER BY 1, 2, 3"
        contested = sqlite.execute(query).fetchall()
        assert contested == [(r["subject_table"], r["subject_id"], r["property"]) for r in rows("adjudications")]
        query = "SELECT value, source_id, rule FROM contested_values WHERE subject_id = ? AND property = ?"
        told = sqlite.execute(query, ["abqaiq-khurais-attack-2019", "date_edtf"]).fetchall()
        assert ("2019-09-20", "rferl-gallery-2020", "independent_majority") in told

    def test_the_descriptor_is_inside(self, sqlite: sqlite3.Connection) -> None:
        assert sqlite.execute("SELECT version FROM descriptor_package").fetchone() == (shipped().descriptor["version"],)
        fields = sqlite.execute("SELECT table_name, name, description FROM descriptor_fields").fetchall()
        assert fields == [(t.name, n, f["description"]) for t in TABLES for n, f in t.fields.items()]
        query = "SELECT unit FROM descriptor_fields WHERE name = 'radius_km'"
        assert sqlite.execute(query).fetchone() == ("km",)
        query = "SELECT label FROM descriptor_codes WHERE field_name = 'stance' AND code = 'denies'"
        assert sqlite.execute(query).fetchone() == ("Says that it is not so.",)

    def test_a_broken_reference_is_an_error_and_leaves_nothing(self, copy: Copy, out: Path) -> None:
        copy.edit("events", KILLING, place_id="nowhere")
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            write(copy.package, out / "a.sqlite")
        assert list(out.iterdir()) == []

    def test_datasette_opens_it_with_its_metadata(self, sqlite_file: Path, out: Path) -> None:
        metadata = json.loads(export(out / "soleimani-events.metadata.json").read_bytes())
        app = datasette.Datasette([str(sqlite_file)], metadata=metadata)

        async def pages(*paths: str) -> list[Any]:
            return [await app.client.get(path) for path in paths]

        index, table, data, view = asyncio.run(
            pages(
                "/",
                "/soleimani-events/places",
                f"/soleimani-events/participations.json?event_id={KILLING}&_labels=on&_shape=objects",
                "/soleimani-events/events_with_places.json?_size=1&_shape=objects",
            )
        )
        assert index.status_code == table.status_code == 200
        assert "Creative Commons Attribution 4.0 International" in index.text
        assert "Unit: decimal degrees, WGS 84." in table.text
        first = data.json()["rows"][0]
        names = {r["actor_id"]: r["name"] for r in rows("actors")}
        assert first["actor_id"]["label"] == names[first["actor_id"]["value"]]
        assert view.json()["rows"][0]["place_name"]


def test_datasette_metadata_speaks_of_what_is_in_the_database(sqlite: sqlite3.Connection, out: Path) -> None:
    metadata = json.loads(export(out / "other.metadata.json").read_bytes())
    assert metadata["license_url"] == "https://creativecommons.org/licenses/by/4.0/"
    tables = metadata["databases"]["other"]["tables"]
    assert list(tables) == [table.name for table in TABLES]
    for name, entry in tables.items():
        columns = [info[1] for info in sqlite.execute(f'PRAGMA table_info("{name}")')]
        assert list(entry["columns"]) == columns
        assert entry.get("label_column", columns[0]) in columns
    assert tables["sources"]["label_column"] == "title"
    assert "label_column" not in tables["claims"]


class TestDuckdb:
    @pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
    def test_every_cell_arrives(self, duck: Any, table: Table) -> None:
        found = duck.execute(f'SELECT * FROM "{table.name}"').fetchall()
        assert found == cells(table, date.fromisoformat)

    def test_types_keys_and_comments(self, duck: Any) -> None:
        query = "SELECT data_type, comment FROM duckdb_columns() WHERE table_name = 'places' AND column_name = ?"
        assert duck.execute(query, ["radius_km"]).fetchone() == (
            "DOUBLE",
            shipped().table("places").fields["radius_km"]["description"] + " Unit: km.",
        )
        kinds = duck.execute("SELECT constraint_type FROM duckdb_constraints()").fetchall()
        for kind, number in (
            ("FOREIGN KEY", sum(target is not t for t in TABLES for _, target in t.references())),
            ("CHECK", sum("categories" in f for t in TABLES for f in t.fields.values())),
        ):
            assert kinds.count((kind,)) >= number, kind

    def test_views(self, duck: Any) -> None:
        count = duck.execute("SELECT count(*) FROM events_with_places").fetchone()[0]
        assert count == len(rows("events"))
        query = "SELECT count(DISTINCT (subject_table, subject_id, property)) FROM contested_values"
        assert duck.execute(query).fetchone()[0] == len(rows("adjudications"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(tmp_path_factory.mktemp("parquet") / "soleimani.parquet")


class TestParquet:
    def test_one_file_a_table(self, folder: Path) -> None:
        assert {file.name for file in folder.iterdir()} == {f"{table.name}.parquet" for table in TABLES}

    @pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
    def test_every_cell_arrives(self, folder: Path, table: Table) -> None:
        content = parquet.read_table(folder / f"{table.name}.parquet")
        found = [tuple(row.values()) for row in content.to_pylist()]
        assert found == cells(table, date.fromisoformat)

    def test_fields_describe_themselves(self, folder: Path) -> None:
        schema = parquet.read_schema(folder / "places.parquet")
        radius = schema.field("radius_km")
        assert radius.metadata[b"unit"] == b"km"
        description = shipped().table("places").fields["radius_km"]["description"]
        assert radius.metadata[b"description"].decode() == description
        assert str(radius.type) == "double"
        assert radius.nullable
        assert not schema.field("name").nullable
        assert schema.metadata[b"version"].decode() == shipped().descriptor["version"]
        assert str(parquet.read_schema(folder / "events.parquet").field("start_date").type) == "date32[day]"

    def test_pandas_gets_its_types_back(self, folder: Path) -> None:
        events = pd.read_parquet(folder / "events.parquet")
        assert events["status"].cat.ordered
        assert events["status"].cat.categories[0] == "occurred"
        assert events["geo_precision"].dtype == "Int64"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return openpyxl.load_workbook(export(tmp_path_factory.mktemp("xlsx") / "soleimani.xlsx"))


class TestXlsx:
    def test_one_sheet_a_table(self, book: Any) -> None:
        assert book.sheetnames == [table.name for table in TABLES]

    @pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
    def test_every_cell_arrives(self, book: Any, table: Table) -> None:
        header, *found = book[table.name].iter_rows(values_only=True)
        assert list(header) == list(table.fields)
        assert found == cells(table, pd.Timestamp)

    def test_no_cell_is_a_formula_or_a_link(self, book: Any) -> None:
        for sheet in book:
            assert {cell.data_type for row in sheet for cell in row} <= {"s", "n", "d"}
            assert not [cell for row in sheet for cell in row if cell.hyperlink]

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "{=1+1}", "=HYPERLINK(1)"])
    def test_text_that_looks_like_a_formula_stays_text(self, copy: Copy, out: Path, text: str) -> None:
        cell = self.name_cell(copy, out, text)
        assert (cell.value, cell.data_type) == (text, "s")
        assert cell.quotePrefix == (text[0] != "{")

    def test_a_carriage_return_before_a_formula_is_kept_as_text(self, copy: Copy, out: Path) -> None:
        # the comma has it quoted in the CSV file, where it would end the line otherwise
        cell = self.name_cell(copy, out, "\r=1,1")
        assert cell.data_type == "s"
        assert cell.quotePrefix
        # OOXML's way to write the character, which openpyxl leaves as it is
        assert cell.value in ("\r=1,1", "_x000D_=1,1")

    def name_cell(self, copy: Copy, out: Path, text: str) -> Any:
        events = copy.rows("events")
        line = next(i for i, row in enumerate(events, 2) if row["event_id"] == KILLING)
        events[line - 2]["name"] = text
        copy.write("events", events)
        book = openpyxl.load_workbook(write(copy.package, out / "a.xlsx"))
        return book["events"].cell(line, 2)

    def test_a_day_before_excels_calendar_stays_text(self, copy: Copy, out: Path) -> None:
        line = copy.edit("events", KILLING, start_date="1900-02-28", end_date="1900-03-01")
        sheet = openpyxl.load_workbook(write(copy.package, out / "a.xlsx"))["events"]
        column = list(copy.package.table("events").fields).index("start_date") + 1
        assert sheet.cell(line, column).value == "1900-02-28"
        assert sheet.cell(line, column + 1).value == pd.Timestamp("1900-03-01")

    def test_a_cell_too_long_for_a_sheet_is_an_error(self, copy: Copy, out: Path) -> None:
        line = copy.edit("events", KILLING, name="a" * 32768)
        with pytest.raises(ValueError, match=f"events, line {line}, name: too long"):
            write(copy.package, out / "a.xlsx")
        assert list(out.iterdir()) == []


def test_jsonl_has_a_line_for_each_row(out: Path) -> None:
    lines = export(out / "a.jsonl").read_text(encoding="utf-8").splitlines()
    found: dict[str, list[tuple[Any, ...]]] = {table.name: [] for table in TABLES}
    columns = {table.name: list(table.fields) for table in TABLES}
    for line in lines:
        entry = json.loads(line)
        assert list(entry["row"]) == columns[entry["table"]]
        found[entry["table"]].append(tuple(entry["row"].values()))
    assert found == {table.name: cells(table, str) for table in TABLES}


class TestGeojson:
    def read(self, path: Path) -> dict[str, dict[str, Any]]:
        """Features by id, each of the form that RFC 7946 gives it."""
        collection = json.loads(path.read_text(encoding="utf-8"))
        assert collection["type"] == "FeatureCollection"
        assert not {"crs", "geometry", "coordinates", "properties"} & collection.keys()
        for feature in collection["features"]:
            assert feature.keys() == {"type", "id", "geometry", "properties"}
            assert feature["type"] == "Feature"
            if feature["geometry"] is not None:
                assert feature["geometry"].keys() == {"type", "coordinates"}
                assert feature["geometry"]["type"] == "Point"
                longitude, latitude = feature["geometry"]["coordinates"]
                assert -180 <= longitude <= 180
                assert -90 <= latitude <= 90
        features = {feature["id"]: feature for feature in collection["features"]}
        assert len(features) == len(collection["features"])
        return features

    def test_each_event_stands_where_its_place_is(self, out: Path) -> None:
        features = self.read(export(out / "a.geojson"))
        places = {row["place_id"]: row for row in rows("places")}
        events = rows("events")
        assert list(features) == [event["event_id"] for event in events]
        without = 0
        for event in events:
            place = places.get(event["place_id"])
            geometry = features[event["event_id"]]["geometry"]
            if place and place["latitude"]:
                expected = [float(place["longitude"]), float(place["latitude"])]
                assert geometry["coordinates"] == pytest.approx(expected, abs=5.1e-7)
            else:
                assert geometry is None
                without += 1
        assert 0 < without < len(events)

    def test_uncertainty_is_among_the_properties(self, out: Path) -> None:
        properties = self.read(export(out / "a.geojson"))[KILLING]["properties"]
        event = next(row for row in rows("events") if row["event_id"] == KILLING)
        place = next(row for row in rows("places") if row["place_id"] == event["place_id"])
        assert properties["radius_km"] == float(place["radius_km"])
        assert properties["geo_precision"] == int(event["geo_precision"])
        assert properties["date_precision"] == "day"
        assert properties["start_date"] == "2020-01-03"
        assert properties["place_name"] == place["name"]

    def test_six_decimals_at_most(self, copy: Copy, out: Path) -> None:
        place = next(row for row in rows("events") if row["event_id"] == KILLING)["place_id"]
        copy.edit("places", place, latitude="33.123456789", longitude="44.987654321")
        feature = self.read(write(copy.package, out / "a.geojson"))[KILLING]
        assert feature["geometry"]["coordinates"] == [44.987654, 33.123457]


@pytest.mark.parametrize(("form", "reader"), [("graphml", "read_graphml"), ("gexf", "read_gexf")])
def test_networkx_reads_the_graph_of_actors(out: Path, form: str, reader: str) -> None:
    graph = getattr(networkx, reader)(export(out / f"a.{form}"))
    actors = {row["actor_id"]: row for row in rows("actors")}
    ties = {row["relationship_id"]: row for row in rows("relationships")}
    assert graph.is_directed()
    assert set(graph.nodes) == set(actors)
    for actor, data in graph.nodes(data=True):
        assert (data["name"], data["actor_type"]) == (actors[actor]["name"], actors[actor]["actor_type"])
        assert data["label"] == actors[actor]["name"]
    edges = {data["id"]: (subject, target, data) for subject, target, data in graph.edges(data=True)}
    assert graph.number_of_edges() == len(edges) == len(ties)
    for tie, (subject, target, data) in edges.items():
        expected = ties[tie]
        assert (subject, target) == (expected["subject_id"], expected["object_id"])
        for column in ("relation", "start_edtf", "end_edtf", "post"):
            assert data.get(column, "") == expected[column]
        assert ("start" in data, "end" in data) == (
            bool(expected["start_edtf"]) and not expected["start_edtf"].startswith("[.."),
            bool(expected["end_edtf"]),
        )


def test_an_edge_lasts_from_the_earliest_to_the_latest_day(copy: Copy, out: Path) -> None:
    tie = "abdul-malik-al-houthi.leads.houthis"
    copy.edit("relationships", tie, start_edtf="2004-21", end_edtf="[2010..2012-02]")
    graph = networkx.read_gexf(write(copy.package, out / "a.gexf"))
    data = graph.edges["abdul-malik-al-houthi", "houthis", tie]
    assert (data["start"], data["end"]) == ("2004-03-01", "2012-02-29")


class TestTimeline:
    def slides(self, path: Path) -> dict[str, dict[str, Any]]:
        timeline = json.loads(path.read_text(encoding="utf-8"))
        assert timeline["title"]["text"]["headline"]
        return {slide["unique_id"]: slide for slide in timeline["events"]}

    def test_each_event_is_a_slide_with_its_sources(self, out: Path) -> None:
        slides = self.slides(export(out / "a.timeline.json"))
        assert list(slides) == [event["event_id"] for event in rows("events")]
        addresses = {row["source_id"]: row["url"] for row in rows("sources")}
        cited = {
            addresses[claim["source_id"]]
            for claim in rows("claims")
            if claim["subject_id"] == KILLING
            or claim["subject_id"].startswith(f"{KILLING}.")  # who took part, who died
        }
        links = re.findall('<a href="([^"]+)">', slides[KILLING]["text"]["text"])
        assert len(links) == len(cited) > 1
        assert {link.replace("&amp;", "&") for link in links} == cited
        for slide in slides.values():
            assert slide["start_date"].keys() <= {"year", "month", "day"}
            assert slide["start_date"]["year"] >= 1979
            assert "<a href=" in slide["text"]["text"]

    @pytest.mark.parametrize(
        ("edtf", "first", "last", "precision", "shown"),
        [
            ("2020-01-03", "2020-01-03", "2020-01-03", "day", ((2020, 1, 3), None, None)),
            (
                "2006-07-12/2006-08-14",
                "2006-07-12",
                "2006-08-14",
                "day",
                ((2006, 7, 12), (2006, 8, 14), None),
            ),
            ("2015-03", "2015-03-01", "2015-03-31", "month", ((2015, 3), None, None)),
            ("2016", "2016-01-01", "2016-12-31", "year", ((2016,), None, None)),
            ("1990~", "1990-01-01", "1990-12-31", "year", ((1990,), None, "1990~")),
            ("2012/..", "2012-01-01", "", "year", ((2012,), None, "2012/..")),
            ("2008-21", "2008-03-01", "2008-05-31", "season", ((2008, 3), (2008, 5), "2008-21")),
            ("[..2007-01-22]", "", "2007-01-22", "range", ((2007, 1, 22), None, "[..2007-01-22]")),
        ],
    )
    def test_a_date_says_no_more_than_is_known(
        self, copy: Copy, out: Path, edtf: str, first: str, last: str, precision: str, shown: Any
    ) -> None:
        days = {"date_edtf": edtf, "start_date": first, "end_date": last, "date_precision": precision}
        copy.edit("events", KILLING, **days)
        slide = self.slides(write(copy.package, out / "a.timeline.json"))[KILLING]
        end = tuple(slide.get("end_date", {}).values()) or None
        found = (tuple(slide["start_date"].values()), end, slide.get("display_date"))
        assert found == shown

    def test_a_source_on_something_else_of_the_same_id_is_not_cited(self, copy: Copy, out: Path) -> None:
        before = self.slides(write(copy.package, out / "a.timeline.json"))[KILLING]
        claim = copy.rows("claims")[0] | {"claim_id": "zz", "subject_table": "actors", "subject_id": KILLING}
        copy.add("claims", **claim)
        assert self.slides(write(copy.package, out / "a.timeline.json"))[KILLING] == before
        copy.edit("claims", "zz", subject_table="events")
        assert self.slides(write(copy.package, out / "a.timeline.json"))[KILLING] != before

    def test_names_are_no_markup(self, copy: Copy, out: Path) -> None:
        copy.edit("events", KILLING, name="<b>&", summary="<script>")
        text = self.slides(write(copy.package, out / "a.timeline.json"))[KILLING]["text"]
        assert text["headline"] == "&lt;b&gt;&amp;"
        assert text["text"].startswith("<p>&lt;script&gt;</p>")


def suffix(form: str) -> str:
    return next(ending for ending, named in SUFFIXES.items() if named == form)


class TestWholeOrNotAtAll:
    @pytest.mark.parametrize("form", FORMS)
    def test_nothing_else_is_left_beside_an_export(self, out: Path, form: str) -> None:
        path = out / f"a{suffix(form)}"
        assert export(str(path)) == path
        assert list(out.iterdir()) == [path]

    # Datasette's metadata speak of the tables without reading them
    @pytest.mark.parametrize("form", [form for form in FORMS if form != "datasette"])
    def test_damaged_data_leaves_nothing(self, copy: Copy, out: Path, form: str) -> None:
        # the last table that the form reads, so that the writer is well under way
        last = {"geojson": "events", "graphml": "relationships", "gexf": "relationships"}
        with copy.file(last.get(form, "claims")).open("ab") as file:
            file.write(b"x")
        with pytest.raises(DataError):
            write(copy.package, out / "a", form)
        assert list(out.iterdir()) == []

    def test_an_error_leaves_an_earlier_file_as_it_was(self, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def half(_: DataPackage, path: Path) -> None:
            # on the same disk, or moving it into place would not be one step
            assert path.parent.parent == out
            path.write_bytes(b"half")
            path.with_name("journal").write_bytes(b"more")
            raise OSError("disk full")

        monkeypatch.setitem(FORMS, "jsonl", half)
        path = out / "a.jsonl"
        path.write_text("earlier")
        with pytest.raises(OSError, match="disk full"):
            export(path)
        assert path.read_text() == "earlier"
        assert list(out.iterdir()) == [path]

    def test_a_file_is_replaced(self, out: Path) -> None:
        path = out / "a.geojson"
        path.write_text("earlier")
        export(path)
        assert json.loads(path.read_text(encoding="utf-8"))["type"] == "FeatureCollection"

    def test_a_folder_is_replaced_if_it_is_an_export(self, out: Path) -> None:
        folder = export(out / "a.parquet")
        (folder / "events.parquet").write_bytes(b"earlier")
        (folder / "actors.parquet").unlink()
        export(folder)
        assert len(list(folder.iterdir())) == len(TABLES)
        assert parquet.read_table(folder / "events.parquet").num_rows == len(rows("events"))
        assert list(out.iterdir()) == [folder]

    @pytest.mark.parametrize("form", ["parquet", "jsonl"])
    def test_a_folder_with_anything_else_is_left_alone(self, out: Path, form: str) -> None:
        (out / "thesis.txt").write_text("years of work")
        with pytest.raises(OSError) as raised:
            export(out, form)
        if form == "parquet":
            assert isinstance(raised.value, FileExistsError)
            assert "thesis.txt" in str(raised.value)
        assert [file.name for file in out.iterdir()] == ["thesis.txt"]
        assert {file.name for file in out.parent.iterdir()} == {"out"}

    def test_a_folder_that_does_not_exist(self, out: Path) -> None:
        with pytest.raises(FileNotFoundError, match="nowhere"):
            export(out / "nowhere" / "a.jsonl")
        assert list(out.iterdir()) == []


class TestForms:
    def test_each_form_has_a_suffix(self) -> None:
        assert set(SUFFIXES.values()) == set(FORMS)
        for form in FORMS:
            assert f"{form} " in f"{export.__doc__}".replace(",", " ")
            assert suffix(form) in f"{export.__doc__}"

    @pytest.mark.parametrize("name", ["a.db", "A.SQLite"])
    def test_other_spellings_of_a_suffix(self, out: Path, name: str) -> None:
        assert export(out / name).read_bytes().startswith(b"SQLite format 3\0")

    def test_a_form_overrules_the_suffix(self, out: Path) -> None:
        first = export(out / "a.json", "jsonl").read_text(encoding="utf-8").splitlines()[0]
        assert json.loads(first)["table"] == TABLES[0].name

    @pytest.mark.parametrize(("name", "form"), [("a.csv", None), ("a.json", None), ("a.db", "shapefile")])
    def test_an_unknown_form_is_an_error_that_names_the_known(self, out: Path, name: str, form: str | None) -> None:
        with pytest.raises(ValueError, match=r"sqlite.*timeline") as raised:
            export(out / name, form)
        assert repr(form or name) in str(raised.value)
        assert list(out.iterdir()) == []

    @pytest.mark.parametrize(
        ("form", "package"),
        [
            ("duckdb", "duckdb"),
            ("parquet", "pyarrow"),
            ("xlsx", "xlsxwriter"),
            ("graphml", "networkx"),
            ("gexf", "networkx"),
        ],
    )
    def test_a_missing_package_is_named_with_its_extra(
        self, out: Path, monkeypatch: pytest.MonkeyPatch, form: str, package: str
    ) -> None:
        monkeypatch.setitem(sys.modules, package, None)
        with pytest.raises(ImportError, match=rf"{package}: pip install 'soleimani-events\[export\]'"):
            export(out / "a", form)
        assert list(out.iterdir()) == []

    def test_importing_it_brings_nothing_heavy(self) -> None:
        def loaded(code: str) -> set[str]:
            command = [sys.executable, "-c", f"{code}import sys; print(*sys.modules)"]
            done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
            return set(done.stdout.split())

        more = loaded(f"import {write.__module__}\n") - loaded("")
        assert {name for name in more if not name.startswith("soleimani_events")} == set()
