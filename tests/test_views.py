"""What a researcher asks of the data: timeline, evidence, disagreement, network, what was known when."""

import sys
from typing import Any

import pandas as pd
import pytest

import soleimani_events
from soleimani_events.findings import DataError

KILLING = "soleimani-killing-2020"
ABQAIQ = "abqaiq-khurais-attack-2019"


def row(frame: pd.DataFrame, key: str, value: object) -> dict[str, Any]:
    """The one row with that value, as a plain dictionary."""
    (found,) = frame[frame[key] == value].to_dict("records")
    return {str(name): cell for name, cell in found.items()}


# timeline


def test_the_timeline_has_each_event_once_in_order() -> None:
    timeline = soleimani_events.timeline()
    assert sorted(timeline["event_id"]) == sorted(soleimani_events.load_events()["event_id"])
    starts = timeline["start_date"].dropna()
    assert starts.is_monotonic_increasing


def test_the_timeline_joins_place_actors_casualties_and_evidence() -> None:
    event = row(soleimani_events.timeline(), "event_id", KILLING)
    assert event["country"] == "IRQ"
    assert event["place"] == "Baghdad International Airport"
    assert "qasem-soleimani" in event["victim"].split("; ")
    assert event["perpetrator"] == "united-states"
    assert event["killed_low"] <= event["killed_best"] <= event["killed_high"]
    assert bool(event["contested"])
    claims = soleimani_events.evidence(KILLING)
    assert event["claims"] == len(claims)
    assert event["sources"] == claims["source_id"].nunique()
    assert event["roots"] == claims["root"].nunique()


@pytest.mark.parametrize(
    ("period", "certainty", "there"),
    [
        ("2020-01-03", "possibly", True),
        ("2020-01-03", "certainly", True),
        ("2020", "certainly", True),
        ("2020-01-04/..", "possibly", False),
        ("../2020-01-02", "possibly", False),
    ],
)
def test_a_period_keeps_what_lies_in_it(period: str, certainty: str, there: bool) -> None:
    timeline = soleimani_events.timeline(period=period, certainty=certainty)  # type: ignore[arg-type]
    assert (KILLING in set(timeline["event_id"])) is there


def test_an_uncertain_date_is_possibly_and_not_certainly_in_a_part_of_its_days() -> None:
    appointment = "soleimani-quds-force-appointment"  # one unknown day of two years
    event = row(soleimani_events.load_events(), "event_id", appointment)
    first, last = event["start_date"], event["end_date"]
    assert first.year < last.year
    for certainty, there in (("possibly", True), ("certainly", False)):
        timeline = soleimani_events.timeline(period=f"{last.year}", certainty=certainty)  # type: ignore[arg-type]
        assert (appointment in set(timeline["event_id"])) is there
    whole = soleimani_events.timeline(period=f"{first.year}/{last.year}", certainty="certainly")
    assert appointment in set(whole["event_id"])


def test_an_event_without_an_end_is_never_certainly_over() -> None:
    war = "syrian-civil-war"
    assert war in set(soleimani_events.timeline(period="2024")["event_id"])
    assert war not in set(soleimani_events.timeline(period="2011/2030", certainty="certainly")["event_id"])


def test_an_actor_brings_what_is_under_it_at_that_time() -> None:
    participations = soleimani_events.load_participations()
    own = set(participations[participations["actor_id"] == "irgc"]["event_id"])
    force = set(participations[participations["actor_id"] == "quds-force"]["event_id"])
    found = set(soleimani_events.timeline(actor="irgc")["event_id"])
    assert own | force <= found  # the Quds Force is part of the Guards
    assert not force <= own
    only = set(soleimani_events.timeline(actor="quds-force")["event_id"])
    assert not own <= only  # and not the other way round


def test_a_member_may_have_belonged_before_the_post_that_is_dated() -> None:
    meeting = "sinwar-soleimani-meeting-2012"  # Hamas takes part by its member alone, whose post dates from 2017
    assert meeting in set(soleimani_events.timeline(actor="hamas")["event_id"])
    assert meeting not in set(soleimani_events.timeline(actor="hamas", certainty="certainly")["event_id"])


def test_country_and_type_narrow_down_together() -> None:
    timeline = soleimani_events.timeline(country=["IRQ", "SYR"], event_type="battle")
    assert set(timeline["country"]) == {"IRQ", "SYR"}
    assert set(timeline["event_type"]) == {"battle"}


