"""The command line, as a user runs it."""

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
