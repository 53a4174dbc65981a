"""The validator: nothing wrong with the shipped data, and each rule finds what breaks it, where it is."""

import pytest

from soleimani_events.findings import Finding
from soleimani_events.validation import validate

from .conftest import Copy, only

KILLING = "soleimani-killing-2020"


def check(copy: Copy, code: str) -> Finding:
    """The one finding of that code in a package that is otherwise as it was."""
    return only(validate(copy.root), code)


def test_the_shipped_data_has_no_finding() -> None:
    assert validate() == []


def test_a_copy_elsewhere_is_checked_by_folder_or_descriptor(copy: Copy) -> None:
    assert validate(copy.root) == validate(copy.root / "datapackage.json") == []


def test_no_package_at_the_path(copy: Copy) -> None:
    with pytest.raises(FileNotFoundError, match=r"no datapackage\.json"):
        validate(copy.root / "data")


# layer 1: bytes and inventory


def test_a_file_that_the_descriptor_does_not_name(copy: Copy) -> None:
    (copy.root / "data" / "more.csv").write_text("a\n", encoding="utf-8")
    assert check(copy, "stray-file").file == "data/more.csv"


def test_a_hash_that_is_not_the_files(copy: Copy) -> None:
    text = copy.file("places").read_text(encoding="utf-8")
    copy.file("places").write_text(text.replace("Tehran", "Tehrān", 1), encoding="utf-8")
    assert check(copy, "wrong-size").file == "data/places.csv"


def test_a_key_that_stands_twice(copy: Copy) -> None:
    row = copy.rows("actors")[0]
    copy.write("actors", [*copy.rows("actors"), row])
    finding = check(copy, "duplicate-key")
    assert (finding.line, finding.value) == (3, row["actor_id"])


# layer 3: cells, by pandera and by frictionless


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "code", "message"),
    [
        ("events", KILLING, "name", "", "empty-cell", "may not be"),
        ("actors", "qasem-soleimani", "country", "Iran", "wrong-value", "does not match"),
        ("events", KILLING, "date_edtf", "3 January 2020", "wrong-value", "is no EDTF date"),
        ("events", KILLING, "geo_precision", "8", "wrong-value", "is more than 7"),
        ("events", KILLING, "summary", "x" * 401, "wrong-value", "is longer than 400"),
        ("events", KILLING, "status", "certain", "wrong-type", "is no code"),
    ],
)
def test_a_cell_that_is_not_what_its_column_says(
    copy: Copy, table: str, row: str, column: str, value: str, code: str, message: str
) -> None:
    line = copy.edit(table, row, **{column: value})
    found = [f for f in validate(copy.root) if f.code == code and f.column == column]
    assert [(f.file, f.line) for f in found] == [(f"data/{table}.csv", line)]
    assert message in found[0].message
    assert found[0].value == value


def test_frictionless_finds_what_pandera_is_not_asked(copy: Copy) -> None:
    from soleimani_events.validation.cells import by_frictionless, by_pandera

    line = copy.edit("sources", "rferl-gallery-2020", url="not an address")
    assert by_pandera(copy.package.table("sources")) == []
    (finding,) = by_frictionless(copy.package)
    assert (finding.line, finding.column, finding.value) == (line, "url", "not an address")


# layer 4: keys and references


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("events", "place_id", "bagdad"),
        ("events", "event_type", "Air strike"),
        ("events", "parent_event_id", "no-such-war"),
    ],
)
def test_a_reference_to_nothing(copy: Copy, table: str, column: str, value: str) -> None:
    line = copy.edit(table, KILLING, **{column: value})
    finding = check(copy, "broken-reference")
    assert (finding.line, finding.column, finding.value) == (line, column, value)


def test_the_nearest_id_is_offered(copy: Copy) -> None:
    copy.edit("events", KILLING, place_id="bagdad")
    assert "write 'baghdad'" in check(copy, "broken-reference").mend


def test_an_event_within_itself(copy: Copy) -> None:
    line = copy.edit("events", KILLING, parent_event_id=KILLING)
    finding = check(copy, "cycle")
    assert (finding.line, finding.column) == (line, "parent_event_id")


@pytest.mark.parametrize(
    ("column", "value"), [("start_date", "2020-01-02"), ("end_date", ""), ("date_precision", "month")]
)
def test_a_derived_cell_that_does_not_follow(copy: Copy, column: str, value: str) -> None:
    line = copy.edit("events", KILLING, **{column: value})
    finding = check(copy, "not-derived")
    assert (finding.line, finding.column, finding.value) == (line, column, value)


