"""The one form in which anything wrong with the data is said."""

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class Finding(NamedTuple):
    """Something wrong, where it is, and the way out.

    ``line`` counts from 1 in the file, header included. ``column`` is a field's name in a data file and a
    JSON pointer in the descriptor. What does not apply is empty or ``None``.
    """

    code: str
    message: str
    mend: str
    file: str = ""
    line: int | None = None
    column: str = ""
    value: str | None = None
    severity: str = "error"

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        value = "" if self.value is None else f" {shorten(self.value)!r}"
        return f"{place}: {self.code}:{value} {self.message} Mend: {self.mend}"


class DataError(ValueError):
    """The data package cannot be used as it lies there; ``findings`` says why and what mends it."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__("\n".join(str(finding) for finding in findings))


def nearest(value: str, known: "Iterable[str]") -> str:
    """The known name that a reader may have meant; empty if none is near."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(value, known, 1)), "")


def unknown(value: str, known: "Iterable[str]", what: str, file: str) -> "DataError":
    """The error for a name that is not among the known ones, with the nearest of them."""
    names = sorted(known)
    near = nearest(value, names)
    mend = f"did you mean {near!r}? " if near else ""
    listed = f"Known are {', '.join(names)}." if len(names) <= 20 else f"{len(names)} are known, see {file}."
    return DataError([Finding(f"unknown-{what}", f"is no {what}.", mend + listed, file, value=value)])


def shorten(value: str, width: int = 80) -> str:
    """A value short enough for one line of a message."""
    return value if len(value) <= width else value[: width - 1] + "…"
