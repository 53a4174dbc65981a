"""The analysis-ready view: one row an event."""

from . import edtf
from ._claims import Evidence, collector_paused
from ._view import COUNT, FLAG, TEXT, View
from .tables import plain_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from typing import Any, Literal

    import pandas as pd

    from ._claims import Row

    Certainty = Literal["certainly", "possibly"]

CERTAINTIES = ("certainly", "possibly")
# columns of the view that other tables have
DATES = ("event_id", "name", "date_edtf", "start_date", "end_date", "date_precision", "event_type", "status")
PLACE = ("country", "latitude", "longitude", "radius_km")
KILLED = ("killed_low", "killed_best", "killed_high")
WORDS = ("parent_event_id", "summary")
# relations by which one actor stands under another
UNDER = ("part_of", "member_of")


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
    that its date allows is; ``"certainly"`` if all of them are. The same holds for membership under an actor; where
    it names a post, its dates are those of the post, so that one possibly belonged before it and after.

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
    return timeline_view(
        period=period, actor=actor, country=country, event_type=event_type, certainty=certainty
    ).frame()


@collector_paused()
def timeline_view(
    *,
    period: str | None = None,
    actor: "str | Sequence[str] | None" = None,
    country: "str | Sequence[str] | None" = None,
    event_type: "str | Sequence[str] | None" = None,
    certainty: "Certainty" = "possibly",
) -> View:
    """The view behind ``timeline``."""
    if certainty not in CERTAINTIES:
        raise ValueError(f"{certainty!r} is no certainty; say one of {', '.join(CERTAINTIES)}")
    found = Evidence.shipped()
    events, places = (plain_rows(found.package.table(name), found.rows[name]) for name in ("events", "places"))
    if period is not None:
        first, last = edtf.bounds(period)
        events = [row for row in events if within(row, first, last, certainty)]
    if actor is not None:
        events = _with_actor(events, found, _listed(actor), certainty)
    if country is not None:
        wanted = _known(_listed(country), {row["country"] for row in places}, "country", "data/places.csv")
        there = {row["place_id"] for row in places if row["country"] in wanted}
        events = [row for row in events if row["place_id"] in there]
    if event_type is not None:
        types = {row["event_type"] for row in found.rows["event_types"]}
        wanted = _known(_listed(event_type), types, "event_type", "data/event_types.csv")
        events = [row for row in events if row["event_type"] in wanted]
    return View.of(_fields(found), _rows(sorted(events, key=_when), places, found))


def within(event: "Mapping[str, Any]", first: "date | None", last: "date | None", certainty: "Certainty") -> bool:
    """Whether an event, by ``start_date`` and ``end_date``, lies in a period; a missing day is an open end."""
    start, end = event["start_date"], event["end_date"]
    if certainty == "certainly":
        return (first is None or (start is not None and first <= start)) and (
            last is None or (end is not None and end <= last)
        )
    return not ((first and end and end < first) or (last and start and last < start))


def _when(event: "Mapping[str, Any]") -> "tuple[bool, date | None, str]":
    return event["start_date"] is None, event["start_date"], event["event_id"]


def _listed(value: "str | Sequence[str]") -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _known(values: list[str], known: set[str], what: str, file: str) -> list[str]:
    for value in values:
        if value not in known:
            from .findings import unknown

            raise unknown(value, known, what, file)
    return values


def _with_actor(
    events: "list[dict[str, Any]]", found: Evidence, actors: list[str], certainty: "Certainty"
) -> "list[dict[str, Any]]":
    _known(actors, {row["actor_id"] for row in found.rows["actors"]}, "actor", "data/actors.csv")
    took_part: dict[str, set[str]] = {}
    for row in found.rows["participations"]:
        took_part.setdefault(row["actor_id"], set()).add(row["event_id"])
    spans = list(_under(actors, found.rows["relationships"], certainty))
    return [
        event
        for event in events
        if any(
            event["event_id"] in took_part.get(actor, ()) and within(event, first, last, certainty)
            for actor, first, last in spans
        )
    ]


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
    if row["post"] and certainty == "possibly":
        return None, None  # the dates are those of the post: one may have belonged before it and after
    start = edtf.parse(row["start_edtf"]).start if row["start_edtf"] else edtf.Window(None, None)
    end = edtf.parse(row["end_edtf"]).end if row["end_edtf"] else edtf.Window(None, None)
    return (start.latest, end.earliest) if certainty == "certainly" else (start.earliest, end.latest)


def _fields(found: Evidence) -> "dict[str, Any]":
    events, places, casualties = (found.package.table(name).fields for name in ("events", "places", "casualties"))
    roles = found.package.table("participations").fields["role"]["categories"]
    return {
        **{name: events[name] for name in DATES},
        "place": places["name"],
        **{name: places[name] for name in PLACE},
        "geo_precision": events["geo_precision"],
        **{role["value"]: TEXT for role in roles},
        **{name: casualties[name] for name in KILLED},
        **dict.fromkeys(("claims", "sources", "roots"), COUNT),
        "contested": FLAG,
        **{name: events[name] for name in WORDS},
    }


def _rows(
    events: "list[dict[str, Any]]", places: "list[dict[str, Any]]", found: Evidence
) -> "Iterator[dict[str, Any]]":
    by_place = {row["place_id"]: row for row in places}
    casualties = plain_rows(found.package.table("casualties"), found.rows["casualties"])
    totals = {row["event_id"]: row for row in casualties if row["group"] == "total"}
    by_role: dict[str, dict[str, list[str]]] = {}
    for row in found.rows["participations"]:
        by_role.setdefault(row["event_id"], {}).setdefault(row["role"], []).append(row["actor_id"])
    weights = _weights({event["event_id"] for event in events}, found)
    for event in events:
        at = by_place.get(event["place_id"], {})
        total = totals.get(event["event_id"], {})
        yield {
            **event,
            "place": at.get("name"),
            **{name: at.get(name) for name in PLACE},
            **{role: "; ".join(actors) for role, actors in by_role.get(event["event_id"], {}).items()},
            **{name: total.get(name) for name in KILLED},
            **weights[event["event_id"]],
        }


def _weights(ids: set[str], found: Evidence) -> "dict[str, dict[str, Any]]":
    """What stands behind each event: claims, sources, roots, and whether any value is contested."""
    contested = {found.event_of.get(cell[:2]) for cell in found.contested()}
    said: dict[str, list[Row]] = {event: [] for event in ids}
    for cell, claims in found.claims.items():
        if (event := found.event_of.get(cell[:2], "")) in said:
            said[event] += claims
    return {
        event: {
            "claims": len(claims),
            "sources": len({claim["source_id"] for claim in claims}),
            "roots": len(set(map(found.root, claims))),
            "contested": event in contested,
        }
        for event, claims in said.items()
    }
