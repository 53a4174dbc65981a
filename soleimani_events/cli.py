"""The command line: the only module that prints."""

import argparse
import os
import sys

from .findings import DataError, Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

OK, FINDINGS, FAILED = 0, 1, 2


def main(arguments: "Sequence[str] | None" = None) -> int:
    """Run a command; returns 0, 1 where something was found wrong, or 2 where it could not run."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter still gets the rest
    options = _parser().parse_args(arguments)
    try:
        found: list[Finding] = options.run(options) or []
        sys.stdout.flush()
    except DataError as error:
        print(*error.findings, sep="\n", file=sys.stderr)
        return FINDINGS
    except BrokenPipeError:
        # whoever read the output has seen enough; nothing more may be written, at exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except (ImportError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return FAILED
    return FINDINGS if found else OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="soleimani-events",
        description="Events and actors around Qasem Soleimani and Iran's Quds Force. "
        "Without a command: what is in the dataset.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version of code and data")
    parser.set_defaults(run=_overview)
    commands = parser.add_subparsers(title="commands", metavar="")

    show = commands.add_parser("show", help="one row of any table, by its id")
    show.add_argument("id")
    show.set_defaults(run=_show)

    timeline = commands.add_parser("timeline", help="the events, one a line, with filters")
    _add_period(timeline)
    timeline.add_argument("--actor", action="append", metavar="ID", help="with all that is under it; repeatable")
    timeline.add_argument("--country", action="append", metavar="CODE", help="ISO 3166-1 alpha-3; repeatable")
    timeline.add_argument("--type", action="append", metavar="TYPE", help="event type; repeatable")
    _add_json(timeline, _timeline)

    evidence = commands.add_parser("evidence", help="who says what of an event, an actor or a single value")
    evidence.add_argument("id")
    evidence.add_argument("column", nargs="?", help="a column, or record, killed, injured")
    _add_json(evidence, _evidence)

    accounts = commands.add_parser("accounts", help="one event side by side, as each speaker or side tells it")
    accounts.add_argument("id")
    accounts.add_argument("--by", choices=("speaker", "side"), default="side")
    _add_json(accounts, _accounts)

    disagreements = commands.add_parser("disagreements", help="every contested value, its rivals, and the decision")
    _add_json(disagreements, _disagreements)

    network = commands.add_parser("network", help="the edges between actors")
    network.add_argument("--kind", choices=("relations", "events"), default="relations")
    network.add_argument("--relation", action="append", metavar="RELATION", help="repeatable")
    _add_period(network)
    _add_json(network, _network)

    export = commands.add_parser("export", help="the dataset in another format, by the ending of PATH")
    export.add_argument("path", metavar="PATH")
    export.add_argument("--form", help="the format, where the ending does not say it")
    export.set_defaults(run=_export)

    diff = commands.add_parser("diff", help="what changed between two releases: wheels, sdists, folders, git revisions")
    diff.add_argument("old", metavar="OLD")
    diff.add_argument("new", metavar="NEW")
    diff.add_argument("--form", choices=("text", "markdown", "json"), default="text")
    diff.set_defaults(run=_diff)

    cite = commands.add_parser("cite", help="how to cite this version")
    cite.add_argument("style", nargs="?", choices=("text", "bibtex", "ris", "csl-json"), default="text")
    cite.set_defaults(run=_cite)

    validate = commands.add_parser(
        "validate",
        help="check the shipped data, or a data package elsewhere",
        description="Check bytes, descriptor, cells, keys and evidence. "
        "Exit code 0: nothing found; 1: findings; 2: could not run.",
    )
    validate.add_argument("path", nargs="?", metavar="PATH", help="folder of a datapackage.json")
    validate.set_defaults(run=_validate)

    stamp = commands.add_parser(
        "stamp",
        help="for maintainers: bring all that is derived up to date",
        description="Sort rows, fill derived columns, stamp bytes and hashes, and write CODEBOOK.md, "
        "CITATION.cff and the loaders from the descriptor. Writes all of it, or nothing.",
    )
    stamp.add_argument("path", nargs="?", default=".", metavar="PATH", help="checkout (default: this folder)")
    stamp.add_argument("--check", action="store_true", help="write nothing; exit code 1 if anything would change")
    stamp.set_defaults(run=_stamp)
    return parser


class _Version(argparse.Action):
    """Shows the version; it is read only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from . import __version__

        print(__version__)
        parser.exit()


