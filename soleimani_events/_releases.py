"""A release of the data package, read where it lies: in a wheel, an sdist, a folder or a git revision.

Nothing of it is unpacked, installed or run; the files that its descriptor names are read into memory, and held
against its hashes. A descriptor may hold keywords that this version does not know: the other release may be later.
"""

import gzip
import json
import os
import subprocess
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import NamedTuple, TypeAlias

from ._claims import property_of
from ._descriptor import leaves_folder
from ._package import DESCRIPTOR, DataPackage, Table
from ._reading import parse, stated_findings, structure_findings
from .findings import DataError, Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._claims import Row

Key: TypeAlias = tuple[str, ...]

# bytes of one release, unpacked: a hundred times the first one, and no danger to a small machine
LIMIT = 256 * 2**20


class Release(DataPackage):
    """A data package with its rows in memory, by table and key."""

    def __init__(self, place: str, descriptor: "dict[str, Any]") -> None:
        # not the constructor of a package in a folder, which refuses what other versions may say
        self._root = place
        self.descriptor = descriptor
        self.tables = {resource["name"]: Table(self, resource) for resource in descriptor["resources"]}
        self.rows: dict[str, dict[Key, Row]] = {}


NOTHING = Release("", {"version": "", "resources": []})


class _Files(NamedTuple):
    """Where a data package lies, and how its files are read. ``place`` + name is how messages call a file."""

    place: str
    size: Callable[[str], int | None]  # None: there is no such file
    read: Callable[[str], bytes]


def open_release(where: str | Path, checkout: str | Path) -> Release:
    path = Path(where)
    if path.is_dir():
        return _release(_folder(path))
    if not path.is_file():
        return _release(_revision(str(where), checkout))
    if path.name == DESCRIPTOR:
        return _release(_folder(path.parent))
    if path.name.endswith(".whl"):
        return _release(_wheel(path))
    if path.name.endswith(".tar.gz"):
        return _release(_sdist(path))
    raise _refusal(
        "not-a-release",
        "is no data package.",
        f"name a wheel (.whl), an sdist (.tar.gz), a folder, a {DESCRIPTOR} or a git revision.",
        str(path),
    )


def _release(files: _Files) -> Release:
    """Read all that the descriptor names, within the limit."""
    if files.size(DESCRIPTOR) is None:
        raise FileNotFoundError(f"there is no {DESCRIPTOR} in {files.place.rstrip('/')}")
    data = _read(files, DESCRIPTOR, LIMIT)
    release = _described(files, data)
    left = LIMIT - len(data)
    for table in release.tables.values():
        data = _read(files, table.file, left)
        left -= len(data)
        found = stated_findings(table, data) or structure_findings(table, data)
        if found:
            raise DataError([finding._replace(file=files.place + finding.file) for finding in found])
        release.rows[table.name] = {tuple(row[name] for name in table.key): row for row in parse(data)}
    return release


def _read(files: _Files, name: str, limit: int) -> bytes:
    file = files.place + name
    if leaves_folder(name):
        mend = "name a file below the folder of the descriptor, with forward slashes."
        raise _refusal("unsafe-path", "leaves the package.", mend, file)
    size = files.size(name)
    if size is None:
        raise _refusal("missing-file", "is not there.", "restore it, or get the release again.", file)
    if size > limit:
        message = f"has {size:,} bytes; a release is read up to {LIMIT:,} in all."
        raise _refusal("too-large", message, "get the release again from where it was published.", file)
    return files.read(name)


def _described(files: _Files, data: bytes) -> Release:
    """The release that a descriptor describes, still without rows."""
    file = files.place + DESCRIPTOR
    try:
        descriptor = json.loads(data)
    except (ValueError, RecursionError) as error:
        mend = "restore the file, or get the release again."
        raise _refusal("not-json", f"is not JSON: {error}.", mend, file) from None
    try:
        release = Release(files.place, descriptor)
        _require(descriptor, release.tables.values())
    except (KeyError, TypeError, AttributeError) as error:
        message = f"lacks what a comparison needs: {error}."
        mend = "restore it; `soleimani-events validate` says more of a folder."
        raise _refusal("descriptor-type", message, mend, file) from None
    return release


def _require(descriptor: "dict[str, Any]", tables: Iterable[Table]) -> None:
    """Touch what will be used of a descriptor; raises ``KeyError`` or ``TypeError`` where it is not so."""
    texts = [descriptor["version"]]
    for table in tables:
        texts += [table.name, table.file, table.resource["hash"], *table.fields]
        texts += [table.fields[name]["name"] for name in table.key]
        for field in table.fields.values():
            texts += [*field.get("x_derived", {}).get("from", ()), property_of(field)]
        retired = table.schema.get("x_retired")
        if retired:
            texts += [table.fields[retired[role]]["name"] for role in ("table", "id", "replacement")]
        subject = table.schema.get("x_subject")
        if subject:
            texts += [table.fields[subject[role]]["name"] for role in ("table", "id", "property")]
        if not isinstance(table.resource["bytes"], int) or not table.key:
            raise TypeError(f"bytes or primaryKey of {table.name}")
    wrong = [text for text in texts if not isinstance(text, str)]
    if wrong:
        raise TypeError(f"{wrong[0]!r} is no text")


