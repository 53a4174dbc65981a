"""Extended Date/Time Format: the days that a value allows, and whether two values can both hold.

The dataset uses this part of EDTF (ISO 8601-2:2019, Library of Congress specification of 2019):
a year, month, season or day, each with an optional qualifier (``?`` uncertain, ``~`` approximate,
``%`` both); intervals ``a/b`` with open (``..``) or unknown (empty) ends, for how long something
lasted; and sets ``[a..b]``, ``[a,b]``, for one unknown day among those given.
The run-time reads it without a dependency; the tests hold it against the ``edtf`` library.
"""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

PATTERN = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?(?P<qualifier>[?~%]?)")
SEASONS = {21: 3, 22: 6, 23: 9, 24: 12}  # first month; northern hemisphere, three months each
OPEN = ("", "..")


class Window(NamedTuple):
    """The days that one end point allows; ``None`` is open."""

    earliest: date | None
    latest: date | None
    slack: timedelta = timedelta(0)  # how far an approximate date reaches to either side

    def overlaps(self, other: "Window") -> bool:
        slack = self.slack + other.slack
        return not (_before(self.latest, other.earliest, slack) or _before(other.latest, self.earliest, slack))


class Span(NamedTuple):
    """When something began and when it ended, each as far as the value says."""

    start: Window
    end: Window
    precision: str


def parse(value: str) -> Span:
    """Read an EDTF value.

    Returns the windows of its two end points and its precision as in ``date_precision``.
    Raises ``ValueError``, with the part that cannot be read, for anything else.
    """
    if value.startswith("[") and value.endswith("]"):
        window = _one_of(value[1:-1])
        return Span(window, window, "range")
    if "/" in value:
        first, last = value.split("/", 1)
        if first in OPEN and last in OPEN:
            raise ValueError(f"{value!r} gives no date at all")
        start, start_unit = _end_point(first)
        end, end_unit = _end_point(last)
        if _before(end.latest, start.earliest):
            raise ValueError(f"{value!r} ends before it starts")
        coarsest = max((u for u in (start_unit, end_unit) if u), key=UNITS.index)
        return Span(start, end, coarsest)
    window, unit = _date(value)
    return Span(window, window, unit)


def bounds(value: str) -> tuple[date | None, date | None]:
    """The earliest and the latest day that a value allows; ``None`` where it is open."""
    span = parse(value)
    return span.start.earliest, span.end.latest


def compatible(one: str, other: str) -> bool:
    """Whether two values can both hold: each of their end points has a day in common.

    ``2014-08`` and ``2014-08-31`` differ in precision only; ``2014-08-30`` and ``2014-08-31`` conflict.
    An open or unknown end agrees with any. An approximate date
    reaches one unit (a day, month, season or year) to either side.
    """
    a, b = parse(one), parse(other)
    return a.start.overlaps(b.start) and a.end.overlaps(b.end)


UNITS = ("day", "month", "season", "year")


def _before(one: date | None, other: date | None, slack: timedelta = timedelta(0)) -> bool:
    return one is not None and other is not None and other - one > slack


def _end_point(text: str) -> tuple[Window, str]:
    return (Window(None, None), "") if text in OPEN else _date(text)


def _one_of(text: str) -> Window:
    if ".." in text:
        first, last = text.split("..", 1)
        earliest = _date(first)[0].earliest if first else None
        latest = _date(last)[0].latest if last else None
        if earliest is latest is None or _before(latest, earliest):
            raise ValueError(f"[{text}] gives no day")
        return Window(earliest, latest)
    windows = [_date(part)[0] for part in text.split(",")]
    return Window(min(w.earliest for w in windows if w.earliest), max(w.latest for w in windows if w.latest))


def _date(text: str) -> tuple[Window, str]:
    match = PATTERN.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not an EDTF date")
    year, month, day = (int(n) if n else 0 for n in match.group("year", "month", "day"))
    try:
        if match["day"]:
            first = last = date(year, month, day)
            unit = "day"
        elif month in SEASONS:
            first = date(year, SEASONS[month], 1)
            last = _month_end(year, SEASONS[month] + 2)
            unit = "season"
        elif match["month"]:
            first, last, unit = date(year, month, 1), _month_end(year, month), "month"
        else:
            first, last, unit = date(year, 1, 1), date(year, 12, 31), "year"
    except ValueError as error:
        raise ValueError(f"{text!r} is not a day of the calendar") from error
    slack = last - first + timedelta(1) if match["qualifier"] in ("~", "%") else timedelta(0)
    return Window(first, last, slack), unit


def _month_end(year: int, month: int) -> date:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, monthrange(year, month)[1])
