"""What changed between two releases: every change is found, in whatever form they come, and is told."""

import io
import json
import re
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from soleimani_events import _releases
from soleimani_events._comparison import Change
from soleimani_events._diff import Counts, DataDiff, diff
from soleimani_events.findings import DataError, Finding

from .conftest import ROOT, Copy, resource

KILLING = "soleimani-killing-2020"
ABQAIQ = "abqaiq-khurais-attack-2019"
DAY = {"date_edtf": "2020-01-04", "start_date": "2020-01-04", "end_date": "2020-01-04"}


@pytest.fixture
def old(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The release that came before ``copy``."""
    return Copy(tmp_path_factory.mktemp("old"))


def only(found: DataDiff) -> Change:
    (change,) = found.changes
    return change


def refusal(*releases: str | Path) -> Finding:
    with pytest.raises(DataError) as caught:
        diff(*releases)
    finding = caught.value.findings[0]
    assert finding.file
    assert finding.mend.endswith(".")
    return finding


# What is found ---------------------------------------------------------------------------------------------


def test_no_change(old: Copy, copy: Copy) -> None:
    found = diff(old.root, copy.root)
    assert (found.level, found.changes, found.unexplained, found.counts()) == ("none", [], [], {})
    assert "No change." in found.to_markdown()
    assert len(found.to_frame()) == 0


def test_a_new_version_and_day_are_no_change(old: Copy, copy: Copy) -> None:
    copy.describe(lambda d: d.update(version="0.1.1", created="2027-01-01T00:00:00Z"))
    found = diff(old.root, copy.root)
    assert (found.old_version, found.new_version) == (old.package.descriptor["version"], "0.1.1")
    assert found.level == "none"


def test_documentation_is_a_patch(old: Copy, copy: Copy) -> None:
    copy.describe(lambda d: resource(d, "events").update(title="All events"))
    found = diff(old.root, copy.root)
    assert (found.level, found.changes) == ("patch", [])


def test_formatting_is_a_patch(old: Copy, copy: Copy) -> None:
    header = b"table,id,replaced_by,version,reason\n"
    assert copy.file("tombstones").read_bytes() == header
    copy.file("tombstones").write_bytes(header.replace(b"table", b'"table"'))
    copy.describe(lambda d: copy._stamp(d, "tombstones"))
    found = diff(old.root, copy.root)
    assert (found.level, found.changes) == ("patch", [])


def test_a_cell(old: Copy, copy: Copy) -> None:
    before = next(row for row in old.rows("events") if row["event_id"] == KILLING)["name"]
    copy.edit("events", KILLING, name="Another name")
    found = diff(old.root, copy.root)
    assert only(found) == Change("events", "changed", (KILLING,), "name", before, "Another name", "")
    assert (found.level, found.counts()) == ("minor", {"events": Counts(changed=1)})


def test_a_cell_that_is_emptied_is_told_as_empty(old: Copy, copy: Copy) -> None:
    copy.edit("events", KILLING, place_id="")
    found = diff(old.root, copy.root)
    assert only(found).new == ""
    assert "-> (empty)" in found.to_text()


def test_text_that_pandas_takes_for_missing_is_a_change(old: Copy, copy: Copy) -> None:
    old.edit("claims", old.rows("claims")[0]["claim_id"], note="")
    copy.edit("claims", old.rows("claims")[0]["claim_id"], note="NA")
    assert only(diff(old.root, copy.root))[4:6] == ("", "NA")


def test_derived_columns_follow_their_source(old: Copy, copy: Copy) -> None:
    copy.edit("events", KILLING, **DAY)
    assert only(diff(old.root, copy.root)).column == "date_edtf"


def test_a_derived_column_alone_is_a_change(old: Copy, copy: Copy) -> None:
    copy.edit("events", KILLING, end_date="2020-01-09")
    assert only(diff(old.root, copy.root)).column == "end_date"


def test_rows_added_and_removed(old: Copy, copy: Copy) -> None:
    copy.add("event_types", event_type="aaa", definition="A test.", match="none")
    copy.remove("event_types", lambda row: row["event_type"] == "airstrike")
    found = diff(old.root, copy.root)
    assert found.changes == [
        Change("event_types", "added", ("aaa",)),
        Change("event_types", "removed", ("airstrike",)),
    ]
    assert found.level == "minor"
    assert found.counts() == {"event_types": Counts(added=1, removed=1)}


def test_a_key_of_several_columns(old: Copy, copy: Copy) -> None:
    row = old.rows("actor_names")[0]
    copy.remove("actor_names", lambda other: other == row)
    found = diff(old.root, copy.root)
    assert only(found).key == (row["actor_id"], row["name"])
    assert found.unexplained == []  # the actor is still there


def test_several_cells_of_a_row_are_one_changed_row(old: Copy, copy: Copy) -> None:
    copy.edit("events", KILLING, name="Another name", summary="Another summary.")
    assert diff(old.root, copy.root).counts() == {"events": Counts(changed=1)}


def test_nothing_before_the_first_release(copy: Copy) -> None:
    found = diff(None, copy.root)
    tables = list(copy.package.tables)
    expected = {name: Counts(added=len(copy.rows(name))) for name in tables if copy.rows(name)}
    assert found.counts() == expected
    assert [c.table for c in found.changes if not c.key] == tables
    assert (found.old_version, found.level, found.unexplained) == ("", "minor", [])


# Reasons and ids that are gone -----------------------------------------------------------------------------


def test_the_adjudication_is_the_reason(old: Copy, copy: Copy) -> None:
    copy.edit("events", ABQAIQ, date_edtf="2019-09-20", start_date="2019-09-20", end_date="2019-09-20")
    rule = next(
        row for row in copy.rows("adjudications") if (row["subject_id"], row["property"]) == (ABQAIQ, "date_edtf")
    )
    assert only(diff(old.root, copy.root)).reason == f"{rule['rule']}: {rule['rationale']}"


def test_the_adjudication_of_a_range_is_the_reason_for_its_bounds(old: Copy, copy: Copy) -> None:
    casualty = f"{ABQAIQ}.total"
    copy.edit("casualties", casualty, killed_high="3")
    copy.add(
        "adjudications",
        subject_table="casualties",
        subject_id=casualty,
        property="killed",
        rule="primary_source",
        rationale="A test.",
        decided_on="2026-11-22",
    )
    cell, _ = diff(old.root, copy.root).changes
    assert (cell.column, cell.old, cell.new, cell.reason) == ("killed_high", "0", "3", "primary_source: A test.")


def test_the_adjudication_of_a_row_is_the_reason_that_it_was_added(old: Copy, copy: Copy) -> None:
    first = old.rows("participations")[0]["participation_id"]
    old.remove("participations", lambda row: row["participation_id"] == first)
    for package in (old, copy):
        package.add(
            "adjudications",
            subject_table="participations",
            subject_id=first,
            property="record",
            rule="later_correction",
            rationale="A *test*.",
            decided_on="2026-11-22",
        )
    found = diff(old.root, copy.root)
    assert only(found).reason == "later_correction: A *test*."
    assert f"- `participations`, `{first}` added. later\\_correction: A \\*test\\*." in found.to_markdown().splitlines()


def test_a_tombstone_is_the_reason(old: Copy, copy: Copy) -> None:
    copy.remove("event_types", lambda row: row["event_type"] == "airstrike")
    copy.add(
        "tombstones",
        table="event_types",
        id="airstrike",
        replaced_by="shelling",
        version="0.2.0",
        reason="merged",
    )
    found = diff(old.root, copy.root)
    assert found.changes[0].reason == "merged, replaced by shelling"
    assert found.unexplained == []


def test_an_id_that_vanished_is_flagged(old: Copy, copy: Copy) -> None:
    copy.remove("events", lambda row: row["event_id"] == KILLING)
    # the same id in another table is no excuse
    copy.add("tombstones", table="actors", id=KILLING, version="0.2.0", reason="retracted")
    found = diff(old.root, copy.root)
    gone = Change("events", "removed", (KILLING,))
    assert found.unexplained == [gone]
    assert "1 without a tombstone" in found.to_text()
    assert f"- `events`, `{KILLING}` removed. NO TOMBSTONE." in found.to_markdown().splitlines()


def test_a_renamed_id_is_a_vanished_one(old: Copy, copy: Copy) -> None:
    copy.edit("events", KILLING, event_id="killing-2020")
    found = diff(old.root, copy.root)
    assert {(c.kind, c.key) for c in found.changes} == {("added", ("killing-2020",)), ("removed", (KILLING,))}
    assert [c.key for c in found.unexplained] == [(KILLING,)]


def test_a_tombstone_that_vanished_is_flagged(old: Copy, copy: Copy) -> None:
    old.add("tombstones", table="events", id="gone", version="0.1.0", reason="retracted")
    assert [c.key for c in diff(old.root, copy.root).unexplained] == [("events", "gone")]


# Tables and columns ----------------------------------------------------------------------------------------


def without_column(package: Copy, table: str, column: str, renamed: str | None = None) -> None:
    """Remove or rename a column."""
    rows = package.rows(table)

    def change(descriptor: dict[str, Any]) -> None:
        fields = resource(descriptor, table)["schema"]["fields"]
        (field,) = (f for f in fields if f["name"] == column)
        if renamed:
            field["name"] = renamed
        else:
            fields.remove(field)

    package.describe(change)
    for row in rows:
        cell = row.pop(column)
        if renamed:
            row[renamed] = cell
    package.write(table, rows)


def test_a_column_that_is_gone_is_major(old: Copy, copy: Copy) -> None:
    without_column(copy, "events", "summary")
    found = diff(old.root, copy.root)
    assert (found.level, only(found)) == ("major", Change("events", "removed", column="summary"))
    assert "- Column `summary` of `events` removed." in found.to_markdown().splitlines()
    assert "  - column summary" in found.to_text()


def test_a_new_column_is_minor(old: Copy, copy: Copy) -> None:
    without_column(old, "events", "summary")
    found = diff(old.root, copy.root)
    assert (found.level, only(found)) == ("minor", Change("events", "added", column="summary"))


def test_a_renamed_column_is_major(old: Copy, copy: Copy) -> None:
    without_column(copy, "events", "summary", "abstract")
    found = diff(old.root, copy.root)
    assert found.level == "major"
    assert {(c.kind, c.column) for c in found.changes} == {("added", "abstract"), ("removed", "summary")}


def without_table(package: Copy, table: str) -> None:
    package.describe(lambda d: d["resources"].remove(resource(d, table)))


def test_a_table_that_is_gone_is_major_and_so_are_its_ids(old: Copy, copy: Copy) -> None:
    without_table(copy, "casualties")
    found = diff(old.root, copy.root)
    assert found.level == "major"
    assert found.changes[0] == Change("casualties", "removed")
    assert len(found.unexplained) == len(old.rows("casualties"))


def test_ids_live_on_in_a_renamed_table(old: Copy, copy: Copy) -> None:
    copy.describe(lambda d: resource(d, "casualties").update(name="losses"))
    found = diff(old.root, copy.root)
    assert (found.level, found.unexplained) == ("major", [])
    number = len(old.rows("casualties"))
    assert found.counts() == {"losses": Counts(added=number), "casualties": Counts(removed=number)}


def test_a_new_table_is_minor(old: Copy, copy: Copy) -> None:
    without_table(old, "casualties")
    assert diff(old.root, copy.root).level == "minor"


def test_a_key_of_other_columns(old: Copy, copy: Copy) -> None:
    copy.describe(lambda d: resource(d, "events")["schema"].update(primaryKey=["event_id", "event_type"]))
    found = diff(old.root, copy.root)
    assert found.changes[0] == Change("events", "changed", old="event_id", new="event_id, event_type")
    assert found.unexplained == []  # the ids are still there


# Forms -----------------------------------------------------------------------------------------------------


@pytest.fixture
def found(old: Copy, copy: Copy) -> DataDiff:
    copy.describe(lambda d: d.update(version="0.2.0"))
    copy.edit("events", KILLING, name="Another `name`", **DAY)
    copy.add("event_types", event_type="aaa", definition="A test.", match="none")
    copy.add("event_types", event_type="bbb", definition="A test.", match="none")
    copy.remove("event_types", lambda row: row["event_type"] == "airstrike")
    copy.add("tombstones", table="event_types", id="airstrike", version="0.2.0", reason="retracted")
    return diff(old.root, copy.root)


def test_markdown_has_counts_first_and_then_every_change(found: DataDiff) -> None:
    heading, empty, *lines = found.to_markdown().splitlines()
    assert (heading, empty) == ("### Data", "")
    assert lines[:3] == [
        "- `events`: 1 changed.",
        "- `event_types`: 2 added, 1 removed.",
        "- `tombstones`: 1 added.",
    ]
    assert lines[3].startswith(f"- `events`, `{KILLING}`, `name`: `")
    assert lines[3].endswith("` → ``Another `name` ``.") or lines[3].endswith("→ `` Another `name` ``.")
    assert lines[4].startswith(f"- `events`, `{KILLING}`, `date_edtf`: `2020-01-03` → `2020-01-04`.")
    assert lines[5:] == [
        "- `event_types`, added: `aaa`, `bbb`.",
        "- `event_types`, `airstrike` removed. retracted.",
        "- `tombstones`, added: `event_types, airstrike`.",
    ]


def test_text_for_a_terminal(found: DataDiff) -> None:
    lines = found.to_text().splitlines()
    assert lines[:4] == [
        f"{found.old_version} -> 0.2.0, data: minor",
        "  events       1 changed",
        "  event_types  2 added, 1 removed",
        "  tombstones   1 added",
    ]
    for line in (f"  ~ {KILLING}  name", "   -> Another `name`", "  + aaa", "  - airstrike", "      retracted"):
        assert line in lines


def test_text_cannot_steer_the_terminal() -> None:
    change = Change("events", "changed", ("a",), "name", "\x9b31m", "\u202ereversed")
    persian = Change("events", "changed", ("a",), "summary", "", "می\u200cرود")
    told = DataDiff("1", "2", "minor", [change, persian], [])
    for text in (told.to_text(), told.to_markdown()):
        assert not {"\x9b", "\u202e"} & set(text)
        assert "\\x9b31m" in text
        assert "می\u200cرود" in text


def test_json_holds_everything(found: DataDiff) -> None:
    content = json.loads(found.to_json())
    assert content.pop("counts") == {table: n._asdict() for table, n in found.counts().items()}
    for name in ("changes", "unexplained"):
        content[name] = [Change(**change | {"key": tuple(change["key"])}) for change in content[name]]
    assert DataDiff(**content) == found


def test_frame(found: DataDiff) -> None:
    frame = found.to_frame()
    assert list(frame.columns) == list(Change._fields)
    assert {str(dtype) for dtype in frame.dtypes} == {"string"}
    assert len(frame) == len(found.changes)
    changed = frame[frame["kind"].eq("changed")]
    assert changed[["key", "column"]].to_numpy().tolist() == [[KILLING, "name"], [KILLING, "date_edtf"]]
    assert frame[frame["kind"].eq("added")]["new"].isna().all()


# Where a release lies --------------------------------------------------------------------------------------


def contents(package: Copy) -> dict[str, bytes]:
    files = (path for path in package.root.rglob("*") if path.suffix in (".json", ".csv"))
    return {path.relative_to(package.root).as_posix(): path.read_bytes() for path in files}


def write_wheel(path: Path, files: dict[str, bytes], top: str = "soleimani_events/") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        wheel.writestr("soleimani_events/__init__.py", "raise SystemExit('this must never run')")
        for name, data in files.items():
            wheel.writestr(top + name, data)
    return path


def write_sdist(path: Path, files: dict[str, bytes], top: str = "soleimani_events-0.2.0/") -> Path:
    with tarfile.open(path, "w:gz") as sdist:
        for name, data in files.items():
            member = tarfile.TarInfo(top + name)
            member.size = len(data)
            sdist.addfile(member, io.BytesIO(data))
    return path


Archive = Callable[..., Path]
ARCHIVES = pytest.mark.parametrize(
    ("write", "name"), [(write_wheel, "a-0.2.0-py3-none-any.whl"), (write_sdist, "a-0.2.0.tar.gz")]
)


@ARCHIVES
def test_an_archive(write: Archive, name: str, old: Copy, copy: Copy, tmp_path: Path) -> None:
    copy.edit("events", KILLING, name="Another name")
    archive = write(tmp_path / name, contents(copy))
    before = sorted(tmp_path.rglob("*"))
    assert diff(old.root, archive) == diff(str(old.root), copy.root)
    assert diff(archive, copy.root / "datapackage.json").level == "none"
    assert sorted(tmp_path.rglob("*")) == before  # nothing was unpacked


@ARCHIVES
@pytest.mark.parametrize("member", ["../evil.csv", "/etc/evil.csv", "a/../../evil.csv", "C:\\evil.csv"])
def test_a_member_that_leaves_the_archive(write: Archive, name: str, member: str, copy: Copy, tmp_path: Path) -> None:
    archive = write(tmp_path / name, contents(copy))
    if name.endswith(".whl"):
        with zipfile.ZipFile(archive, "a") as wheel:
            wheel.writestr(member, "evil")
    else:
        files = {f"a/{file}": data for file, data in contents(copy).items()}
        write_sdist(archive, files | {member: b"evil"}, top="")
    finding = refusal(copy.root, archive)
    assert finding.code == "unsafe-path"
    assert finding.file.endswith(member)


@ARCHIVES
def test_a_descriptor_that_leaves_the_package(write: Archive, name: str, copy: Copy, tmp_path: Path) -> None:
    copy.describe(lambda d: resource(d, "events").update(path="../events.csv"))
    assert refusal(write(tmp_path / name, contents(copy)), ROOT).code == "unsafe-path"
    assert refusal(copy.root, ROOT).code == "unsafe-path"


@ARCHIVES
def test_an_archive_that_unpacks_to_too_much(
    write: Archive, name: str, copy: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = contents(copy)
    archive = write(tmp_path / name, files)
    monkeypatch.setattr(_releases, "LIMIT", sum(map(len, files.values())) - 1)
    assert refusal(archive, ROOT).code == "too-large"
    monkeypatch.setattr(_releases, "LIMIT", 1000)
    finding = refusal(archive, ROOT)
    assert (finding.code, finding.file) == ("too-large", str(archive))


@ARCHIVES
def test_an_archive_that_is_damaged(write: Archive, name: str, copy: Copy, tmp_path: Path) -> None:
    archive = write(tmp_path / name, contents(copy))
    data = archive.read_bytes()
    for damaged in (data[: len(data) // 2], b"", b"no archive at all"):
        archive.write_bytes(damaged)
        finding = refusal(archive, ROOT)
        assert (finding.code, finding.file) == ("broken-archive", str(archive))


@ARCHIVES
def test_an_archive_without_a_data_package(write: Archive, name: str, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=re.escape(name)):
        diff(write(tmp_path / name, {"README.md": b"nothing"}), ROOT)


@ARCHIVES
def test_an_archive_with_two_data_packages(write: Archive, name: str, copy: Copy, tmp_path: Path) -> None:
    files = contents(copy)
    twice = {f"{top}/{file}": data for top in "ab" for file, data in files.items()}
    assert refusal(write(tmp_path / name, twice, top=""), ROOT).code == "ambiguous"


@ARCHIVES
def test_an_archive_without_one_of_the_files(write: Archive, name: str, copy: Copy, tmp_path: Path) -> None:
    files = contents(copy)
    del files["data/events.csv"]
    finding = refusal(write(tmp_path / name, files), ROOT)
    assert finding.code == "missing-file"
    assert finding.file.endswith("/data/events.csv")


def test_a_link_in_an_sdist_leads_nowhere(copy: Copy, tmp_path: Path) -> None:
    files = contents(copy)
    del files["data/events.csv"]
    path = tmp_path / "a.tar.gz"
    with tarfile.open(path, "w:gz") as sdist:
        for name, data in files.items():
            member = tarfile.TarInfo(f"a/{name}")
            member.size = len(data)
            sdist.addfile(member, io.BytesIO(data))
        link = tarfile.TarInfo("a/data/events.csv")
        link.type, link.linkname = tarfile.SYMTYPE, str(ROOT / "data" / "events.csv")
        sdist.addfile(link)
    assert refusal(path, ROOT).code == "missing-file"


def test_a_link_in_a_folder_that_leaves_it(copy: Copy) -> None:
    copy.file("events").unlink()
    copy.file("events").symlink_to(ROOT / "data" / "events.csv")
    assert refusal(copy.root, ROOT).code == "unsafe-path"


def test_a_file_that_is_not_the_one_described(old: Copy, copy: Copy) -> None:
    data = copy.file("events").read_bytes()
    copy.file("events").write_bytes(data + b"more")
    finding = refusal(old.root, copy.root)
    assert (finding.code, finding.file) == ("wrong-size", f"{copy.root.as_posix()}/data/events.csv")
    copy.file("events").write_bytes(data[:-2] + b"!\n")
    assert refusal(copy.root, old.root).code == "wrong-hash"


def test_a_file_that_is_not_the_table_described(old: Copy, copy: Copy) -> None:
    copy.file("events").write_bytes(copy.file("events").read_bytes() + b"one cell\n")
    copy.describe(lambda d: copy._stamp(d, "events"))
    finding = refusal(old.root, copy.root)
    assert finding.code == "broken-row"
    assert finding.line


@pytest.mark.parametrize(
    "damage",
    [
        lambda d: d.pop("version"),
        lambda d: d.update(resources=3),
        lambda d: resource(d, "events").update(path=["data/events.csv"]),
        lambda d: resource(d, "events").update(bytes="1"),
        lambda d: resource(d, "events")["schema"].update(primaryKey=["nothing"]),
        lambda d: resource(d, "events")["schema"].update(primaryKey=[]),
        lambda d: resource(d, "events")["schema"]["fields"].append("name"),
        lambda d: resource(d, "tombstones")["schema"]["x_retired"].pop("id"),
        lambda d: resource(d, "adjudications")["schema"].update(x_subject="subject_id"),
    ],
)
def test_a_descriptor_that_does_not_do(damage: Callable[[dict[str, Any]], None], copy: Copy) -> None:
    copy.describe(damage)
    finding = refusal(copy.root, ROOT)
    assert (finding.code, finding.file) == ("descriptor-type", f"{copy.root.as_posix()}/datapackage.json")


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "\udcff"])
def test_a_descriptor_that_is_no_json(text: str, copy: Copy) -> None:
    (copy.root / "datapackage.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert refusal(copy.root, ROOT).code == "not-json"


def test_what_a_later_descriptor_may_say_is_no_error(old: Copy, copy: Copy) -> None:
    copy.describe(lambda d: resource(d, "events").update(x_later="unknown to this version"))
    assert diff(old.root, copy.root).level == "patch"


def test_another_kind_of_file(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.touch()
    assert refusal(path, ROOT).code == "not-a-release"


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=re.escape(str(tmp_path))):
        diff(tmp_path, ROOT)
    with pytest.raises(FileNotFoundError, match="git fetch --tags"):
        diff(ROOT, "nowhere", checkout=tmp_path)


# Git -------------------------------------------------------------------------------------------------------


def git(folder: Path, *arguments: str) -> str:
    author = ("-c", "user.name=A Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", *author, *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=True
    )
    return done.stdout


@pytest.fixture
def repository(old: Copy, monkeypatch: pytest.MonkeyPatch) -> Copy:
    """A git repository with the data package as v0.1.0, at its top and in a folder."""
    for variable in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):  # set where git runs the tests as a hook
        monkeypatch.delenv(variable, raising=False)
    folder = old.root / "packages" / "events"
    folder.mkdir(parents=True)
    Copy(folder)
    # what a checkout of this repository would change, or run, is not what was released
    (old.root / ".gitattributes").write_text("*.csv filter=evil diff=evil eol=crlf\n", encoding="utf-8")
    git(old.root, "init", "--quiet")
    git(old.root, "config", "core.safecrlf", "false")
    git(old.root, "add", ".")
    git(old.root, "commit", "--quiet", "--message", "Release")
    git(old.root, "tag", "v0.1.0")
    git(old.root, "config", "diff.evil.textconv", "touch evil; cat")
    git(old.root, "config", "filter.evil.smudge", "touch evil; cat")
    return old


def test_a_revision(repository: Copy, copy: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.edit("events", KILLING, name="Edited in the work tree alone")
    monkeypatch.chdir(repository.root / "data")  # anywhere in the checkout
    assert diff("v0.1.0", copy.root).level == "none"
    assert only(diff("HEAD", repository.root)).new == "Edited in the work tree alone"
    assert not list(repository.root.rglob("evil"))


@pytest.mark.parametrize("folder", ["packages/events", "packages/events/", "packages/events/datapackage.json"])
def test_a_folder_of_a_revision(folder: str, repository: Copy, copy: Copy) -> None:
    copy.edit("events", KILLING, name="Another name")
    assert only(diff(f"v0.1.0:{folder}", copy.root, checkout=repository.root)).new == "Another name"


def test_a_path_goes_before_a_revision(repository: Copy, copy: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    git(repository.root, "tag", "data")
    monkeypatch.chdir(repository.root)
    with pytest.raises(FileNotFoundError, match=r"no datapackage\.json in data"):
        diff("data", copy.root)
    assert diff("data:", copy.root).level == "none"


@pytest.mark.parametrize("revision", ["v9.9.9", "--output=evil", "-", ":", "", "v0.1.0\0", "v0.1.0 v0.1.0"])
def test_no_revision(revision: str, repository: Copy) -> None:
    if revision == "":  # the folder that one is in
        revision = "v0.1.0^{tree}"
    with pytest.raises(FileNotFoundError, match="no git revision"):
        diff(revision, ROOT, checkout=repository.root)
    assert not list(repository.root.rglob("evil"))


@pytest.mark.parametrize("folder", ["data", "nowhere", "../..", "data/events.csv"])
def test_a_revision_without_a_data_package(folder: str, repository: Copy) -> None:
    with pytest.raises(FileNotFoundError, match=r"no datapackage\.json"):
        diff(f"v0.1.0:{folder}", ROOT, checkout=repository.root)


def test_a_revision_of_too_much(repository: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_releases, "LIMIT", 100_000)
    with pytest.raises(DataError, match=r"v0\.1\.0:data/.*too-large"):
        diff("v0.1.0", ROOT, checkout=repository.root)


# The changelog ---------------------------------------------------------------------------------------------


class Section(NamedTuple):
    """What the changelog says of one version, newest first."""

    version: str
    data: str


def sections(changelog: str) -> list[Section]:
    parts = re.findall(r"^## \[([^\]]+)\](.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    return [Section(version, body.partition("\n### Data\n")[2].split("\n### ")[0]) for version, body in parts]


def to_compare(changelog: str, tags: list[str]) -> tuple[str | None, str | None] | str:
    """The tags between which the newest release lies, or why that cannot be told here.

    ``None`` is nothing at all for the first one, and the work tree for the second.
    """
    versions = [section.version for section in sections(changelog)]
    newest, *earlier = [version for version in versions if version != "Unreleased"]
    if f"v{newest}" not in tags and versions[0] == "Unreleased":
        return f"the work tree is ahead of {newest}, and there is no tag v{newest}"
    if earlier and f"v{earlier[0]}" not in tags:
        return f"there is no tag v{earlier[0]}"
    return (f"v{earlier[0]}" if earlier else None, f"v{newest}" if f"v{newest}" in tags else None)


def disagreements(data: str, found: DataDiff) -> list[str]:
    """Where the Data section of a release says something else than the data, or is silent.

    It is held to the lines of counts that ``to_markdown`` writes, and to items that open with a number, which
    count the rows that were added: "- 130 events, 34 event types".
    """
    counts = found.counts()
    told: dict[str, set[str]] = {}
    wrong = []
    named = {table.replace("_", " ").removesuffix("s"): table for table in counts}
    nouns = dict(sorted(named.items(), reverse=True))  # "event type" before "event"

    def compare(table: str, kind: str, number: str) -> None:
        told.setdefault(table, set()).add(kind)
        actual = getattr(counts.get(table, Counts()), kind)
        if int(number.replace(",", "")) != actual:
            wrong.append(f"{table}: {number} {kind} in the changelog, {actual} in the data")

    for item in re.split(r"^- ", data, flags=re.MULTILINE)[1:]:
        text = " ".join(item.split())
        if line := re.match(r"`(\w+)`: (.*)", text):
            for number, kind in re.findall(r"(\d[\d,]*) (added|changed|removed)\b", line[2]):
                compare(line[1], kind, number)
        elif text[0].isdigit():
            for number, noun in re.findall(rf"\b(\d[\d,]*) ({'|'.join(nouns)})s?\b", text):
                compare(nouns[noun], "added", number)
    for table, number in counts.items():
        for kind, rows in number._asdict().items():
            if rows and kind not in told.get(table, ()):
                wrong.append(f"{table}: {rows} {kind} in the data, and nothing of it in the changelog")
    return wrong


def release_tags() -> list[str]:
    """The tags of releases in this checkout; none outside of one."""
    try:
        # an unpacked sdist may lie in a repository of something else
        if Path(git(ROOT, "rev-parse", "--show-toplevel").strip()).resolve() != ROOT:
            return []
        tags = git(ROOT, "tag", "--list", "v*").split()
    except (OSError, subprocess.CalledProcessError):
        return []
    return [tag for tag in tags if re.fullmatch(r"v\d+\.\d+\.\d+", tag)]


def test_the_changelog_says_what_changed() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    between = to_compare(changelog, release_tags())
    if isinstance(between, str):
        pytest.skip(between)
    before, after = between
    newest = next(section for section in sections(changelog) if section.version != "Unreleased")
    assert disagreements(newest.data, diff(before, after or ROOT, checkout=ROOT)) == []


def test_no_released_id_has_vanished() -> None:
    for tag in release_tags():
        assert diff(tag, ROOT, checkout=ROOT).unexplained == [], tag


FIRST = "# Changelog\n\n## [0.1.0] - 2026-01-01\n\n### Data\n\n- 2 events, 1 event type\n  and 1,000 actor names.\n"
SECOND = "## [0.2.0] - 2026-02-02\n\nMore.\n\n### Data\n\n- `events`: 2 added.\n\n### Code\n\n- 3 events.\n\n"


def test_sections_of_a_changelog() -> None:
    (first,) = sections(FIRST)
    assert first == ("0.1.0", "\n- 2 events, 1 event type\n  and 1,000 actor names.\n")
    assert sections(SECOND + FIRST) == [("0.2.0", "\n- `events`: 2 added.\n"), first]
    assert sections("## [0.3.0] - 2026-03-03\n\n### Code\n\n- Faster.\n")[0].data == ""


@pytest.mark.parametrize(
    ("changelog", "tags", "expected"),
    [
        (FIRST, [], (None, None)),
        (FIRST, ["v0.1.0"], (None, "v0.1.0")),
        (SECOND + FIRST, ["v0.1.0"], ("v0.1.0", None)),
        (SECOND + FIRST, ["v0.1.0", "v0.2.0"], ("v0.1.0", "v0.2.0")),
        (SECOND + FIRST, [], "there is no tag v0.1.0"),
        ("## [Unreleased]\n" + FIRST, ["v0.1.0"], (None, "v0.1.0")),
        ("## [Unreleased]\n" + FIRST, [], "the work tree is ahead of 0.1.0, and there is no tag v0.1.0"),
    ],
)
def test_what_the_newest_release_is_compared_with(changelog: str, tags: list[str], expected: object) -> None:
    assert to_compare(changelog, tags) == expected


def changes(table: str, **numbers: int) -> list[Change]:
    return [
        Change(table, kind, (f"{kind}-{i}",))  # type: ignore[arg-type]
        for kind, number in numbers.items()
        for i in range(number)
    ]


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ("- 2 events, 1 event type\n  and 1,000 actor names.\n", []),
        ("- `events`: 2 added.\n- `event_types`: 1 added.\n- `actor_names`: 1,000 added.\n", []),
        ("- 3 events, 1 event type, 1,000 actor names.", ["events: 3 added in the changelog, 2 in the data"]),
        ("- 2 events, 1 event type.", ["actor_names: 1000 added in the data, and nothing of it in the changelog"]),
        (
            "- 2 events, 1 event type, 1,000 actor names.\n- `events`: 1 removed.",
            ["events: 1 removed in the changelog, 0 in the data"],
        ),
        ("- 2 events, 1 event type, 1,000 actor names.\n- The day of 7 events.\n", []),
        (
            "- 2 events, 1 event type, 1,000 actor names.\n- `nothing`: 1 added.",
            ["nothing: 1 added in the changelog, 0 in the data"],
        ),
    ],
)
def test_a_changelog_that_says_something_else(data: str, wrong: list[str]) -> None:
    rows = changes("events", added=2) + changes("event_types", added=1) + changes("actor_names", added=1000)
    assert disagreements(data, DataDiff("", "0.1.0", "minor", rows, [])) == wrong


def test_the_markdown_of_a_diff_is_a_changelog_that_agrees(found: DataDiff) -> None:
    (section,) = sections(f"## [0.2.0] - 2026-02-02\n\n{found.to_markdown()}\n\n### Code\n\n- Nothing.\n")
    assert disagreements(section.data, found) == []
    other = section.data.replace("2 added", "3 added")
    assert disagreements(other, found) == ["event_types: 3 added in the changelog, 2 in the data"]
