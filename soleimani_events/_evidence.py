"""Who says what: the claims behind any row or value, the values that are contested, one event in several accounts."""

from collections import Counter

from ._claims import RECORD, Evidence, collector_paused, ranges
from ._view import COUNT, FLAG, TEXT, View
from .findings import unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Literal

    import pandas as pd

    from ._claims import Cell, Row

# relations that lead from a speaker to the party it speaks for
SPEAKS_FOR = ("part_of", "member_of", "leads", "commands", "deputy_of")
STATE, OF_A_STATE = "state", ("government_body", "military_unit")
OTHERS = "others"  # speakers that belong to no party


def evidence(row_id: str, column: str | None = None) -> "pd.DataFrame":
    """Every claim on a row, and on the participations, relationships and casualties that refer to it.

    ``row_id`` is the id of an event, actor, place, participation, relationship or casualty row; ids are unique over all
    tables. ``column`` narrows it down to one column (or ``record``, ``killed``, ``injured``).

    Returns one row a claim, sorted by table, id, property, value:

    table, id, property, value, stance : string
        What is claimed, and whether it is asserted or denied.
    speaker, publisher, root : string
        Who says so according to the source; who published it; who stands behind it independently.
    published, locator, title, url, note, source_id, claim_id : string
        Where it was read.
    adopted : boolean
        Whether the dataset adopts this value; missing where the table has no column for it.
    contested : boolean
    rule, rationale : string
        The adjudication of a contested value: why this one was adopted.

    Raises ``DataError`` with the nearest id if there is no such row.
    """
    return evidence_view(row_id, column).frame()


@collector_paused()
def evidence_view(row_id: str, column: str | None = None) -> View:
    """The view behind ``evidence``."""
    found = Evidence.shipped()
    cells = [cell for cell in _cells(found, row_id) if column in (None, cell[2])]
    fields = {**dict.fromkeys(CLAIM, TEXT), "adopted": FLAG, "contested": FLAG, **dict.fromkeys(DECISION, TEXT)}
    return View.of(fields, _claim_rows(found, cells))


def disagreements() -> "pd.DataFrame":
    """Every contested value with its rivals and why one of them was adopted.

    Returns one row for each value and stance of each contested cell, adopted values first:

    event_id : string
        The event that the cell belongs to; missing for actors and relationships.
    table, id, property, value, stance : string
    adopted : boolean
    claims : Int64
        How many claims say so.
    roots : string
        The independent roots of those claims, separated by ``"; "``.
    rule, rationale : string
        The adjudication.
    """
    return disagreements_view().frame()


@collector_paused()
def disagreements_view() -> View:
    """The view behind ``disagreements``."""
    found = Evidence.shipped()
    decided = _decisions(found)
    rows = []
    for cell in sorted(found.contested()):
        voices: dict[tuple[str, str], list[Row]] = {}
        for claim in found.claims[cell]:
            voices.setdefault((claim["value"], claim["stance"]), []).append(claim)
        group = [
            {
                "event_id": found.event_of.get(cell[:2]),
                "table": cell[0],
                "id": cell[1],
                "property": cell[2],
                "value": value,
                "stance": stance,
                "adopted": stance == "asserts" and _adopted(found, cell, value),
                "claims": len(claims),
                "roots": "; ".join(sorted(set(map(found.root, claims)))),
                **decided.get(cell, {}),
            }
            for (value, stance), claims in sorted(voices.items())
        ]
        rows += sorted(group, key=lambda row: not row["adopted"])
    fields = dict.fromkeys(("event_id", "table", "id", "property", "value", "stance"), TEXT)
    return View.of({**fields, "adopted": FLAG, "claims": COUNT, "roots": TEXT, **dict.fromkeys(DECISION, TEXT)}, rows)


def accounts(event_id: str, by: "Literal['speaker', 'side']" = "speaker") -> "pd.DataFrame":
    """The same event side by side, as each speaker or side tells it.

    Returns a frame with one row for each cell that anybody speaks to (indexed by id and property: the event's own,
    its participations and casualties) and one column for each independent root, or with ``by="side"`` for each
    party to the conflict: the state or group that a speaker is part of, belongs to or leads, or that a publisher
    belongs to; government bodies and military units speak for their country, and who belongs to nobody is in
    ``others``. A cell holds what is said, several values separated by ``"; "``, a denial as ``not VALUE``; it is
    missing where a speaker says nothing. The most talkative come first.

    Raises ``DataError`` with the nearest id if there is no such event, ``ValueError`` for another ``by``.
    """
    return accounts_view(event_id, by).frame().set_index(["id", "property"])


