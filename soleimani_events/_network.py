"""The actors as a graph: by relation, and by the events that they share."""

from . import edtf
from ._claims import collector_paused
from ._package import shipped
from ._timeline import CERTAINTIES, within
from ._view import COUNT, View
from .tables import plain, plain_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Literal

    import networkx as nx
    import pandas as pd

    from ._timeline import Certainty

    Kind = Literal["relations", "events"]

KINDS = ("relations", "events")


def edges(
    kind: "Kind" = "relations",
    *,
    relation: "str | Sequence[str] | None" = None,
    period: str | None = None,
    certainty: "Certainty" = "possibly",
) -> "pd.DataFrame":
    """The edges between actors, as a table.

    ``kind="relations"`` gives the rows of ``relationships`` as source, target, relation, start_edtf, end_edtf,
    support_type, post, relationship_id; ``relation`` narrows them down. With a ``period`` (EDTF) a relationship is
    there if it ``"possibly"`` or ``"certainly"`` held on a day of it: possibly, if the days that its dates allow
    reach into the period (an end that nobody gives is open); certainly, if the latest start and the earliest end
    do, so that an unknown end is never certain.

    ``kind="events"`` gives one row for each pair of actors that take part in the same event, as source, target (in
    the order of their ids) and events (Int64, the number of events that they share); ``period`` and ``certainty``
    select the events as in ``timeline``.

    Raises ``ValueError`` for another kind, certainty or relation, or a period that is no EDTF.
    """
    return edges_view(kind, relation=relation, period=period, certainty=certainty).frame()


@collector_paused()
def edges_view(
    kind: "Kind" = "relations",
    *,
    relation: "str | Sequence[str] | None" = None,
    period: str | None = None,
    certainty: "Certainty" = "possibly",
) -> View:
    """The view behind ``edges``."""
    for value, known in ((kind, KINDS), (certainty, CERTAINTIES)):
        if value not in known:
            raise ValueError(f"{value!r} is none of {', '.join(known)}")
    return _relations(relation, period, certainty) if kind == "relations" else _shared(period, certainty)


def network(
    kind: "Kind" = "relations",
    *,
    relation: "str | Sequence[str] | None" = None,
    period: str | None = None,
    certainty: "Certainty" = "possibly",
) -> "nx.MultiDiGraph[str] | nx.Graph[str]":
    """The actors' graph, with the filters of ``edges``.

    Relations make a ``networkx.MultiDiGraph`` whose edges are keyed by their relationship_id; shared events make a
    ``networkx.Graph`` with the number of events as ``weight``. Nodes are actor ids with name, actor_type and
    country; actors without an edge are left out.

    Raises ``ImportError`` without ``soleimani-events[network]``, and what ``edges`` raises.
    """
    try:
        import networkx as nx
    except ImportError as error:
        raise ImportError("networkx is missing: pip install 'soleimani-events[network]'") from error
    rows = map(_known, edges_view(kind, relation=relation, period=period, certainty=certainty).rows())
    graph: nx.MultiDiGraph[str] | nx.Graph[str]
    if kind == "relations":
        graph = nx.MultiDiGraph()
        for row in rows:
            graph.add_edge(row.pop("source"), row.pop("target"), row.pop("relationship_id"), **row)
    else:
        graph = nx.Graph()
        graph.add_weighted_edges_from((row["source"], row["target"], row["events"]) for row in rows)
    actors = shipped().table("actors")
    for actor in plain_rows(actors, actors.rows()):
        if (node := actor["actor_id"]) in graph:
            graph.add_node(node, **_known({name: actor[name] for name in ("name", "actor_type", "country")}))
    return graph


def _known(row: "dict[str, Any]") -> "dict[str, Any]":
    """A row without what is missing, which graph formats cannot hold."""
    return {name: value for name, value in row.items() if value is not None}


def _relations(relation: "str | Sequence[str] | None", period: str | None, certainty: "Certainty") -> View:
    table = shipped().table("relationships")
    rows = table.rows()
    if relation is not None:
        wanted = [relation] if isinstance(relation, str) else list(relation)
        known = [code["value"] for code in table.fields["relation"]["categories"]]
        for name in wanted:
            if name not in known:
                raise ValueError(f"{name!r} is no relation; the relations are {', '.join(known)}")
        rows = [row for row in rows if row["relation"] in wanted]
    if period is not None:
        asked = edtf.Window(*edtf.bounds(period))
        rows = [row for row in rows if _held(row["start_edtf"], row["end_edtf"], asked, certainty)]
    columns = {"source": "subject_id", "target": "object_id"} | {
        name: name for name in ("relation", "start_edtf", "end_edtf", "support_type", "post", "relationship_id")
    }
    values = plain(table, rows)
    return View(
        {name: table.fields[column] for name, column in columns.items()},
        {name: values[column] for name, column in columns.items()},
    )


def _held(start: str, end: str, asked: edtf.Window, certainty: "Certainty") -> bool:
    first = edtf.parse(start).start if start else edtf.Window(None, None)
    last = edtf.parse(end).end if end else edtf.Window(None, None)
    if certainty == "possibly":
        return edtf.Window(first.earliest, last.latest).overlaps(asked)
    sure = edtf.Window(first.latest, last.earliest)
    return None not in sure[:2] and sure.overlaps(asked)


def _shared(period: str | None, certainty: "Certainty") -> View:
    from collections import Counter
    from itertools import combinations

    package = shipped()
    table = package.table("participations")
    took_part: dict[str, set[str]] = {}
    for row in table.rows():
        took_part.setdefault(row["event_id"], set()).add(row["actor_id"])
    if period is not None:
        first, last = edtf.bounds(period)
        events = package.table("events")
        for event in plain_rows(events, events.rows()):
            if not within(event, first, last, certainty):
                took_part.pop(event["event_id"], None)
    shared = Counter(pair for actors in took_part.values() for pair in combinations(sorted(actors), 2))
    actor = table.fields["actor_id"]
    pairs = sorted(shared)
    return View(
        {"source": actor, "target": actor, "events": COUNT},
        {
            "source": [one for one, _ in pairs],
            "target": [other for _, other in pairs],
            "events": [shared[pair] for pair in pairs],
        },
    )
