"""What each view costs within one process, beside loading the tables that it reads: prints JSON for run.py.

    python -P benchmarks/views.py ROUNDS [TIMES]

Both are warm: pandas is imported and each was called once before. Each round calls every view and every loading
once, in random order, so that ratios can be taken within a round. With TIMES, all of it runs on data that hold
the shipped data that many times over, each time with ids and names of their own.
"""

import csv
import json
import random
import resource
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import soleimani_events
from soleimani_events import _package, _reading

# what must differ between the copies for them to be independent, besides ids
NAMES = {("actors", "name"), ("actor_names", "name"), ("sources", "publisher"), ("sources", "origin")}
CODES = "event_types"  # a code list, which more data share


def main() -> None:
    rounds = int(sys.argv[1])
    times = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with TemporaryDirectory() if times > 1 else nullcontext() as folder:
        if folder:
            enlarge(Path(folder), times)
            vars(_package)["_root"] = lambda: Path(folder)
        json.dump(measure(rounds), sys.stdout)


def measure(rounds: int) -> dict[str, dict[str, Any]]:
    """View → how large its result is, the tables it reads, and seconds for itself and for loading those.

    ``cpu`` is the time that the process itself computes, without what the system takes to hand out memory.
    """
    calls: dict[str, Callable[[], object]] = {}
    found: dict[str, dict[str, Any]] = {}
    for name, view in views().items():
        result, tables = reading(view)
        size = sum(map(len, result.values())) if isinstance(result, dict) else len(result)
        found[name] = {"size": size, "tables": tables}
        calls[name] = view
        calls[f"{name} loading"] = partial(load, tables)
        load(tables)
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    cpu: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name in random.sample(list(calls), len(calls)):
            start, computing = time.perf_counter(), _computing()
            calls[name]()
            seconds[name].append(time.perf_counter() - start)
            cpu[name].append(_computing() - computing)
    for name, of in found.items():
        of |= {"seconds": seconds[name], "loading": seconds[f"{name} loading"], "cpu": cpu[name]}
    return found


def _computing() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime


def load(tables: list[str]) -> None:
    for table in tables:
        soleimani_events.load(table)


def views() -> dict[str, Callable[[], Any]]:
    events = soleimani_events.timeline()
    most = str(events["event_id"].iloc[events["claims"].argmax()])
    return {
        "timeline()": soleimani_events.timeline,
        "disagreements()": soleimani_events.disagreements,
        "evidence(EVENT)": lambda: soleimani_events.evidence(most),
        "accounts(EVENT)": lambda: soleimani_events.accounts(most),
        "edges()": soleimani_events.edges,
        "edges('events')": lambda: soleimani_events.edges("events"),
        "network()": soleimani_events.network,
        "known_by('2020-01-04')": lambda: soleimani_events.known_by("2020-01-04"),
    }


def reading(view: Callable[[], Any]) -> tuple[Any, list[str]]:
    """What a view returns, and the tables whose files it read for that."""
    verified_bytes = _reading.verified_bytes
    read: set[str] = set()

    def recorded(table: _package.Table) -> bytes:
        read.add(table.name)
        return verified_bytes(table)

    vars(_reading)["verified_bytes"] = recorded
    try:
        return view(), sorted(read)
    finally:
        vars(_reading)["verified_bytes"] = verified_bytes


def enlarge(folder: Path, times: int) -> None:
    """Write the shipped data package that many times over into a folder, with bytes and hashes that fit."""
    package = _package.shipped()
    (folder / "data").mkdir()
    for table in package.tables.values():
        own = [] if table.name == CODES else [name for name in table.key if name.endswith("_id")]
        referring = [column for column, target in table.references() if target.name != CODES]
        named = [column for column in table.fields if (table.name, column) in NAMES]
        columns = dict.fromkeys([*own, *referring, *named, *(["subject_id"] if table.name == "claims" else [])])
        file = folder / table.file
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, list(table.fields), lineterminator="\n")
            writer.writeheader()
            for number in range(1 if table.name == CODES else times):
                for row in table.rows():
                    writer.writerow(row | {c: f"{row[c]}-{number}" for c in columns if row[c]} | _value(row, number))
        data = file.read_bytes()
        table.resource.update(bytes=len(data), hash=f"sha256:{sha256(data).hexdigest()}")
    (folder / _package.DESCRIPTOR).write_text(json.dumps(package.descriptor), encoding="utf-8")


def _value(row: dict[str, str], number: int) -> dict[str, str]:
    """The value of a claim that is an id."""
    return {"value": f"{row['value']}-{number}"} if row.get("property") == "place_id" and "value" in row else {}


if __name__ == "__main__":
    main()
