"""The quick tier: the standard library alone, about a second.

Run it with ``python -m unittest tests.test_standard_library``.

It checks that the data package is all there and is what its descriptor says, before anything is installed.
"""

import csv
import hashlib
import json
import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DESCRIPTOR = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))


class DataPackageTest(unittest.TestCase):
    def test_every_file_has_the_stated_bytes_and_hash(self) -> None:
        for resource in DESCRIPTOR["resources"]:
            with self.subTest(resource["name"]):
                data = (ROOT / resource["path"]).read_bytes()
                self.assertEqual(len(data), resource["bytes"])
                self.assertEqual(f"sha256:{hashlib.sha256(data).hexdigest()}", resource["hash"])

    def test_no_data_file_is_left_undescribed(self) -> None:
        described = {resource["path"] for resource in DESCRIPTOR["resources"]}
        self.assertEqual(described, {f"data/{path.name}" for path in (ROOT / "data").iterdir()})

    def test_rows_are_whole_and_sorted_by_a_unique_key(self) -> None:
        for resource in DESCRIPTOR["resources"]:
            with (
                self.subTest(resource["name"]),
                (ROOT / resource["path"]).open(encoding="utf-8", newline="") as file,
            ):
                header, *rows = csv.reader(file, strict=True)
                self.assertEqual(header, [field["name"] for field in resource["schema"]["fields"]])
                self.assertEqual({len(row) for row in rows} - {len(header)}, set())
                key = [header.index(name) for name in resource["schema"]["primaryKey"]]
                keys = [[row[i] for i in key] for row in rows]
                self.assertEqual(keys, sorted(keys))
                self.assertEqual(len(keys), len(set(map(tuple, keys))))

    def test_every_table_and_column_is_described(self) -> None:
        for resource in DESCRIPTOR["resources"]:
            for thing in (resource, *resource["schema"]["fields"]):
                with self.subTest(thing["name"]):
                    self.assertTrue(thing["title"])
                    self.assertTrue(thing["description"].endswith("."))


class ImportTest(unittest.TestCase):
    def run_python(self, code: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout.strip()

    def test_importing_brings_nothing_heavy(self) -> None:
        loaded = self.run_python("import soleimani_events, sys; print(*sys.modules)").split()
        bare = self.run_python("import sys; print(*sys.modules)").split()
        own = {name for name in set(loaded) - set(bare) if not name.startswith("soleimani_events")}
        self.assertEqual(own, set())

    def test_version_is_that_of_the_descriptor(self) -> None:
        version = self.run_python("import soleimani_events; print(soleimani_events.__version__)")
        self.assertEqual(version, DESCRIPTOR["version"])

    def test_looking_into_the_data_needs_no_package(self) -> None:
        event = "soleimani-killing-2020"
        for command, shown in (
            ([], "Most contested events"),
            (["show", event], "baghdad-international-airport"),
            (["timeline", "--period", "2020-01-03"], event),
            (["evidence", event, "date_edtf", "--json"], '"source_id"'),
            (["accounts", event], "victim"),
            (["disagreements"], event),
        ):
            with self.subTest(" ".join(command)):
                out = self.run_python(
                    "import os, sys; sys.modules['pandas'] = None; os.environ['COLUMNS'] = '200'\n"
                    f"from soleimani_events.cli import main; sys.exit(main({command!r}))"
                )
                self.assertIn(shown, out)


if __name__ == "__main__":
    unittest.main()