@collector_paused()
def accounts_view(event_id: str, by: "Literal['speaker', 'side']" = "speaker") -> View:
    """The view behind ``accounts``: id, property, and a column for each voice."""
    if by not in ("speaker", "side"):
        raise ValueError(f"{by!r} is neither 'speaker' nor 'side'")
    found = Evidence.shipped()
    events = [row["event_id"] for row in found.rows["events"]]
    if event_id not in events:
        raise unknown(event_id, events, "event", "data/events.csv")
    voice = found.root if by == "speaker" else _Sides(found).of
    said: dict[tuple[str, str], dict[str, list[str]]] = {}
    for cell in _cells(found, event_id):
        for claim in found.claims[cell]:
            value = claim["value"] if claim["stance"] == "asserts" else f"not {claim['value']}"
            values = said.setdefault(cell[1:], {}).setdefault(voice(claim), [])
            if value not in values:
                values.append(value)
    talk = Counter(who for row in said.values() for who in row)
    return View.of(
        dict.fromkeys(("id", "property", *(who for who, _ in talk.most_common())), TEXT),
        (
            {"id": row_id, "property": name, **{who: "; ".join(values) for who, values in row.items()}}
            for (row_id, name), row in said.items()
        ),
    )


class _Sides:
    """The party that a claim's speaker belongs to."""

    def __init__(self, found: Evidence) -> None:
        self._sources = {row["source_id"]: row for row in found.rows["sources"]}
        self._actors = {row["actor_id"]: row for row in found.rows["actors"]}
        self._states = {row["country"]: row["name"] for row in found.rows["actors"] if row["actor_type"] == STATE}
        self._above: dict[str, list[str]] = {}
        for relation in SPEAKS_FOR:  # in this order: what one is part of comes before what one leads
            for row in found.rows["relationships"]:
                if row["relation"] == relation:
                    self._above.setdefault(row["subject_id"], []).append(row["object_id"])

    def of(self, claim: "Row") -> str:
        speaker = claim["attributed_to"] or self._sources[claim["source_id"]]["party_to"]
        if not speaker:
            return OTHERS
        line = [speaker]
        for actor in line:  # grows as it goes up
            row = self._actors[actor]
            if row["actor_type"] in (STATE, *OF_A_STATE) and row["country"] in self._states:
                return self._states[row["country"]]
            line += [above for above in self._above.get(actor, ()) if above not in line]
        return self._actors[line[-1]]["name"]


CLAIM = (
    *("table", "id", "property", "value", "stance", "speaker", "publisher", "root", "published", "locator"),
    *("title", "url", "note", "source_id", "claim_id"),
)
DECISION = ("rule", "rationale")


def _cells(found: Evidence, row_id: str) -> "list[Cell]":
    """The cells with claims of a row and of the rows that refer to it."""
    subjects = set()
    for table in found.package.tables.values():
        columns = [column for column, target in table.references() if target is not table]
        for row in found.rows[table.name]:
            key = row[table.key[0]]
            if key == row_id or row_id in (row[column] for column in columns):
                subjects.add((table.name, key))
    cells = sorted(cell for cell in found.claims if cell[:2] in subjects)
    if not cells and row_id not in (subject[1] for subject in subjects):
        ids = {cell[1] for cell in found.claims}
        raise unknown(row_id, ids, "id", "data/claims.csv")
    return cells


def _claim_rows(found: Evidence, cells: "Iterable[Cell]") -> "Iterator[dict[str, object]]":
    sources = {row["source_id"]: row for row in found.rows["sources"]}
    names = {row["actor_id"]: row["name"] for row in found.rows["actors"]}
    decided = _decisions(found)
    for cell in cells:
        for claim in sorted(found.claims[cell], key=lambda claim: claim["value"]):
            source = sources[claim["source_id"]]
            yield {
                **dict(zip(("table", "id", "property"), cell, strict=True)),
                **{name: source[name] for name in ("publisher", "published", "title", "url")},
                **{name: claim[name] for name in ("value", "stance", "locator", "note", "source_id", "claim_id")},
                "speaker": names.get(claim["attributed_to"], source["publisher"]),
                "root": found.root(claim),
                "adopted": _adopted(found, cell, claim["value"]) and claim["stance"] == "asserts",
                "contested": found.is_contested(cell),
                **decided.get(cell, {}),
            }


def _decisions(found: Evidence) -> "dict[Cell, Row]":
    return {
        (row["subject_table"], row["subject_id"], row["property"]): {name: row[name] for name in DECISION}
        for row in found.rows["adjudications"]
    }


def _adopted(found: Evidence, cell: "Cell", value: str) -> bool:
    """Whether the dataset's row holds that value; for a range, whether it is the best figure."""
    table = found.package.tables[cell[0]]
    if cell[2] == RECORD:
        return True  # the row is there
    row = found.row(cell)
    bounds = ranges(table.fields.values()).get(cell[2])
    return (row[bounds["best"]] if bounds else row[cell[2]]) == value
