"""Layer 5, evidence: the rules by which a value may stand in the dataset (METHODOLOGY.md numbers them)."""

import re

from .. import edtf
from .._claims import RECORD, Evidence, figures, number_range, ranges
from .._package import DataPackage, Table
from ..findings import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .._claims import Cell, Row, Rows

LOOK = "look the value up again; a claim says what its source says, and nothing is adopted that none says."


def findings(package: DataPackage, rows: "Rows") -> list[Finding]:
    forms = list(_claim_forms(package, rows))
    if forms:
        return forms  # claims that cannot be read cannot be weighed
    evidence = Evidence(package, rows)
    return [
        *_adopted(evidence),
        *_adjudicated(evidence),
        *_judged(evidence),
        *_speakers(evidence),
        *_sources(evidence),
        *_places(package, rows),
        *_wording(package, rows),
        *_spellings(rows["actor_names"], package.tables["actor_names"]),
    ]


def _finding(code: str, table: Table, line: int, column: str, value: str, message: str, mend: str = LOOK) -> Finding:
    return Finding(code, message, mend, table.file, line, column, value)


def _claim_forms(package: DataPackage, rows: "Rows") -> "Iterator[Finding]":
    """A claim speaks of a column that is there, in that column's own form."""
    table = package.tables["claims"]
    keys = {t.name: {row[t.key[0]] for row in rows[t.name]} for t in package.tables.values()}
    for line, claim in enumerate(rows["claims"], 2):
        subject = package.tables[claim["subject_table"]]
        name, value = claim["property"], claim["value"]
        field = subject.fields.get(name)
        targets = {column: target.name for column, target in subject.references()}
        problem = ""
        if name == RECORD:
            problem = "" if value == "true" else "is not true, which is what a claim for a whole row says"
        elif name in ranges(subject.fields.values()):
            problem = _problem(number_range, value)
        elif field is None or "x_range" in field:
            mend = "name a column, or record, killed or injured."
            yield _finding("claim-property", table, line, "property", name, f"is no property of {subject.name}.", mend)
        elif field.get("x_format") == "edtf":
            problem = _problem(edtf.parse, value)
        elif "categories" in field and value not in [c["value"] for c in field["categories"]]:
            problem = f"is no code of {subject.name}.{name}"
        elif name in targets and value not in keys[targets[name]]:
            problem = f"is no row of {targets[name]}"
        if problem:
            yield _finding(
                "claim-value",
                table,
                line,
                "value",
                value,
                f"{problem}.",
                f"write it as {subject.name}.{name} does.",
            )


def _problem(read: "Any", value: str) -> str:
    try:
        read(value)
    except ValueError as error:
        return str(error)
    return ""


def _adopted(evidence: Evidence) -> "Iterator[Finding]":
    """Rule 1: a value that needs evidence is one that some claim asserts; a range runs over all claimed."""
    for table in evidence.package.tables.values():
        bounds = ranges(table.fields.values())
        for line, row in enumerate(evidence.rows[table.name], 2):
            key = row[table.key[0]]
            if table.schema.get("x_evidence") and not _asserted(evidence, (table.name, key, RECORD)):
                yield _finding("no-evidence", table, line, table.key[0], key, "is a row that no claim asserts.")
            for name, field in table.fields.items():
                if field.get("x_evidence") and "x_range" not in field and row[name]:
                    claimed = _asserted(evidence, (table.name, key, name))
                    if row[name] not in claimed:
                        said = ", ".join(sorted(claimed)) or "nothing"
                        yield _finding(
                            "no-evidence",
                            table,
                            line,
                            name,
                            row[name],
                            f"is asserted by no claim; claimed is {said}.",
                        )
            for name, columns in bounds.items():
                yield from _range(evidence, table, line, row, name, columns)


def _asserted(evidence: Evidence, cell: "Cell") -> set[str]:
    return {c["value"] for c in evidence.claims.get(cell, ()) if c["stance"] == "asserts"}


