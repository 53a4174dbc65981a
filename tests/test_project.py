"""What holds for the project as a whole: one version, one style, licences for every file."""

import json
import re
import subprocess
import sys

import pytest

from .conftest import ROOT

VERSION = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))["version"]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_version_is_the_same_everywhere() -> None:
    released = re.findall(r"^## \[([0-9.]+)\] - (\d{4}-\d{2}-\d{2})$", text("CHANGELOG.md"), re.MULTILINE)
    created = json.loads(text("datapackage.json"))["created"][:10]
    assert released[0] == (VERSION, created)
    assert f'version: "{VERSION}"' in text("CITATION.cff")
    assert f"version {VERSION}" in text("CODEBOOK.md")


def test_each_release_has_data_and_code_in_the_changelog() -> None:
    for release in text("CHANGELOG.md").split("\n## [")[1:]:
        if not release.startswith("Unreleased"):
            assert "\n### Data\n" in release
            assert "\n### Code\n" in release


def test_the_readme_gives_two_set_up_commands_and_ci_runs_the_second() -> None:
    commands = re.findall(r"^python -m pip install .*$", text("README.md"), re.MULTILINE)
    assert len(commands) == 2
    assert commands[1].endswith("python -m pytest")
    pattern = re.search(r"grep -E '(.+)' README", text(".ci/run"))
    assert pattern
    assert re.findall(pattern[1], text("README.md"), re.MULTILINE) == [commands[1]]


def test_links_between_the_documents_lead_somewhere() -> None:
    for document in ROOT.glob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
            assert (ROOT / target).exists(), (document.name, target)


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        ["reuse", "lint"],
        ["soleimani_events", "stamp", "--check"],
    ],
    ids=" ".join,
)
def test_the_checkout_is_in_order(command: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_quick_tier_runs_without_any_package() -> None:
    command = [sys.executable, "-S", "-m", "unittest", "tests.test_standard_library"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