def _add_period(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--period", metavar="EDTF", help="such as 2019, 2019-06/2020-01-08 or 2020/..")
    parser.add_argument("--certainly", action="store_true", help="only what certainly lies in the period")


def _add_json(parser: argparse.ArgumentParser, run: object) -> None:
    parser.add_argument("--json", action="store_true", help="all columns, as JSON")
    parser.set_defaults(run=run)


def _certainty(options: argparse.Namespace) -> str:
    return "certainly" if options.certainly else "possibly"


def _print(frame: "pd.DataFrame", columns: list[str], options: argparse.Namespace) -> None:
    """All columns as JSON, or those as a table that fits the terminal."""
    from shutil import get_terminal_size

    from ._render import as_json, as_table

    print(as_json(frame) if options.json else as_table(frame[columns], get_terminal_size().columns))


def _short(ids: "pd.Series[str]", asked: str) -> "pd.Series[str]":
    """Ids without the one that was asked for: what is left says which part of it."""
    return ids.str.removeprefix(asked)


def _overview(_: argparse.Namespace) -> None:
    from .overview import overview

    print(overview())


def _show(options: argparse.Namespace) -> None:
    from .overview import record

    print(record(options.id))


def _timeline(options: argparse.Namespace) -> None:
    from ._timeline import timeline

    frame = timeline(
        period=options.period,
        actor=options.actor,
        country=options.country,
        event_type=options.type,
        certainty=_certainty(options),  # type: ignore[arg-type]
    )
    _print(frame, ["date_edtf", "event_id", "place", "killed_best", "claims", "roots", "contested"], options)


def _evidence(options: argparse.Namespace) -> None:
    from ._evidence import evidence

    frame = evidence(options.id, options.column)
    if not options.json:
        frame["id"] = _short(frame["id"], options.id)
    _print(frame, ["id", "property", "value", "stance", "speaker", "publisher", "published", "adopted"], options)


def _accounts(options: argparse.Namespace) -> None:
    from ._evidence import accounts

    frame = accounts(options.id, options.by)
    columns = list(frame.columns[:4])  # the most talkative; the rest would not fit
    frame = frame.reset_index()
    if not options.json:
        frame["id"] = _short(frame["id"], options.id)
    _print(frame, ["id", "property", *columns], options)


def _disagreements(options: argparse.Namespace) -> None:
    from ._evidence import disagreements

    _print(disagreements(), ["id", "property", "value", "stance", "adopted", "roots", "rule"], options)


def _network(options: argparse.Namespace) -> None:
    from ._network import edges

    frame = edges(
        options.kind,
        relation=options.relation,
        period=options.period,
        certainty=_certainty(options),  # type: ignore[arg-type]
    )
    shown = [
        name for name in ("source", "relation", "target", "start_edtf", "end_edtf", "post", "events") if name in frame
    ]
    _print(frame, shown, options)


def _export(options: argparse.Namespace) -> None:
    from ._export import export

    export(options.path, options.form)
    print(f"wrote {options.path}")


def _diff(options: argparse.Namespace) -> None:
    from ._diff import diff

    found = diff(options.old, options.new)
    print({"text": found.to_text, "markdown": found.to_markdown, "json": found.to_json}[options.form]())


def _cite(options: argparse.Namespace) -> None:
    from .citation import citation

    print(citation(options.style))


def _validate(options: argparse.Namespace) -> list[Finding]:
    try:
        from .validation import validate

        found = validate(options.path)
    except ImportError as error:
        raise ImportError(f"{error}; install it with: pip install 'soleimani-events[validate]'") from error
    if found:
        print(*found, sep="\n")
    number = f"{len(found)} finding{'' if len(found) == 1 else 's'}"
    print(f"{number} in {options.path or 'the shipped data'}: bytes, descriptor, cells, keys, evidence")
    return found


def _stamp(options: argparse.Namespace) -> list[Finding]:
    from .stamp import stale, stamp

    found = stale(options.path) if options.check else []
    written = [] if options.check else stamp(options.path)
    print(*found, *(f"wrote {file}" for file in written), sep="\n", end="\n" if found or written else "")
    if not found and not written:
        print("all that is derived is up to date")
    return found
