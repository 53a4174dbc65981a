"""Citations: one version, the same in every style."""

import json
import re

import pytest

import soleimani_events

from .conftest import ROOT

DESCRIPTOR = soleimani_events.descriptor()


@pytest.mark.parametrize("style", ["text", "bibtex", "ris", "csl-json"])
def test_each_style_names_title_creator_version_and_licence(style: str) -> None:
    cited = soleimani_events.citation(style)  # type: ignore[arg-type]
    assert DESCRIPTOR["title"] in cited
    assert DESCRIPTOR["contributors"][0]["title"] in cited
    assert re.search(rf"(?<![\d.]){re.escape(DESCRIPTOR['version'])}(?![\d.])", cited)
    assert "CC-BY-4.0" in cited or "creativecommons.org/licenses/by/4.0" in cited


def test_bibtex_is_one_balanced_entry() -> None:
    cited = soleimani_events.citation("bibtex")
    assert re.match(r"@dataset\{soleimani_events_[0-9.]+,\n", cited)
    assert cited.count("{") == cited.count("}")


def test_ris_starts_and_ends_as_the_format_wants() -> None:
    lines = soleimani_events.citation("ris").split("\n")
    assert lines[0] == "TY  - DATA"
    assert lines[-1] == "ER  - "
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines)


def test_csl_is_a_dataset_with_a_date() -> None:
    (item,) = json.loads(soleimani_events.citation("csl-json"))
    assert item["type"] == "dataset"
    assert item["issued"]["date-parts"] == [[int(n) for n in DESCRIPTOR["created"][:10].split("-")]]


def test_the_citation_file_says_the_same() -> None:
    lines = (ROOT / "CITATION.cff").read_text(encoding="utf-8").splitlines()
    values = {k: json.loads(v) for k, v in (line.split(": ", 1) for line in lines if not line.startswith("#"))}
    assert values["type"] == "dataset"
    assert (values["title"], values["version"]) == (DESCRIPTOR["title"], DESCRIPTOR["version"])


def test_an_unknown_style_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="text, bibtex, ris, csl-json"):
        soleimani_events.citation("apa")  # type: ignore[arg-type]
