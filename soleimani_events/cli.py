"""The command line: the only module that prints."""

import argparse
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ._view import View
    from .findings import Finding

OK, FINDINGS, FAILED = 0, 1, 2


def main(arguments: "Sequence[str] | None" = None) -> int:
    """Run a command; returns 0, 1 where something was found wrong, or 2 where it could not run."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter still gets the rest
    options = _options(sys.argv[1:] if arguments is None else list(arguments))
    try:
        found: list[Finding] = options.run(options) or []
        sys.stdout.flush()
    except BrokenPipeError:
        # whoever read the output has seen enough; nothing more may be written, at exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except (ImportError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        # a DataError carries findings; its class is not imported just to say so
        return FINDINGS if hasattr(error, "findings") else FAILED
    return FINDINGS if found else OK


def _options(arguments: list[str]) -> argparse.Namespace:
    """Parse the command line. Only the parser of the command that is asked for is built: each costs a start."""
    name = arguments[0] if arguments else ""
    if name in COMMANDS:
        what, prepare = COMMANDS[name]
        parser = argparse.ArgumentParser(prog=f"soleimani-events {name}", description=what)
        prepare(parser)
        return parser.parse_args(arguments[1:])
    width = max(map(len, COMMANDS))
    listed = "\n".join(f"  {name:<{width}}  {what.split('. ')[0]}" for name, (what, _) in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="soleimani-events",
        usage="soleimani-events [-h] [--version] [COMMAND ...]",
        description="Events and actors around Qasem Soleimani and Iran's Quds Force.\n"
        "Without a command: what is in the dataset.",
        epilog=f"commands:\n{listed}\n\nsoleimani-events COMMAND --help says more of each.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="store_const", dest="run", const=_version, help="show the version")
    parser.add_argument("command", nargs="?", choices=COMMANDS, metavar="COMMAND", help=argparse.SUPPRESS)
    parser.set_defaults(run=_overview)
    return parser.parse_args(arguments)


def _for_show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id")
    _add_json(parser, _show)


def _for_timeline(parser: argparse.ArgumentParser) -> None:
    _add_period(parser)
    parser.add_argument("--actor", action="append", metavar="ID", help="with all that is under it; repeatable")
    parser.add_argument("--country", action="append", metavar="CODE", help="ISO 3166-1 alpha-3; repeatable")
    parser.add_argument("--type", action="append", metavar="TYPE", help="event type; repeatable")
    _add_json(parser, _timeline)


def _for_evidence(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id")
    parser.add_argument("column", nargs="?", help="a column, or record, killed, injured")
    _add_json(parser, _evidence)


def _for_accounts(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id")
    parser.add_argument("--by", choices=("speaker", "side"), default="side")
    _add_json(parser, _accounts)


def _for_disagreements(parser: argparse.ArgumentParser) -> None:
    _add_json(parser, _disagreements)


def _for_network(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--kind", choices=("relations", "events"), default="relations")
    parser.add_argument("--relation", action="append", metavar="RELATION", help="repeatable")
    _add_period(parser)
    _add_json(parser, _network)


def _for_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="PATH")
    parser.add_argument("--form", help="the format, where the ending does not say it")
    parser.set_defaults(run=_export)


def _for_diff(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", metavar="OLD")
    parser.add_argument("new", metavar="NEW")
    parser.add_argument("--form", choices=("text", "markdown", "json"), default="text")
    parser.add_argument("--json", action="store_const", dest="form", const="json", help="the same as --form json")
    parser.set_defaults(run=_diff)


def _for_cite(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("style", nargs="?", choices=("text", "bibtex", "ris", "csl-json"), default="text")
    parser.set_defaults(run=_cite)


def _for_validate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", nargs="?", metavar="PATH", help="folder of a datapackage.json")
    _add_json(parser, _validate)


def _for_stamp(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="checkout (default: this folder)")
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 if anything would change")
    parser.set_defaults(run=_stamp)


# name → what it does, and what prepares its parser
COMMANDS: "dict[str, tuple[str, Callable[[argparse.ArgumentParser], None]]]" = {
    "show": ("One row of any table, by its id, with what refers to it.", _for_show),
    "timeline": ("The events, one a line, with filters.", _for_timeline),
    "evidence": ("Who says what of an event, an actor or a single value.", _for_evidence),
    "accounts": ("One event side by side, as each speaker or side tells it.", _for_accounts),
    "disagreements": ("Every contested value, its rivals, and the decision.", _for_disagreements),
    "network": ("The edges between actors, with filters.", _for_network),
    "export": ("The dataset in another format, by the ending of PATH.", _for_export),
    "diff": ("What changed between two releases: wheels, sdists, folders, git revisions.", _for_diff),
    "cite": ("How to cite this version.", _for_cite),
    "validate": (
        "Check the shipped data, or a data package elsewhere. Bytes, descriptor, cells, keys and evidence. "
        "Exit code 0: nothing found; 1: findings; 2: could not run.",
        _for_validate,
    ),
    "stamp": (
        "For maintainers: bring all that is derived up to date. Sorts rows, fills derived columns, stamps bytes "
        "and hashes, and writes CODEBOOK.md, CITATION.cff and the loaders. Writes all of it, or nothing.",
        _for_stamp,
    ),
}


def _version(_: argparse.Namespace) -> None:
    from ._package import descriptor

    print(descriptor()["version"])


def _add_period(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--period", metavar="EDTF", help="such as 2019, 2019-06/2020-01-08 or 2020/..")
    parser.add_argument("--certainly", action="store_true", help="only what certainly lies in the period")


def _add_json(parser: argparse.ArgumentParser, run: object) -> None:
    parser.add_argument("--json", action="store_true", help="all of it, as JSON")
    parser.set_defaults(run=run)


def _certainty(options: argparse.Namespace) -> str:
    return "certainly" if options.certainly else "possibly"


def _print(view: "View", columns: list[str], options: argparse.Namespace, asked: str = "") -> None:
    """All columns as JSON, or those as a table that fits the terminal, with ids cut by what was asked for."""
    from shutil import get_terminal_size

    if options.json:
        print(view.as_json())
        return
    if asked:  # what is left of an id says which part of it
        view.columns["id"] = [row_id.removeprefix(asked) for row_id in view.columns["id"]]
    print(view.as_table(columns, get_terminal_size().columns))


def _json(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, indent=2)


def _overview(_: argparse.Namespace) -> None:
    from .overview import overview

    print(overview())


def _show(options: argparse.Namespace) -> None:
    from .overview import lookup, record

    print(_json(lookup(options.id)) if options.json else record(options.id))


def _timeline(options: argparse.Namespace) -> None:
    from ._timeline import timeline_view

    view = timeline_view(
        period=options.period,
        actor=options.actor,
        country=options.country,
        event_type=options.type,
        certainty=_certainty(options),  # type: ignore[arg-type]
    )
    _print(view, ["date_edtf", "event_id", "place", "killed_best", "claims", "roots", "contested"], options)


def _evidence(options: argparse.Namespace) -> None:
    from ._evidence import evidence_view

    shown = ["id", "property", "value", "stance", "speaker", "publisher", "published", "adopted"]
    _print(evidence_view(options.id, options.column), shown, options, options.id)


def _accounts(options: argparse.Namespace) -> None:
    from ._evidence import accounts_view

    view = accounts_view(options.id, options.by)
    shown = list(view.fields)[:6]  # the most talkative; the rest would not fit
    _print(view, shown, options, options.id)


def _disagreements(options: argparse.Namespace) -> None:
    from ._evidence import disagreements_view

    _print(disagreements_view(), ["id", "property", "value", "stance", "adopted", "roots", "rule"], options)


def _network(options: argparse.Namespace) -> None:
    from ._network import edges
    from ._view import View

    frame = edges(
        options.kind,
        relation=options.relation,
        period=options.period,
        certainty=_certainty(options),  # type: ignore[arg-type]
    )
    view = View.of_frame(frame)
    shown = ("source", "relation", "target", "start_edtf", "end_edtf", "post", "events")
    _print(view, [name for name in shown if name in view.fields], options)


def _export(options: argparse.Namespace) -> None:
    from .exports import export

    export(options.path, options.form)
    print(f"wrote {options.path}")


def _diff(options: argparse.Namespace) -> None:
    from ._diff import diff

    found = diff(options.old, options.new)
    print({"text": found.to_text, "markdown": found.to_markdown, "json": found.to_json}[options.form]())


def _cite(options: argparse.Namespace) -> None:
    from .citation import citation

    print(citation(options.style))


def _validate(options: argparse.Namespace) -> "list[Finding]":
    try:
        from .validation import validate

        found = validate(options.path)
    except ImportError as error:
        raise ImportError(f"{error}; install it with: pip install 'soleimani-events[validate]'") from error
    if options.json:
        print(_json([finding._asdict() for finding in found]))
        return found
    if found:
        print(*found, sep="\n")
    number = f"{len(found)} finding{'' if len(found) == 1 else 's'}"
    print(f"{number} in {options.path or 'the shipped data'}: bytes, descriptor, cells, keys, evidence")
    return found


def _stamp(options: argparse.Namespace) -> "list[Finding]":
    from .stamp import stale, stamp

    found = stale(options.path) if options.check else []
    written = [] if options.check else stamp(options.path)
    print(*found, *(f"wrote {file}" for file in written), sep="\n", end="\n" if found or written else "")
    if not found and not written:
        print("all that is derived is up to date")
    return found