def test_an_id_that_is_not_joined_of_its_parts(copy: Copy) -> None:
    row = copy.rows("participations")[0]
    copy.edit("participations", row["participation_id"], role="witness")
    assert check(copy, "not-derived").column == "participation_id"


def test_a_claim_on_a_row_that_is_not_there(copy: Copy) -> None:
    copy.add(
        "claims",
        claim_id="nothing.name.rferl-gallery-2020",
        subject_table="events",
        subject_id="nothing",
        property="name",
        value="x",
        stance="asserts",
        source_id="rferl-gallery-2020",
        locator="caption 1",
    )
    finding = check(copy, "broken-reference")
    assert (finding.file, finding.column, finding.value) == ("data/claims.csv", "subject_id", "nothing")


def test_an_id_that_two_tables_use(copy: Copy) -> None:
    copy.add("places", place_id="iran", name="Iran", place_type="country", country="IRN")
    assert check(copy, "id-shared").value == "iran"


def test_a_retired_id_in_use(copy: Copy) -> None:
    copy.add("tombstones", table="events", id=KILLING, version="0.2.0", reason="retracted")
    assert check(copy, "id-reused").value == KILLING


def test_a_replacement_that_is_not_there(copy: Copy) -> None:
    copy.add("tombstones", table="events", id="gone", replaced_by="nowhere", version="0.2.0", reason="merged")
    assert check(copy, "broken-reference").value == "nowhere"


# layer 5: evidence


def claim(copy: Copy, table: str, subject: str, name: str, value: str, **cells: str) -> int:
    """A further claim of the gallery on a cell."""
    return copy.add(
        "claims",
        **{
            "claim_id": f"{subject}.{name}.rferl-gallery-2020.99",
            "subject_table": table,
            "subject_id": subject,
            "property": name,
            "value": value,
            "stance": "asserts",
            "source_id": "rferl-gallery-2020",
            "locator": "caption 18",
            **cells,
        },
    )


def test_a_value_that_nobody_claims(copy: Copy) -> None:
    day = "2020-01-05"
    line = copy.edit("events", KILLING, date_edtf=day, start_date=day, end_date=day)
    finding = check(copy, "no-evidence")
    assert (finding.line, finding.column, finding.value) == (line, "date_edtf", day)
    assert "2020-01-03" in finding.message


def test_a_participation_without_a_claim(copy: Copy) -> None:
    subject = f"{KILLING}.qasem-soleimani.witness"
    line = copy.add(
        "participations",
        participation_id=subject,
        event_id=KILLING,
        actor_id="qasem-soleimani",
        role="witness",
        presence="present",
        attribution="uncontested",
    )
    finding = check(copy, "no-evidence")
    assert (finding.file, finding.line) == ("data/participations.csv", line)


def test_a_casualty_range_beyond_what_is_claimed(copy: Copy) -> None:
    row = next(row for row in copy.rows("casualties") if row["killed_high"])
    line = copy.edit("casualties", row["casualty_id"], killed_high=str(int(row["killed_high"]) + 1))
    finding = check(copy, "range")
    assert (finding.line, finding.column) == (line, "killed_high")


def test_a_best_figure_that_nobody_gives(copy: Copy) -> None:
    row = next(row for row in copy.rows("casualties") if row["killed_low"] < row["killed_high"])
    copy.edit("casualties", row["casualty_id"], killed_best="3333")
    assert check(copy, "range").column == "killed_best"


@pytest.mark.parametrize("stance", ["asserts", "denies"])
def test_a_conflict_or_denial_without_an_adjudication(copy: Copy, stance: str) -> None:
    subject = "houthi-takeover-of-sanaa-2014"
    claim(copy, "events", subject, "date_edtf", "2014-09-22", stance=stance)
    finding = check(copy, "not-adjudicated")
    assert subject in finding.mend
    assert "2014-09-22" in finding.message


@pytest.mark.parametrize("value", ["2014-09", "2014", "2014-09-21"])
def test_less_precision_is_no_conflict(copy: Copy, value: str) -> None:
    claim(copy, "events", "houthi-takeover-of-sanaa-2014", "date_edtf", value)
    assert validate(copy.root) == []


def test_a_larger_place_is_no_conflict(copy: Copy) -> None:
    claim(copy, "events", "houthi-takeover-of-sanaa-2014", "place_id", "yemen-country")
    assert validate(copy.root) == []