@pytest.mark.parametrize(
    ("filters", "near"),
    [
        ({"actor": "qasem-solemani"}, "qasem-soleimani"),
        ({"event_type": "battles"}, "battle"),
        ({"country": "IRAQ"}, "IRQ"),
    ],
)
def test_an_unknown_filter_is_answered_with_the_nearest(filters: dict[str, str], near: str) -> None:
    with pytest.raises(DataError, match=f"did you mean '{near}'"):
        soleimani_events.timeline(**filters)  # type: ignore[arg-type]


def test_a_period_that_is_none() -> None:
    with pytest.raises(ValueError, match="EDTF"):
        soleimani_events.timeline(period="last year")
    with pytest.raises(ValueError, match="certainly, possibly"):
        soleimani_events.timeline(certainty="maybe")  # type: ignore[arg-type]


# evidence


def test_evidence_has_every_claim_on_an_event_and_what_belongs_to_it() -> None:
    claims = soleimani_events.load_claims()
    wanted = claims["subject_id"].eq(ABQAIQ) | claims["subject_id"].str.startswith(f"{ABQAIQ}.")
    assert sorted(soleimani_events.evidence(ABQAIQ)["claim_id"]) == sorted(claims[wanted]["claim_id"])


def test_evidence_for_one_value_says_who_what_where_and_why() -> None:
    told = soleimani_events.evidence(ABQAIQ, "date_edtf")
    gallery = row(told, "source_id", "rferl-gallery-2020")
    assert (gallery["value"], gallery["locator"], gallery["speaker"]) == ("2019-09-20", "caption 12", "RFE/RL")
    assert not gallery["adopted"]
    assert gallery["url"].startswith("https://")
    adopted = told[told["adopted"]]
    assert set(adopted["value"]) == {"2019-09-14"}
    assert told["contested"].all()
    assert told["rule"].eq("independent_majority").all()


def test_a_speaker_is_not_its_publisher() -> None:
    told = soleimani_events.evidence(ABQAIQ)
    quoted = told[told["speaker"] != told["publisher"]]
    assert len(quoted)
    pd.testing.assert_series_equal(quoted["root"], quoted["speaker"], check_names=False)


def test_evidence_for_a_single_relationship_and_an_actor() -> None:
    command = "qasem-soleimani.commands.quds-force"
    assert set(soleimani_events.evidence(command)["id"]) == {command}
    assert command in set(soleimani_events.evidence("qasem-soleimani")["id"])


def test_an_unknown_id_is_answered_with_the_nearest() -> None:
    with pytest.raises(DataError, match=f"did you mean '{KILLING}'"):
        soleimani_events.evidence("soleimani-kiling-2020")
    with pytest.raises(DataError, match=f"did you mean '{KILLING}'"):
        soleimani_events.accounts("soleimani-kiling-2020")


# disagreements and accounts


def test_disagreements_are_the_adjudicated_cells_with_two_voices_or_a_denial() -> None:
    found = soleimani_events.disagreements()
    cells = found.groupby(["table", "id", "property"])
    decided = soleimani_events.load_adjudications()
    assert set(cells.groups) == set(
        decided[["subject_table", "subject_id", "property"]].itertuples(index=False, name=None)
    )
    assert all(len(group) > 1 or group["stance"].eq("denies").any() for _, group in cells)
    assert found["rule"].notna().all()


def test_accounts_set_claims_and_denials_side_by_side() -> None:
    told = soleimani_events.accounts(ABQAIQ, by="side")
    iran = row(told.reset_index(), "id", f"{ABQAIQ}.iran.perpetrator")
    assert iran["Iran"] == "not true"
    assert iran["United States"] == "true"
    by_speaker = soleimani_events.accounts(ABQAIQ)
    assert set(by_speaker.columns) == set(soleimani_events.evidence(ABQAIQ)["root"])
    with pytest.raises(ValueError, match="speaker"):
        soleimani_events.accounts(ABQAIQ, by="country")  # type: ignore[arg-type]


# what was known when


def test_nothing_is_known_before_it_was_published() -> None:
    day = pd.Timestamp("2020-01-04")
    known = soleimani_events.known_by("2020-01-04")
    assert known["sources"]["published"].notna().all()
    sources = set(known["sources"]["source_id"])
    assert set(known["claims"]["source_id"]) <= sources
    assert (pd.to_datetime(known["sources"]["published"], format="mixed") <= day).all()
    assert KILLING in set(known["events"]["event_id"])
    assert not known["events"]["event_id"].str.startswith("callamard").any()  # July 2020
    assert known["events"]["summary"].isna().all()


