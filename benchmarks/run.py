"""What it costs to use soleimani-events, beside the least that could do the job: prints a Markdown table.

Each measurement is a whole process, since imports are most of the cost and happen once a process. Each round
runs every candidate once, in random order, and ratios are taken within a round: what else the machine does
then bears on both sides alike. The result is the median of these ratios, with their quartiles.
The views are measured within one process, as views.py says.
Targets are measured and not asserted: a missed one does not change the exit code.
"""

import argparse
import json
import operator
import os
import platform
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from fnmatch import fnmatch
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles
from sysconfig import get_path
from tempfile import TemporaryDirectory
from typing import Any, Literal, NamedTuple, TypeAlias
from zipfile import ZipFile

from soleimani_events import data_path

# -P: the installed package, not the checkout that one happens to stand in
PYTHON = [sys.executable, "-P"]
CHECKOUT = Path(__file__).resolve().parent.parent
COMPARE = {"<": operator.lt, "≤": operator.le}
WHEEL_EXCESS_KB = 40
# how often as long as loading its tables a view may take
VIEW, VIEW_LIMITS = 3, {"known_by('2020-01-04')": 5}
GROWTH, GROWTH_ROUNDS = 100, 2

Quantity: TypeAlias = Literal["wall time", "peak memory"]
# one run; memory is in the unit of this system, since only ratios are shown
Sample: TypeAlias = dict[Quantity, float]
Row: TypeAlias = tuple[str, str, str, str, str]  # of the table that is printed


class Candidate(NamedTuple):
    """A program to measure, in two parts so that a failure can be told from a failed import."""

    name: str
    imports: str
    call: str = ""

    @property
    def command(self) -> list[str]:
        return [*PYTHON, "-c", f"{self.imports}\n{self.call}"]


class Command(NamedTuple):
    """A command of the package to measure, as it is typed."""

    arguments: str

    @property
    def name(self) -> str:
        return f"`soleimani-events {self.arguments}`"

    @property
    def imports(self) -> str:
        return "import soleimani_events"

    @property
    def command(self) -> list[str]:
        return [str(Path(get_path("scripts"), "soleimani-events")), *self.arguments.split()]


class Target(NamedTuple):
    """What a candidate may cost, as a multiple of what another does."""

    what: Candidate | Command
    against: Candidate
    sign: Literal["<", "≤"]
    limit: float
    quantity: Quantity = "wall time"


PASS = Candidate("`pass`", "pass")
PANDAS = Candidate("`import pandas`", "import pandas")
PACKAGE = Candidate("`import soleimani_events`", "import soleimani_events")
# the arguments are those of soleimani_events.tables.read_text
READ_CSV = Candidate(
    "bare `pandas.read_csv`",
    "import pandas",
    f"pandas.read_csv({str(data_path('events'))!r}, dtype='string', keep_default_na=False, na_values=[''])",
)
LOAD = Candidate("`load_events()`", "import soleimani_events", "soleimani_events.load_events()")
PANDERA = Candidate(
    "pandera on every table",
    "from soleimani_events import _package; from soleimani_events.validation import cells",
    "for table in _package.shipped().tables.values(): cells.by_pandera(table)",
)
PEERS = (
    Candidate("`palmerpenguins.load_penguins()`", "import palmerpenguins", "palmerpenguins.load_penguins()"),
    Candidate("`vega_datasets.data.cars()`", "from vega_datasets import data", "data.cars()"),
    # not through statsmodels.api, which imports all of statsmodels
    Candidate(
        "`statsmodels.datasets.copper.load_pandas()`",
        "from statsmodels.datasets import copper",
        "copper.load_pandas()",
    ),
    Candidate(
        "`sklearn.datasets.load_iris(as_frame=True)`",
        "from sklearn.datasets import load_iris",
        "load_iris(as_frame=True)",
    ),
)
TIMELINE = Command("timeline")
LIGHT = (Command("--help"), Command("--version"), Command("cite"))
CANDIDATES = (PASS, PANDAS, PACKAGE, READ_CSV, LOAD, PANDERA, *PEERS, TIMELINE, *LIGHT)
TARGETS = (
    Target(PACKAGE, PASS, "≤", 1.3),
    Target(LOAD, READ_CSV, "≤", 1.05),
    *(Target(LOAD, peer, "<", 1) for peer in PEERS),
    Target(LOAD, PANDAS, "≤", 1.05, "peak memory"),
    Target(PANDERA, PANDAS, "≤", 2),
    Target(TIMELINE, PANDAS, "≤", 1.15),
    *(Target(command, PASS, "≤", 3) for command in LIGHT),
)

Round: TypeAlias = dict[Candidate | Command, Sample]


def main() -> None:
    options = _options()
    failures = {candidate: failure for candidate in CANDIDATES if (failure := try_out(candidate))}
    running = [candidate for candidate in CANDIDATES if candidate not in failures]
    rounds: list[Round] = []
    for number in range(1, options.rounds + 1):
        print(f"round {number} of {options.rounds}", file=sys.stderr)
        rounds.append({candidate: measure(candidate) for candidate in random.sample(running, len(running))})
    print("| what | against | ratio (median, quartiles) | target | result |")
    print("| --- | --- | --- | --- | --- |")
    rows = [target_row(target, rounds, failures) for target in TARGETS]
    for row in (*rows, *view_rows(options.rounds), wheel_row(options.wheel)):
        print("|", " | ".join(row), "|")
    versions = ", ".join(f"{name} {version(name)}" for name in ("soleimani-events", "pandas", "networkx"))
    machine = f"{platform.system()} {platform.machine()} with {os.cpu_count()} cores"
    print(f"\n{options.rounds} rounds; Python {platform.python_version()}, {versions}; {machine}.")


