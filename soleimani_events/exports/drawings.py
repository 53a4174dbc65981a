"""What a map, a graph or a timeline shows: the one place where exports name columns."""

from .._package import DataPackage
from .content import as_json, imprint, need, plain_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any, TypeAlias

    Row: TypeAlias = dict[str, Any]


def write_geojson(package: DataPackage, path: "Path") -> None:
    places = {place["place_id"]: place for place in plain_rows(package.table("places"))}
    events = plain_rows(package.table("events"))
    collection = {
        "type": "FeatureCollection",
        "name": package.descriptor["name"],
        "description": imprint(package),
        "features": [_feature(event, places.get(event["place_id"], {})) for event in events],
    }
    path.write_bytes(as_json(collection, indent=1).encode())


def _feature(event: "Row", place: "Row") -> "dict[str, Any]":
    point = None
    if place.get("latitude") is not None and place.get("longitude") is not None:
        # RFC 7946: longitude first; six decimals are a tenth of a metre
        coordinates = [round(place[name], 6) for name in ("longitude", "latitude")]
        point = {"type": "Point", "coordinates": coordinates}
    where = {"place_name": place.get("name"), "radius_km": place.get("radius_km")}
    return {"type": "Feature", "id": event["event_id"], "geometry": point, "properties": event | where}


def write_graphml(package: DataPackage, path: "Path") -> None:
    need("networkx").write_graphml(_graph(package), path)


def write_gexf(package: DataPackage, path: "Path") -> None:
    need("networkx").write_gexf(_graph(package), path)


def _graph(package: DataPackage) -> "Any":
    """Actors and their relationships, of which two actors may have several."""
    graph = need("networkx").MultiDiGraph(name=package.descriptor["name"])
    for actor in plain_rows(package.table("actors")):
        graph.add_node(actor.pop("actor_id"), label=actor["name"], **_known(actor))
    for tie in plain_rows(package.table("relationships")):
        tie_id, subject, target = (tie.pop(name) for name in ("relationship_id", "subject_id", "object_id"))
        # GEXF takes days alone for start and end; what the dataset says stays beside them
        tie |= {"id": tie_id, "label": tie["relation"], **_lasted(tie)}
        graph.add_edge(subject, target, key=tie_id, **_known(tie))
    return graph


def _lasted(tie: "Row") -> "Row":
    from .. import edtf

    start = edtf.bounds(tie["start_edtf"])[0] if tie["start_edtf"] else None
    end = edtf.bounds(tie["end_edtf"])[1] if tie["end_edtf"] else None
    return {"start": start and start.isoformat(), "end": end and end.isoformat()}


def _known(row: "Row") -> "Row":
    return {name: value for name, value in row.items() if value is not None}


# date_precision → how much of a day is said; TimelineJS has no seasons
PARTS = {"day": 3, "range": 3, "month": 2, "season": 2, "year": 1}


def write_timelinejs(package: DataPackage, path: "Path") -> None:
    from html import escape

    from .._claims import Evidence

    found = Evidence.of(package)
    sources = {source["source_id"]: source for source in found.rows["sources"]}
    cited: dict[str, set[str]] = {}
    for claim in found.rows["claims"]:
        if event_id := found.event_of.get((claim["subject_table"], claim["subject_id"])):
            cited.setdefault(event_id, set()).add(claim["source_id"])
    title = {"headline": escape(package.descriptor["title"]), "text": escape(imprint(package))}
    slides = [
        _slide(event, [sources[source] for source in sorted(cited.get(event["event_id"], ()))])
        for event in plain_rows(package.table("events"))
    ]
    path.write_bytes(as_json({"title": {"text": title}, "events": slides}, indent=1).encode())


def _slide(event: "Row", sources: "list[Row]") -> "dict[str, Any]":
    from html import escape

    links = ", ".join(f'<a href="{escape(source["url"])}">{escape(source["publisher"])}</a>' for source in sources)
    text = f"<p>{escape(event['summary'])}</p>" + (f"<p>Sources: {links}</p>" if links else "")
    return {
        "unique_id": event["event_id"],
        "group": event["event_type"],
        **_dates(event),
        "text": {"headline": escape(event["name"]), "text": text},
    }


def _dates(event: "Row") -> "dict[str, Any]":
    """When an event is shown, and in words of its own where day, month and year alone would say too much."""
    import re

    precision = event["date_precision"]

    def date(value: str) -> dict[str, int]:
        parts = zip(("year", "month", "day"), map(int, value.split("-")), strict=True)
        return dict(list(parts)[: PARTS[precision]])

    # a slide has to stand somewhere: at the last day where the first is open
    start = date(event["start_date"] or event["end_date"])
    end = date(event["end_date"] or event["start_date"])
    shown: dict[str, Any] = {"start_date": start}
    if end != start:
        shown["end_date"] = end
    plain = re.fullmatch("[0-9-]+(?:/[0-9-]+)?", event["date_edtf"]) and precision != "season"
    return shown if plain else shown | {"display_date": event["date_edtf"]}
