"""The analysis-ready view: one row an event."""

from . import edtf
from ._claims import Evidence, collector_paused
from .tables import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from typing import Any, Literal

    import pandas as pd

    from ._claims import Row

    Certainty = Literal["certainly", "possibly"]

CERTAINTIES = ("certainly", "possibly")
TABLES = ("events", "participations", "places", "casualties")
# relations by which one actor stands under another
UNDER = ("part_of", "member_of")


@collector_paused()
def timeline(
    *,
    period: str | None = None,
    actor: "str | Sequence[str] | None" = None,
    country: "str | Sequence[str] | None" = None,
    event_type: "str | Sequence[str] | None" = None,
    certainty: "Certainty" = "possibly",
) -> "pd.DataFrame":
    """One row an event, with what an analysis needs from the other tables.

    ``period`` is EDTF: ``"2019"``, ``"2019-06/2020-01-08"``, ``"2020/.."``. ``actor`` takes actor ids and
    includes the organisations and members under each, as far as they were at the time of the event.
    ``country`` takes ISO 3166-1 alpha-3 codes of the place, ``event_type`` its codes. With several filters, all
    must hold.

    ``certainty`` says how dates are compared. An event is ``"possibly"`` within the period if one of the days
    that its date allows is; ``"certainly"`` if all of them are. The same holds for membership under an actor.

    Returns a frame sorted by ``start_date`` (undated starts last), indexed from 0:

    event_id, name, date_edtf, start_date, end_date, date_precision, event_type, status : as in ``events``
    place, country, latitude, longitude, radius_km, geo_precision : the place, WGS 84, uncertainty in km
    one column for each role of ``participations`` : string
        Ids of the actors in that role, separated by ``"; "``; missing if there is none.
    killed_low, killed_best, killed_high : Int64
        People, all groups together; missing where no source counts them together.
    claims, sources, roots : Int64
        Claims on the event, its participations and casualties; the sources and independent roots behind them.
    contested : boolean
        Whether any of those values is contested.
    parent_event_id, summary : as in ``events``

    Raises ``ValueError`` for a period that is no EDTF or an unknown certainty, and ``DataError`` with the nearest
    known name for an unknown actor, country or event type.
    """
    if certainty not in CERTAINTIES:
        raise ValueError(f"{certainty!r} is no certainty; say one of {', '.join(CERTAINTIES)}")
    evidence = Evidence.shipped()
    tables = {name: read(evidence.package.table(name)) for name in TABLES}
    events = tables["events"]
    if period is not None:
        events = events[within(events, *edtf.bounds(period), certainty)]
    if actor is not None:
        events = events[_with_actor(events, evidence, _listed(actor), certainty)]
    places = tables["places"].set_index("place_id")
    at = places.reindex(events["place_id"])
    if country is not None:
        wanted = _known(_listed(country), set(places["country"]), "country", "data/places.csv")
        events, at = _keep(events, at, at["country"].isin(wanted).to_numpy())
    if event_type is not None:
        types = {row["event_type"] for row in evidence.rows["event_types"]}
        wanted = _known(_listed(event_type), types, "event_type", "data/event_types.csv")
        events, at = _keep(events, at, events["event_type"].isin(wanted).to_numpy())
    return _view(events, at, tables, evidence)


def within(
    frame: "pd.DataFrame", first: "date | None", last: "date | None", certainty: "Certainty"
) -> "pd.Series[bool]":
    """Which rows, by ``start_date`` and ``end_date``, lie in a period; a missing day is an open end."""
    import pandas as pd

    starts, ends = frame["start_date"], frame["end_date"]
    keep = pd.Series(True, index=frame.index)
    if first is not None:
        day = pd.Timestamp(first)
        keep &= starts.ge(day) if certainty == "certainly" else ~ends.lt(day)
    if last is not None:
        day = pd.Timestamp(last)
        keep &= ends.le(day) if certainty == "certainly" else ~starts.gt(day)
    return keep


def _keep(events: "pd.DataFrame", at: "pd.DataFrame", mask: "Any") -> "tuple[pd.DataFrame, pd.DataFrame]":
    return events[mask], at[mask]


def _listed(value: "str | Sequence[str]") -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _known(values: list[str], known: set[str], what: str, file: str) -> list[str]:
    for value in values:
        if value not in known:
            from .findings import unknown

            raise unknown(value, known, what, file)
    return values