def try_out(candidate: Candidate | Command) -> str:
    """Why a candidate cannot be measured, or nothing.

    Also warms up: it leaves byte code written and files in the cache of the system.
    """
    importing = [*PYTHON, "-c", candidate.imports]
    for command, problem in ((importing, "does not import"), (candidate.command, "does not run")):
        if error := failed(command):
            return f"{problem} ({error})"
    return ""


def failed(command: list[str]) -> str:
    """The last line that a failing command wrote, or nothing if it succeeds."""
    done = subprocess.run(command, capture_output=True, text=True)
    lines = (done.stderr or done.stdout).split("\n")
    said = [line for line in lines if line.strip()] or [f"exit code {done.returncode}"]
    return said[-1].strip().replace("|", "\\|") if done.returncode else ""


def measure(candidate: Candidate | Command) -> Sample:
    """Run a candidate in a fresh interpreter.

    ``wait4`` gives the peak of this one child, where ``getrusage(RUSAGE_CHILDREN)`` gives that of the largest
    so far. Linux counts into it what the parent held when it started the child: import nothing large here.
    """
    command = candidate.command
    start = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)  # Popen cannot know: wait4 took the child from it
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return {"wall time": seconds, "peak memory": usage.ru_maxrss}


def target_row(target: Target, rounds: list[Round], failures: dict[Candidate | Command, str]) -> Row:
    what, against = f"{target.what.name}, {target.quantity}", target.against.name
    limit = f"{target.sign} {target.limit}"
    for candidate in (target.what, target.against):
        if candidate in failures:
            return what, against, "", limit, f"{candidate.name} {failures[candidate]}"
    quantity = target.quantity
    ratios = [samples[target.what][quantity] / samples[target.against][quantity] for samples in rounds]
    return what, against, spread(ratios), limit, verdict(ratios, target.sign, target.limit)


def spread(ratios: list[float]) -> str:
    low, middle, high = quantiles(ratios, n=4, method="inclusive")
    return f"{middle:.3f} ({low:.3f} to {high:.3f})"


def verdict(ratios: list[float], sign: Literal["<", "≤"], limit: float) -> str:
    return "ok" if COMPARE[sign](median(ratios), limit) else "MISSED"


def view_rows(rounds: int) -> Iterator[Row]:
    """What each view takes beside loading its tables, and how that grows with the data."""
    measured = views(rounds)
    for name, view in measured.items():
        limit = VIEW_LIMITS.get(name, VIEW)
        ratios = [a / b for a, b in zip(view["seconds"], view["loading"], strict=True)]
        yield (
            f"`{name}`, warm",
            f"loading its {len(view['tables'])} tables",
            spread(ratios),
            f"≤ {limit}",
            verdict(ratios, "≤", limit),
        )
    for name, grown in views(GROWTH_ROUNDS, GROWTH).items():
        before = median(measured[name]["cpu"])
        ratios = [seconds / before / GROWTH for seconds in grown["cpu"]]
        what = f"`{name}`, {GROWTH} x the data, CPU time"
        yield what, f"{GROWTH} x itself", spread(ratios), "≤ 1", verdict(ratios, "≤", 1)


def views(rounds: int, times: int = 1) -> dict[str, dict[str, Any]]:
    """The measurements of views.py, which runs in a process of its own."""
    command = [*PYTHON, str(Path(__file__).with_name("views.py")), str(rounds), str(times)]
    print(f"views, {rounds} rounds, {times} x the data", file=sys.stderr)
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return found


def wheel_row(wheel: Path | None) -> Row:
    """What the wheel, built from this checkout unless given, weighs beyond its compressed tables."""
    what, against, limit = "wheel, size", "its compressed tables", f"≤ +{WHEEL_EXCESS_KB} KB"
    with TemporaryDirectory() as folder:
        if wheel is None:
            build = [*PYTHON, "-m", "build", "--wheel", "--outdir", folder, str(CHECKOUT)]
            if error := failed(build):
                return what, against, "", limit, f"not built ({error})"
            (wheel,) = Path(folder).glob("*.whl")
        with ZipFile(wheel) as archive:
            members = [m for m in archive.infolist() if fnmatch(m.filename, "*/data/*.csv")]
        excess = (wheel.stat().st_size - sum(m.compress_size for m in members)) / 1000
    return what, against, f"+{excess:.1f} KB", limit, "ok" if excess <= WHEEL_EXCESS_KB else "MISSED"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure soleimani-events and print a Markdown table.")
    parser.add_argument("--rounds", type=int, default=15, help="default and least for figures to publish: 15")
    parser.add_argument("--wheel", type=Path, help="a wheel to weigh, instead of building one")
    options = parser.parse_args()
    if options.rounds < 2:
        parser.error("quartiles need at least 2 rounds")
    return options


if __name__ == "__main__":
    main()
