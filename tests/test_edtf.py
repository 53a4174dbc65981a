"""Dates: bounds as the edtf library has them, and what counts as a conflict."""

from datetime import date
from math import inf
from time import struct_time

import pytest
from edtf import parse_edtf

from soleimani_events import edtf


def day(value: struct_time | float) -> date | None:
    return None if isinstance(value, float) and abs(value) == inf else date(*value[:3])  # type: ignore[index]


@pytest.mark.parametrize(
    "value",
    [
        "2015-03-08",
        "2014-08",
        "2016-02",
        "1957",
        "1957~",
        "2008-03?",
        "2015-21",
        "2015-22",
        "2015-23",
        "2006-07-12/2006-08-14",
        "2011-03/..",
        "../2019",
        "2014-06/2014-08-31",
        "[1957-03-11,1958]",
        "[2017-05-01..2017-05-31]",
        "[..2019-09-25]",
    ],
)
def test_bounds_agree_with_the_edtf_library(value: str) -> None:
    parsed = parse_edtf(value)
    assert edtf.bounds(value) == (day(parsed.lower_strict()), day(parsed.upper_strict()))


def test_a_winter_lasts_into_the_next_year() -> None:
    # the edtf library ends it in December; the specification leaves the months of a season open
    assert edtf.bounds("2015-24") == (date(2015, 12, 1), date(2016, 2, 29))


def test_an_unknown_end_is_open() -> None:
    assert edtf.bounds("2011-03/") == (date(2011, 3, 1), None)


@pytest.mark.parametrize(
    ("value", "precision"),
    [
        ("2015-03-08", "day"),
        ("2014-08", "month"),
        ("2015-21", "season"),
        ("1957~", "year"),
        ("2014-06/2014-08-31", "month"),
        ("2011/..", "year"),
        ("[2017-05-01..2017-05-31]", "range"),
    ],
)
def test_precision_is_that_of_the_coarser_end_point(value: str, precision: str) -> None:
    assert edtf.parse(value).precision == precision


@pytest.mark.parametrize(
    "value",
    [
        "",
        "8 March 2015",
        "2015-3-8",
        "2019-02-29",
        "2015-13",
        "2015-03-08\n",
        "../..",
        "[..]",
        "2016/2015",
        "[2016..2015]",
    ],
)
def test_what_is_no_date_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"EDTF|calendar|gives no|ends before"):
        edtf.parse(value)


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("2014-08", "2014-08-31", True),
        ("2014-08-30", "2014-08-31", False),
        ("2006", "2006-07-12/2006-08-14", True),
        ("2006-07", "2006-07-12/2006-08-14", False),
        ("2006-07-12/..", "2006-07-12/2006-08-14", True),
        ("2006-07-13/..", "2006-07-12/2006-08-14", False),
        ("2006-07-12/2006-08-14", "2006-07-12/2006-09-08", False),
        ("[2017-05-01..2017-05-31]", "2017-05-20", True),
        ("[..2019-09-25]", "2019-10", False),
        ("1957~", "1958", True),
        ("1957~", "1959", False),
        ("1957", "1958", False),
    ],
)
def test_values_conflict_only_if_they_cannot_both_hold(one: str, other: str, agree: bool) -> None:
    assert edtf.compatible(one, other) is agree
    assert edtf.compatible(other, one) is agree