def _with_actor(
    events: "pd.DataFrame", evidence: Evidence, actors: list[str], certainty: "Certainty"
) -> "pd.Series[bool]":
    _known(actors, {row["actor_id"] for row in evidence.rows["actors"]}, "actor", "data/actors.csv")
    took_part: dict[str, set[str]] = {}
    for row in evidence.rows["participations"]:
        took_part.setdefault(row["actor_id"], set()).add(row["event_id"])
    keep = events["event_id"].isin(())
    for actor, first, last in _under(actors, evidence.rows["relationships"], certainty):
        keep |= events["event_id"].isin(took_part.get(actor, ())) & within(events, first, last, certainty)
    return keep


def _under(
    actors: "Iterable[str]", relationships: "list[Row]", certainty: "Certainty"
) -> "Iterator[tuple[str, date | None, date | None]]":
    """The actors themselves and all that stand under them, each with the days between which they did."""
    links: dict[str, list[Row]] = {}
    for row in relationships:
        if row["relation"] in UNDER:
            links.setdefault(row["object_id"], []).append(row)
    waiting: list[tuple[str, date | None, date | None]] = [(actor, None, None) for actor in actors]
    seen = set()
    while waiting:
        above = waiting.pop()
        if above in seen:
            continue
        seen.add(above)
        yield above
        for row in links.get(above[0], ()):
            first, last = _membership(row, certainty)
            first = max(filter(None, (first, above[1])), default=None)
            last = min(filter(None, (last, above[2])), default=None)
            if first is None or last is None or first <= last:
                waiting.append((row["subject_id"], first, last))


def _membership(row: dict[str, str], certainty: "Certainty") -> "tuple[date | None, date | None]":
    """The days between which a relationship possibly or certainly held; an end that nobody gives is no limit."""
    start = edtf.parse(row["start_edtf"]).start if row["start_edtf"] else edtf.Window(None, None)
    end = edtf.parse(row["end_edtf"]).end if row["end_edtf"] else edtf.Window(None, None)
    return (start.latest, end.earliest) if certainty == "certainly" else (start.earliest, end.latest)


def _view(
    events: "pd.DataFrame", at: "pd.DataFrame", tables: "dict[str, pd.DataFrame]", evidence: Evidence
) -> "pd.DataFrame":
    import pandas as pd

    ids = events["event_id"]
    columns = [
        "event_id",
        "name",
        "date_edtf",
        "start_date",
        "end_date",
        "date_precision",
        "event_type",
        "status",
    ]
    view = events[columns].copy()
    view["place"] = at["name"].to_numpy()
    for name in ("country", "latitude", "longitude", "radius_km"):
        view[name] = at[name].to_numpy()
    view["geo_precision"] = events["geo_precision"]
    by_role: dict[str, dict[str, list[str]]] = {}
    for row in evidence.rows["participations"]:
        by_role.setdefault(row["role"], {}).setdefault(row["event_id"], []).append(row["actor_id"])
    for role in tables["participations"]["role"].cat.categories:
        actors = by_role.get(role, {})
        view[role] = pd.array(["; ".join(actors[event]) if event in actors else None for event in ids], dtype="string")
    casualties = tables["casualties"]
    total = casualties[casualties["group"] == "total"].set_index("event_id")
    for name in ("killed_low", "killed_best", "killed_high"):
        view[name] = total[name].reindex(ids).array
    for name, values in _weight(list(ids), evidence).items():
        view[name] = pd.array(values, dtype="boolean" if name == "contested" else "Int64")
    view[["parent_event_id", "summary"]] = events[["parent_event_id", "summary"]]
    view = view.astype({"place": "string", "country": "string"})
    return view.sort_values(["start_date", "event_id"], ignore_index=True)


def _weight(ids: list[str], evidence: Evidence) -> "dict[str, list[Any]]":
    """What stands behind each event: claims, sources, roots, and whether any value is contested."""
    contested = {evidence.event_of.get(cell[:2]) for cell in evidence.contested()}
    claims = dict.fromkeys(ids, 0)
    sources: dict[str, set[str]] = {event: set() for event in ids}
    roots: dict[str, set[str]] = {event: set() for event in ids}
    for cell, found in evidence.claims.items():
        event = evidence.event_of.get(cell[:2], "")
        if event in claims:
            claims[event] += len(found)
            sources[event].update(claim["source_id"] for claim in found)
            roots[event].update(map(evidence.root, found))
    return {
        "claims": [claims[event] for event in ids],
        "sources": [len(sources[event]) for event in ids],
        "roots": [len(roots[event]) for event in ids],
        "contested": [event in contested for event in ids],
    }
