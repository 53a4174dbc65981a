"""Wheel, sdist and editable install, each built and installed afresh: all hold and do the same."""

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from .conftest import ROOT

# what an installation is: every table as loaded, and the descriptor
PORTRAIT = """
import hashlib, json, soleimani_events
tables = {r["name"]: soleimani_events.load(r["name"]) for r in soleimani_events.descriptor()["resources"]}
print(json.dumps({
    "version": soleimani_events.__version__,
    "citation": soleimani_events.citation(),
    "descriptor": soleimani_events.descriptor(),
    "tables": {
        name: [list(map(str, frame.dtypes)), hashlib.sha256(frame.to_csv().encode()).hexdigest()]
        for name, frame in tables.items()
    },
}, sort_keys=True))
"""


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def environment(folder: Path, *install: str | Path) -> Path:
    """The Python of a new, empty environment with that installed."""
    run(sys.executable, "-m", "venv", folder)
    python = folder / "bin" / "python"
    if install:
        run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *install)
    return python


def build(folder: Path) -> tuple[Path, Path]:
    run(sys.executable, "-m", "build", "--outdir", folder)
    (wheel,) = folder.glob("*.whl")
    (sdist,) = folder.glob("*.tar.gz")
    return wheel, sdist


@pytest.fixture(scope="module")
def artefacts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return build(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def wheel_python(artefacts: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return environment(tmp_path_factory.mktemp("wheel"), artefacts[0])


@pytest.fixture(scope="module")
def checkout_portrait() -> str:
    return run(sys.executable, "-c", PORTRAIT)


def test_two_builds_are_the_same_byte_for_byte(artefacts: tuple[Path, Path], tmp_path: Path) -> None:
    again = build(tmp_path)
    for first, second in zip(artefacts, again, strict=True):
        assert first.name == second.name
        assert first.read_bytes() == second.read_bytes()


def test_the_artefacts_pass_the_index_check(artefacts: tuple[Path, Path]) -> None:
    run(sys.executable, "-m", "twine", "check", "--strict", *artefacts)


def test_the_wheel_holds_the_data_package_and_the_code(artefacts: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(artefacts[0]) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    described = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    data = {"soleimani_events/datapackage.json"} | {f"soleimani_events/{r['path']}" for r in described}
    files = (ROOT / "soleimani_events").rglob("*.py*")
    code = {path.relative_to(ROOT).as_posix() for path in files if path.suffix in (".py", ".pyi")}
    assert names == data | code | {"soleimani_events/py.typed"}


def test_the_sdist_holds_what_the_tests_need(artefacts: tuple[Path, Path]) -> None:
    with tarfile.open(artefacts[1]) as sdist:
        names = {name.split("/", 1)[-1] for name in sdist.getnames()}
    assert names >= {
        "datapackage.json",
        "data/events.csv",
        "tests/conftest.py",
        "CHANGELOG.md",
        "pyproject.toml",
    }


def test_the_wheel_behaves_as_the_checkout(wheel_python: Path, checkout_portrait: str, tmp_path: Path) -> None:
    assert run(wheel_python, "-c", PORTRAIT, cwd=tmp_path) == checkout_portrait


def test_the_wheel_brings_pandas_and_what_pandas_brings(wheel_python: Path, tmp_path: Path) -> None:
    def names(python: Path) -> set[str]:
        listed = run(python, "-m", "pip", "list", "--format", "json", "--disable-pip-version-check")
        return {package["name"].lower() for package in json.loads(listed)}

    pandas = environment(tmp_path / "pandas", "pandas")
    assert names(wheel_python) - names(pandas) == {"soleimani-events"}


def test_the_installed_command_shows_the_dataset(wheel_python: Path, tmp_path: Path) -> None:
    shown = run(wheel_python.parent / "soleimani-events", cwd=tmp_path)
    assert shown == run(wheel_python, "-m", "soleimani_events", cwd=tmp_path)
    assert "Most contested events" in shown


def test_the_sdist_behaves_as_the_checkout(
    artefacts: tuple[Path, Path], checkout_portrait: str, tmp_path: Path
) -> None:
    python = environment(tmp_path / "sdist", artefacts[1])
    assert run(python, "-c", PORTRAIT, cwd=tmp_path) == checkout_portrait


def test_an_editable_install_behaves_as_the_checkout(checkout_portrait: str, tmp_path: Path) -> None:
    python = environment(tmp_path / "editable", "--editable", ROOT)
    assert run(python, "-c", PORTRAIT, cwd=tmp_path) == checkout_portrait


def test_the_oldest_pandas_gives_the_same_tables(
    artefacts: tuple[Path, Path], checkout_portrait: str, tmp_path: Path
) -> None:
    python = environment(tmp_path / "oldest", artefacts[0], "pandas==2.2.0", "numpy<2")
    assert run(python, "-c", PORTRAIT, cwd=tmp_path) == checkout_portrait