def _range(
    evidence: Evidence, table: Table, line: int, row: "Row", name: str, columns: dict[str, str]
) -> "Iterator[Finding]":
    values = _asserted(evidence, (table.name, row[table.key[0]], name))
    numbers = sorted({number for value in values for number in figures(value)})
    allowed = {
        "low": [str(n) for n in numbers[:1]] or [""],
        "best": ["", *map(str, numbers)],
        "high": [str(n) for n in numbers[-1:]] or [""],
    }
    for bound, column in columns.items():
        if row[column] not in allowed[bound]:
            said = ", ".join(map(str, numbers)) or "nothing"
            message = f"is not the {bound} value of what is claimed: {said}."
            yield _finding("range", table, line, column, row[column], message)


def _adjudicated(evidence: Evidence) -> "Iterator[Finding]":
    """Rules 2 and 3: each contested cell has one adjudication, and no other cell has one."""
    table = evidence.package.tables["adjudications"]
    decided = {
        (row["subject_table"], row["subject_id"], row["property"]): line
        for line, row in enumerate(evidence.rows["adjudications"], 2)
    }
    contested = set(evidence.contested())
    lines = {row["claim_id"]: line for line, row in enumerate(evidence.rows["claims"], 2)}
    for cell in sorted(contested - decided.keys()):
        claims = evidence.claims[cell]
        said = "; ".join(f"{c['stance']} {c['value']} ({c['source_id']})" for c in claims)
        claims_table = evidence.package.tables["claims"]
        message = f"is contested and not adjudicated: {said}."
        mend = f"add a row for {', '.join(cell)} to {table.file}."
        yield _finding(
            "not-adjudicated",
            claims_table,
            lines[claims[0]["claim_id"]],
            "value",
            claims[0]["value"],
            message,
            mend,
        )
    for cell in sorted(decided.keys() - contested):
        message = "is adjudicated, and its claims can all hold."
        yield _finding("not-contested", table, decided[cell], "subject_id", cell[1], message, "remove the row.")


def _judged(evidence: Evidence) -> "Iterator[Finding]":
    """A code that says whether a row is denied says what its claims say."""
    for table in evidence.package.tables.values():
        for name, field in table.fields.items():
            denial = {c["value"]: c["x_denial"] for c in field.get("categories", ()) if "x_denial" in c}
            for line, row in enumerate(evidence.rows[table.name] if denial else (), 2):
                claims = evidence.claims.get((table.name, row[table.key[0]], RECORD), ())
                denied = any(claim["stance"] == "denies" for claim in claims)
                if denial.get(row[name], denied) != denied:
                    message = f"stands, and {'a' if denied else 'no'} claim denies the row."
                    mend = "choose the code that fits the claims, or correct these."
                    yield _finding("judgement", table, line, name, row[name], message, mend)


def _speakers(evidence: Evidence) -> "Iterator[Finding]":
    """Rules 4 and 5: who speaks is not who publishes, and an origin is somebody else."""
    table = evidence.package.tables["claims"]
    for line, claim in enumerate(evidence.rows["claims"], 2):
        if evidence.is_own_voice(claim):
            speaker = claim["attributed_to"]
            mend = "leave the cell empty: what a source says itself needs no speaker."
            yield _finding("own-voice", table, line, "attributed_to", speaker, "is the publisher.", mend)
    table = evidence.package.tables["sources"]
    spellings: dict[str, str] = {}
    for line, source in enumerate(evidence.rows["sources"], 2):
        if source["origin"] == source["publisher"]:
            yield _finding(
                "own-origin",
                table,
                line,
                "origin",
                source["origin"],
                "is the publisher.",
                "leave the cell empty.",
            )
        for column in ("publisher", "origin"):
            name = source[column]
            # an article, a hyphen or a space makes no other publisher
            first = spellings.setdefault(re.sub(r"\bthe\b|[^\w(]", "", _folded(name)), name)
            if first != name:
                message = f"is also written {first!r}, and would count as another root."
                mend = "use one spelling, or tell two publishers apart by their country."
                yield _finding("two-spellings", table, line, column, name, message, mend)