def test_values_and_ranges_follow_from_the_claims_of_the_day() -> None:
    known = soleimani_events.known_by("2020-01-04")
    now = row(soleimani_events.load_casualties(), "casualty_id", f"{KILLING}.total")
    then = row(known["casualties"], "casualty_id", f"{KILLING}.total")
    claims = known["claims"].query("subject_id == @KILLING + '.total' and property == 'killed'")
    figures = [int(n) for value in claims["value"] for n in value.split("/") if n != ".."]
    assert (then["killed_low"], then["killed_high"]) == (min(figures), max(figures))
    assert now["killed_low"] <= then["killed_low"] <= then["killed_high"] <= now["killed_high"]


def test_what_is_known_only_grows() -> None:
    before, after = (soleimani_events.known_by(day) for day in ("2015", "2021"))
    for name, frame in before.items():
        key = frame.columns[0]
        assert set(frame[key]) <= set(after[name][key]), name
        assert list(frame.dtypes) == list(soleimani_events.load(name).dtypes), name


def test_a_day_that_never_ends_is_refused() -> None:
    with pytest.raises(ValueError, match="no last day"):
        soleimani_events.known_by("2020/..")


# network


def test_edges_are_the_relationships() -> None:
    edges = soleimani_events.edges()
    assert len(edges) == len(soleimani_events.load_relationships())
    commands = soleimani_events.edges(relation="commands", period="2019", certainty="certainly")
    assert ("qasem-soleimani", "quds-force") in set(zip(commands["source"], commands["target"], strict=True))
    later = soleimani_events.edges(relation="commands", period="2021")
    assert ("qasem-soleimani", "quds-force") not in set(zip(later["source"], later["target"], strict=True))
    with pytest.raises(ValueError, match="commands"):
        soleimani_events.edges(relation="commanded")


def test_an_unknown_end_is_possible_and_not_certain() -> None:
    possibly = soleimani_events.edges(period="2021")
    certainly = soleimani_events.edges(period="2021", certainty="certainly")
    assert set(certainly["relationship_id"]) < set(possibly["relationship_id"])
    assert certainly[["start_edtf", "end_edtf"]].notna().all(axis=None)


def test_shared_events_are_counted_once_a_pair() -> None:
    pairs = soleimani_events.edges("events")
    assert (pairs["source"] < pairs["target"]).all()
    participations = soleimani_events.load_participations()
    one, other = (set(participations.query("actor_id == @a")["event_id"]) for a in ("iran", "houthis"))
    row = pairs.query("source == 'houthis' and target == 'iran'")
    assert row["events"].tolist() == [len(one & other)]


def test_the_graph_has_names_and_no_actor_without_an_edge() -> None:
    graph = soleimani_events.network()
    assert graph.is_directed()
    assert graph.number_of_edges() == len(soleimani_events.load_relationships())
    assert graph.nodes["qasem-soleimani"]["name"] == "Qasem Soleimani"
    assert min(degree for _, degree in graph.degree()) > 0
    shared = soleimani_events.network("events", period="2020-01")
    assert not shared.is_directed()
    assert all(data["weight"] >= 1 for *_, data in shared.edges(data=True))


def test_a_graph_without_networkx_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(ImportError, match=r"soleimani-events\[network\]"):
        soleimani_events.network()


# engines


@pytest.mark.parametrize("name", ["events", "casualties", "places", "claims"])
def test_every_engine_gives_the_same_cells(name: str) -> None:
    frame = soleimani_events.load(name)
    polars = soleimani_events.load(name, "polars")
    arrow = soleimani_events.load(name, "arrow")
    assert list(frame.columns) == polars.columns == arrow.column_names
    for column in polars.columns:
        expected = [None if pd.isna(v) else v for v in frame[column].tolist()]
        if frame[column].dtype == "datetime64[us]":
            expected = [v and v.date() for v in expected]
        assert polars[column].to_list() == arrow[column].to_pylist() == expected


def test_code_lists_keep_their_order_in_every_engine() -> None:
    codes = list(soleimani_events.load_events()["status"].cat.categories)
    assert soleimani_events.load_events("polars").schema["status"].categories.to_list() == codes  # type: ignore[attr-defined]
    status = soleimani_events.load_events("arrow").schema.field("status").type
    assert status.ordered


def test_an_unknown_engine_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="pandas, polars, arrow"):
        soleimani_events.load("events", "spark")  # type: ignore[call-overload]
