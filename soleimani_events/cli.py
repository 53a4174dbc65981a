"""The command line: the only module that prints."""

import argparse
import os
import sys

from .findings import DataError, Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

OK, FINDINGS, FAILED = 0, 1, 2


def main(arguments: "Sequence[str] | None" = None) -> int:
    """Run a command; returns 0, 1 where something was found wrong, or 2 where it could not run."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter still gets the rest
    options = _parser().parse_args(arguments)
    try:
        found: list[Finding] = options.run(options)
        sys.stdout.flush()
    except DataError as error:
        found = error.findings
        print(*found, sep="\n", file=sys.stderr)
        return FINDINGS
    except ImportError as error:
        print(f"{error}; install it with: pip install 'soleimani-events[validate]'", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # whoever read the output has seen enough; nothing more may be written, at exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except OSError as error:
        print(error, file=sys.stderr)
        return FAILED
    return FINDINGS if found else OK


def _parser() -> argparse.ArgumentParser:
    from . import __version__

    parser = argparse.ArgumentParser(
        prog="soleimani-events",
        description="Events and actors around Qasem Soleimani and Iran's Quds Force. "
        "Without a command: what is in the dataset.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.set_defaults(run=_overview)
    commands = parser.add_subparsers(title="commands", metavar="")
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
    stamp.add_argument(
        "--check", action="store_true", help="write nothing; exit code 1 if anything would change"
    )
    stamp.set_defaults(run=_stamp)
    return parser


def _overview(_: argparse.Namespace) -> list[Finding]:
    from .overview import overview

    print(overview())
    return []


def _validate(options: argparse.Namespace) -> list[Finding]:
    from .validation import validate

    found = validate(options.path)
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