def _refusal(code: str, message: str, mend: str, file: str) -> DataError:
    return DataError([Finding(code, message, mend, file)])


def _folder(root: Path) -> _Files:
    inside = root.resolve()

    def size(name: str) -> int | None:
        path = root / name
        if not path.resolve().is_relative_to(inside):
            mend = "put the file itself there instead of a link."
            raise _refusal("unsafe-path", "is a link that leaves the package.", mend, path.as_posix())
        return path.stat().st_size if path.is_file() else None

    return _Files(f"{root.as_posix()}/", size, lambda name: (root / name).read_bytes())


def _wheel(path: Path) -> _Files:
    data = _bounded(path)
    with _intact(path):
        archive = zipfile.ZipFile(BytesIO(data))  # in memory: nothing to close
    sizes = {info.filename: info.file_size for info in archive.infolist()}

    def read(name: str) -> bytes:
        # no more than stated: a few bytes may unpack to gigabytes
        with _intact(path), archive.open(name) as file:
            return file.read(sizes[name])

    return _members(path, sizes, sizes, read)


def _sdist(path: Path) -> _Files:
    data = _bounded(path)
    with _intact(path), gzip.open(BytesIO(data)) as file:
        unpacked = file.read(LIMIT + 1)
    if len(unpacked) > LIMIT:
        raise _too_large(path)
    with _intact(path):
        archive = tarfile.open(fileobj=BytesIO(unpacked), mode="r:")  # noqa: SIM115 (in memory)
        names = archive.getnames()
        # links lead nowhere here; of a name that stands twice the last one counts, as in unpacking
        members = {member.name: member for member in archive if member.isreg()}

    def read(name: str) -> bytes:
        with _intact(path):
            file = archive.extractfile(members[name])
            return file.read() if file else b""

    return _members(path, names, {name: member.size for name, member in members.items()}, read)


@contextmanager
def _intact(path: Path) -> Iterator[None]:
    """Whatever a library raises over bytes that are damaged, encrypted or of an unknown kind, as one error."""
    try:
        yield
    except Exception as error:
        message = f"cannot be read: {type(error).__name__} {error}."
        raise _refusal("broken-archive", message, "get the release again.", str(path)) from error


def _members(path: Path, names: Iterable[str], sizes: Mapping[str, int], read: Callable[[str], bytes]) -> _Files:
    """The data package in an archive: at its top, or in a folder at its top."""
    for name in names:
        if leaves_folder(name):
            mend = "do not use this archive; get the release again from where it was published."
            raise _refusal("unsafe-path", "leaves the archive.", mend, f"{path.as_posix()}/{name}")
    found = [name for name in sizes if PurePosixPath(name).name == DESCRIPTOR and name.count("/") < 2]
    if not found:
        raise FileNotFoundError(f"there is no {DESCRIPTOR} in {path}")
    if len(found) > 1:
        message = f"holds more than one {DESCRIPTOR}: {', '.join(found)}."
        raise _refusal("ambiguous", message, "name the folder of one of them, unpacked.", str(path))
    top = found[0].removesuffix(DESCRIPTOR)
    return _Files(f"{path.as_posix()}/{top}", lambda name: sizes.get(top + name), lambda name: read(top + name))


def _bounded(path: Path) -> bytes:
    if path.stat().st_size > LIMIT:
        raise _too_large(path)
    return path.read_bytes()


def _too_large(path: Path) -> DataError:
    message = f"holds more than {LIMIT:,} bytes."
    return _refusal("too-large", message, "get the release again from where it was published.", str(path))


def _revision(where: str, checkout: str | Path) -> _Files:
    """A data package in a git revision, read from git's objects: no work tree, no filter, no network."""
    revision, _, folder = where.partition(":")
    commit = None
    # git would read what starts with a dash as an option
    if revision and not revision.startswith("-") and "\0" not in where:
        commit = _git(checkout, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if commit is None:
        raise FileNotFoundError(
            f"{where!r} is no file, no folder and no git revision of {Path(checkout).resolve()}; "
            "a tag that is published and not here comes with: git fetch --tags"
        )
    folder = folder.removesuffix(DESCRIPTOR).rstrip("/")
    top = f"{folder}/" if folder else ""
    tree = f"{commit.decode().strip()}:{top}"

    def size(name: str) -> int | None:
        found = _git(checkout, "cat-file", "-s", tree + name)
        return None if found is None else int(found)

    def read(name: str) -> bytes:
        data = _git(checkout, "cat-file", "blob", tree + name)
        if data is None:
            raise _refusal("missing-file", "is no file.", "name another revision.", f"{revision}:{top}{name}")
        return data

    return _Files(f"{revision}:{top}", size, read)


def _git(checkout: str | Path, *arguments: str) -> bytes | None:
    """What git prints, or ``None`` if it fails or is not installed."""
    # a partial clone would fetch what it lacks
    environment = {**os.environ, "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
    try:
        done = subprocess.run(["git", *arguments], cwd=checkout, env=environment, capture_output=True, check=False)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
