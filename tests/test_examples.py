"""Every script in examples/, run as its reader would, with its text held against the data."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import soleimani_events

from .conftest import ROOT

SCRIPTS = sorted((ROOT / "examples").glob("*.py"))
KILLING = "soleimani-killing-2020"


def run(name: str, folder: Path, *arguments: str) -> str:
    """Run a script in a folder; returns what it printed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, str(ROOT / "examples" / name), *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def timeline_plot() -> list[str]:
    timeline = soleimani_events.timeline()
    known = timeline["start_date"].notna().sum()
    counts = timeline["status"].value_counts().to_string()
    return [f"{known} of {len(timeline)} events have a known first year", counts]


def uncertain_dates() -> list[str]:
    timeline = soleimani_events.timeline(actor="qasem-soleimani")
    certain = soleimani_events.timeline(actor="qasem-soleimani", period="2015", certainty="certainly")
    days = timeline["date_precision"].eq("day").sum()
    return [f"{days} of {len(timeline)} events", f"certainly within 2015: {len(certain)} events"]


def casualty_ranges() -> list[str]:
    casualties = soleimani_events.load_casualties().set_index("casualty_id")
    killed = int(casualties["killed_best"]["lebanon-war-2006.side.lebanon"])
    apart = casualties["killed_low"].lt(casualties["killed_high"]).sum()
    return [f"For {apart} of {casualties['killed_high'].count()} counts", f"{killed} "]


def network_by_year() -> list[str]:
    pairs = soleimani_events.edges("events", period="2015", certainty="certainly")
    graph = soleimani_events.network("events", period="2019", certainty="certainly")
    return [f"2015: {len(pairs)} pairs\n", f"2019: {len(graph)} actors"]


def two_accounts() -> list[str]:
    told = soleimani_events.accounts("abqaiq-khurais-attack-2019", by="side")
    part = "abqaiq-khurais-attack-2019.iran.perpetrator"
    words = {"true": "says so", "not true": "denies it"}
    said = told.loc[[(part, "record")]].iloc[0].dropna()
    lines = [f"    {side}: {'; '.join(words[v] for v in value.split('; '))}\n" for side, value in said.items()]
    return ["\nIran as perpetrator\n" + "".join(lines)]


def known_on_2020_01_04() -> list[str]:
    then = soleimani_events.known_by("2020-01-04")
    expected = [f"{len(then['claims'])} of {len(soleimani_events.load_claims())} claims"]
    for label, participations in (
        ("known by 2020-01-04", then["participations"]),
        ("adopted now", soleimani_events.load_participations()),
    ):
        expected += [f"{label}: date 2020-01-03, ", f"{participations['event_id'].eq(KILLING).sum()} participations"]
    return expected


EXPECTED = (timeline_plot, uncertain_dates, casualty_ranges, network_by_year, two_accounts, known_on_2020_01_04)


def test_each_script_is_tested_and_has_a_line_in_the_readme() -> None:
    assert [path.stem for path in SCRIPTS] == sorted(of.__name__ for of in EXPECTED)
    text = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    assert all(f"({path.name})" in text for path in SCRIPTS)


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda of: of.__name__)
def test_an_example_runs_draws_and_says_what_the_data_say(expected: Callable[[], list[str]], tmp_path: Path) -> None:
    name = expected.__name__
    printed = run(f"{name}.py", tmp_path)
    for text in expected():
        assert text in printed
    picture = (tmp_path / f"{name}.png").read_bytes()
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(picture) > 20_000  # an empty figure of that size has less


def test_an_example_draws_into_the_folder_that_it_is_given(tmp_path: Path) -> None:
    run("two_accounts.py", tmp_path, "some/pictures")
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.png")] == [
        "some/pictures/two_accounts.png"
    ]