def _sources(evidence: Evidence) -> "Iterator[Finding]":
    """Rule 6: a source is listed because something rests on it, and was read once it was out."""
    package, rows = evidence.package, evidence.rows
    used = {
        row[column]
        for table in package.tables.values()
        for column, target in table.references()
        if target.name == "sources"
        for row in rows[table.name]
    }
    table = package.tables["sources"]
    for line, source in enumerate(rows["sources"], 2):
        if source["source_id"] not in used:
            yield _finding(
                "unused-source",
                table,
                line,
                "source_id",
                source["source_id"],
                "carries nothing.",
                "remove the row.",
            )
        if bool(source["published"]) != bool(source["published_basis"]):
            message = "and published_basis stand together or not at all."
            yield _finding(
                "published-basis",
                table,
                line,
                "published",
                source["published"],
                message,
                "say how the date is known.",
            )
        earliest = edtf.bounds(source["published"])[0] if source["published"] else None
        if earliest and earliest.isoformat() > source["read_on"]:
            yield _finding(
                "read-before-published",
                table,
                line,
                "read_on",
                source["read_on"],
                "is before it was published.",
                "correct either date.",
            )


def _places(package: DataPackage, rows: "Rows") -> "Iterator[Finding]":
    """Rule 8: a place says how exact it is, and coordinates say where they come from."""
    places = {row["place_id"]: row for row in rows["places"]}
    types = package.tables["places"].fields["place_type"]["categories"]
    exactness = {t["value"]: [str(code) for code in t["x_geo_precision"]] for t in types}
    table = package.tables["events"]
    for line, event in enumerate(rows["events"], 2):
        allowed = exactness[places[event["place_id"]]["place_type"]] if event["place_id"] else [""]
        if event["geo_precision"] not in allowed:
            mend = f"write {' or '.join(allowed)}." if event["place_id"] else "leave it empty without a place."
            yield _finding(
                "geo-precision",
                table,
                line,
                "geo_precision",
                event["geo_precision"],
                "does not suit the place.",
                mend,
            )
    table = package.tables["places"]
    together = ("latitude", "longitude", "radius_km", "coordinates_source_id")
    for line, place in enumerate(rows["places"], 2):
        if len({bool(place[name]) for name in together}) > 1:
            message = f"lacks one of {', '.join(together)}."
            yield _finding("coordinates", table, line, "place_id", place["place_id"], message, "give all, or none.")


def _wording(package: DataPackage, rows: "Rows") -> "Iterator[Finding]":
    """The dataset's own words take no side."""
    avoided = re.compile(rf"\b(?:{'|'.join(package.descriptor.get('x_avoided_words', ['(?!)']))})\b", re.IGNORECASE)
    for table in package.tables.values():
        for name, field in table.fields.items():
            if field.get("x_own_words"):
                for line, row in enumerate(rows[table.name], 2):
                    if match := avoided.search(row[name]):
                        mend = "say plainly what was done, or move the word to what a source is quoted for."
                        yield _finding("takes-a-side", table, line, name, match[0], "takes a side.", mend)


def _spellings(names: "list[Row]", table: Table) -> "Iterator[Finding]":
    """One spelling does not stand twice: letters that look alike follow the language's own code points."""
    seen: dict[tuple[str, str, str], str] = {}
    for line, row in enumerate(names, 2):
        foreign = {"fa": "\u064a\u0643", "ar": "\u06cc\u06a9"}.get(row["language"], "")
        if wrong := [f"U+{ord(c):04X}" for c in row["name"] if c in foreign]:
            message = f"has {', '.join(wrong)}, which its language does not write."
            yield _finding(
                "code-point", table, line, "name", row["name"], message, "use the language's own yeh and kaf."
            )
        folded = (row["actor_id"], row["language"], _folded(row["name"]))
        first = seen.setdefault(folded, row["name"])
        if first is not row["name"]:
            yield _finding(
                "two-spellings",
                table,
                line,
                "name",
                row["name"],
                f"is the same spelling as {first!r}.",
                "keep one.",
            )


def _folded(name: str) -> str:
    """A name without what the eye does not tell apart."""
    alike = str.maketrans(
        {"\u064a": "\u06cc", "\u0649": "\u06cc", "\u0643": "\u06a9", "\u200c": "", "\u200d": "", "\u200f": ""}
    )
    return " ".join(name.translate(alike).casefold().split())
