"""The command line, as a user runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import soleimani_events
from soleimani_events.cli import main

from .conftest import ROOT, Copy


def run(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "soleimani_events", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_overview_fits_a_plain_terminal() -> None:
    done = run()
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert done.stdout.isascii()


def test_the_overview_counts_what_is_loaded() -> None:
    lines = run().stdout.splitlines()
    for name in ("events", "actors", "claims", "sources"):
        assert any(line.split()[:2] == [name, str(len(soleimani_events.load(name)))] for line in lines)
    events = soleimani_events.load_events()
    period = f"Period covered: {events['start_date'].min().year} to {events['end_date'].max().year}"
    assert period in lines


def test_a_terminal_without_unicode_still_gets_the_overview() -> None:
    assert run(PYTHONIOENCODING="ascii").returncode == 0


def test_the_version() -> None:
    assert run("--version").stdout.strip() == soleimani_events.__version__


@pytest.mark.parametrize(
    "command",
    [
        ["timeline"],
        ["timeline", "--period", "2020-01", "--certainly", "--actor", "united-states"],
        ["evidence", "soleimani-killing-2020"],
        ["accounts", "abqaiq-khurais-attack-2019", "--by", "speaker"],
        ["disagreements"],
        ["network", "--kind", "events"],
        ["network", "--relation", "commands", "--period", "2019"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("width", [80, 200])
def test_tables_fit_the_terminal(command: list[str], width: int) -> None:
    done = run(*command, COLUMNS=str(width))
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) > 1
    assert max(map(len, done.stdout.splitlines())) <= width


def test_json_has_every_row_and_column() -> None:
    rows = json.loads(run("timeline", "--json", "--country", "IRQ").stdout)
    expected = soleimani_events.timeline(country="IRQ")
    assert [row["event_id"] for row in rows] == expected["event_id"].tolist()
    assert list(rows[0]) == list(expected.columns)
    assert all(row["start_date"] is None or len(row["start_date"]) == 10 for row in rows)
    claims = json.loads(run("evidence", "soleimani-killing-2020", "date_edtf", "--json").stdout)
    assert {claim["property"] for claim in claims} == {"date_edtf"}


def test_ids_are_whole_where_there_is_room_for_them() -> None:
    shown = run("timeline", "--period", "2020", COLUMNS="140").stdout
    for event in soleimani_events.timeline(period="2020")["event_id"]:
        assert event in shown


def test_show_has_the_row_and_what_refers_to_it() -> None:
    shown = run("show", "soleimani-killing-2020").stdout
    assert shown.startswith("Events: soleimani-killing-2020\n")
    assert "baghdad-international-airport" in shown
    assert "soleimani-killing-2020.qasem-soleimani.victim" in shown or "more" in shown
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize("command", ["show", "evidence", "accounts"])
def test_an_unknown_id_suggests_the_nearest(command: str) -> None:
    done = run(command, "soleimani-kiling-2020")
    assert done.returncode == 1
    assert "did you mean 'soleimani-killing-2020'?" in done.stderr


def test_a_filter_that_is_none_is_an_error_and_not_a_traceback() -> None:
    done = run("timeline", "--period", "last year")
    assert done.returncode == 2
    assert "EDTF" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    command = f"{sys.executable} -m soleimani_events disagreements --json | head -n 1"
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == "[\n"
    assert done.stderr == ""


def test_a_record_as_json_is_the_row_and_what_refers_to_it() -> None:
    shown = json.loads(run("show", "soleimani-killing-2020", "--json").stdout)
    assert (shown["table"], shown["row"]["date_edtf"]) == ("events", "2020-01-03")
    assert "soleimani-killing-2020.qasem-soleimani.victim" in shown["referring"]["participations"]


def test_findings_as_json(copy: Copy) -> None:
    assert json.loads(run("validate", "--json", str(copy.root)).stdout) == []
    line = copy.edit("events", "soleimani-killing-2020", place_id="bagdad")
    found = json.loads(run("validate", "--json", str(copy.root)).stdout)
    assert ("data/events.csv", line, "place_id", "bagdad") in [
        (f["file"], f["line"], f["column"], f["value"]) for f in found
    ]


@pytest.mark.parametrize("style", ["text", "bibtex", "ris", "csl-json"])
def test_cite(style: str) -> None:
    assert run("cite", style).stdout == soleimani_events.citation(style) + "\n"  # type: ignore[arg-type]


def test_export_writes_the_file(tmp_path: Path) -> None:
    target = tmp_path / "events.geojson"
    assert run("export", str(target)).returncode == 0
    assert len(json.loads(target.read_text(encoding="utf-8"))["features"]) == len(soleimani_events.load_events())
    done = run("export", str(tmp_path / "events.unknown"))
    assert done.returncode == 2
    assert "geojson" in done.stderr


def test_diff_says_what_changed(copy: Copy) -> None:
    copy.edit("events", "soleimani-killing-2020", name="Another name")
    shown = run("diff", str(ROOT), str(copy.root)).stdout
    assert "Another name" in shown
    assert json.loads(run("diff", "--json", str(ROOT), str(copy.root)).stdout)
    assert run("diff", str(ROOT), str(copy.root / "nowhere")).returncode in (1, 2)


def test_help_and_citing_do_without_pandas() -> None:
    for command in (["--help"], ["cite"], ["--version"], ["show", "iran"]):
        code = f"import sys; sys.modules['pandas'] = None\nfrom soleimani_events.cli import main; main({command})"
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_validate_the_shipped_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate"]) == 0
    assert capsys.readouterr().out.startswith("0 findings in the shipped data")


def test_validate_finds_and_says_where(copy: Copy, capsys: pytest.CaptureFixture[str]) -> None:
    line = copy.edit("events", "soleimani-killing-2020", place_id="bagdad")
    assert main(["validate", str(copy.root)]) == 1
    out = capsys.readouterr().out
    assert f"data/events.csv:{line}:place_id: broken-reference: 'bagdad'" in out
    assert out.splitlines()[-1].startswith("1 finding in ")


def test_validate_says_that_it_could_not_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err


def test_validate_without_its_packages_says_how_to_get_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pandera", None)
    assert main(["validate"]) == 2
    assert "pip install 'soleimani-events[validate]'" in capsys.readouterr().err


def test_a_command_that_is_none() -> None:
    done = run("validat")
    assert done.returncode == 2
    assert "validate" in done.stderr


def test_stamp_check_fails_where_something_is_stale(copy: Copy, capsys: pytest.CaptureFixture[str]) -> None:
    (copy.root / "soleimani_events").mkdir()
    assert main(["stamp", "--check", str(copy.root)]) == 1
    assert "CODEBOOK.md: stale" in capsys.readouterr().out
    assert main(["stamp", str(copy.root)]) == 0
    assert main(["stamp", "--check", str(copy.root)]) == 0


def test_a_damaged_package_is_an_error_and_not_a_traceback(copy: Copy) -> None:
    (copy.root / "soleimani_events").mkdir()
    done = run("stamp", str(copy.root / "data"))
    assert done.returncode == 1
    assert "missing-descriptor" in done.stderr
    assert "Traceback" not in done.stderr