@pytest.mark.parametrize("attribution", ["uncontested", "denied"])
def test_an_attribution_that_its_claims_belie(copy: Copy, attribution: str) -> None:
    stance = {"uncontested": "denies", "denied": "asserts"}[attribution]
    denied = {c["subject_id"] for c in copy.rows("claims") if c["stance"] == "denies"}
    row = next(
        row for row in copy.rows("participations") if (row["participation_id"] in denied) == (stance == "denies")
    )
    line = copy.edit("participations", row["participation_id"], attribution=attribution)
    finding = check(copy, "judgement")
    assert (finding.line, finding.column, finding.value) == (line, "attribution", attribution)


def test_an_adjudication_of_what_is_not_contested(copy: Copy) -> None:
    line = copy.add(
        "adjudications",
        subject_table="events",
        subject_id=KILLING,
        property="name",
        rule="by_definition",
        rationale="None needed.",
        decided_on="2026-11-22",
    )
    assert check(copy, "not-contested").line == line


@pytest.mark.parametrize(
    ("table", "subject", "name", "value", "code"),
    [
        ("events", KILLING, "colour", "red", "claim-property"),
        ("events", KILLING, "date_edtf", "Friday", "claim-value"),
        ("events", KILLING, "place_id", "nowhere", "claim-value"),
        ("events", KILLING, "status", "sure", "claim-value"),
        ("participations", f"{KILLING}.qasem-soleimani.victim", "record", "yes", "claim-value"),
        ("casualties", f"{KILLING}.total", "killed", "dozens", "claim-value"),
        ("casualties", f"{KILLING}.total", "killed_best", "10", "claim-property"),
    ],
)
def test_a_claim_not_in_its_columns_form(
    copy: Copy, table: str, subject: str, name: str, value: str, code: str
) -> None:
    line = claim(copy, table, subject, name, value)
    assert [f.line for f in validate(copy.root) if f.code == code] == [line]


def test_a_publisher_named_as_its_own_speaker(copy: Copy) -> None:
    line = claim(copy, "events", KILLING, "date_edtf", "2020-01-03", attributed_to="rferl")
    assert check(copy, "own-voice").line == line


@pytest.mark.parametrize("spelling", ["THE WASHINGTON POST", "Washington Post", "The Washington-Post"])
def test_one_publisher_spelt_twice(copy: Copy, spelling: str) -> None:
    row = next(row for row in copy.rows("sources") if row["publisher"] == "The Washington Post")
    copy.edit("sources", row["source_id"], publisher=spelling)
    assert "two-spellings" in {f.code for f in validate(copy.root)}


def test_a_source_that_carries_nothing(copy: Copy) -> None:
    row = copy.rows("sources")[0]
    line = copy.add("sources", **{**row, "source_id": "a-new-one", "url": "https://example.org/"})
    assert check(copy, "unused-source").line == line


def test_a_source_read_before_it_was_published(copy: Copy) -> None:
    copy.edit("sources", "rferl-gallery-2020", published="2030-01", published_basis="byline")
    assert check(copy, "read-before-published").value == "2026-11-22"


def test_a_date_of_publication_without_its_basis(copy: Copy) -> None:
    copy.edit("sources", "rferl-gallery-2020", published_basis="")
    assert check(copy, "published-basis").value == "2020-01"


def test_a_province_taken_for_a_site(copy: Copy) -> None:
    row = next(row for row in copy.rows("events") if row["geo_precision"] == "4")
    copy.edit("events", row["event_id"], geo_precision="1")
    assert "write 4" in check(copy, "geo-precision").mend


def test_coordinates_without_a_source(copy: Copy) -> None:
    copy.edit("places", "baghdad", coordinates_source_id="")
    assert "coordinates" in {f.code for f in validate(copy.root)}


@pytest.mark.parametrize("word", ["Terrorist", "martyrs", "regime"])
def test_words_that_take_a_side(copy: Copy, word: str) -> None:
    copy.edit("events", KILLING, summary=f"A {word} was there.")
    assert check(copy, "takes-a-side").value == word


def test_one_spelling_with_other_code_points(copy: Copy) -> None:
    row = next(r for r in copy.rows("actor_names") if r["language"] == "fa" and "\u06cc" in r["name"])
    copy.add("actor_names", **{**row, "name": row["name"].replace("\u06cc", "\u064a")})
    codes = {f.code for f in validate(copy.root)}
    assert {"code-point", "two-spellings"} <= codes
