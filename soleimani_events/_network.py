"""The actors as a graph: by relation, and by the events that they share."""

from . import edtf
from ._package import shipped
from ._timeline import CERTAINTIES, within

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
    from .tables import load

    table = edges(kind, relation=relation, period=period, certainty=certainty)
    graph: nx.MultiDiGraph[str] | nx.Graph[str]
    if kind == "relations":
        graph = nx.MultiDiGraph()
        for row in _records(table):
            graph.add_edge(row.pop("source"), row.pop("target"), row.pop("relationship_id"), **row)
    else:
        graph = nx.Graph()
        graph.add_weighted_edges_from(table.itertuples(index=False, name=None))
    actors = load("actors").set_index("actor_id")[["name", "actor_type", "country"]]
    for row in _records(actors.loc[list(graph)].reset_index()):
        graph.add_node(row.pop("actor_id"), **row)
    return graph


def _records(frame: "pd.DataFrame") -> "list[dict[str, Any]]":
    """Rows as dictionaries without what is missing, which graph formats cannot hold."""
    return [
        {str(name): value for name, value in row.items() if value is not None}
        for row in frame.astype(object).where(frame.notna(), None).to_dict("records")
    ]


def _relations(relation: "str | Sequence[str] | None", period: str | None, certainty: "Certainty") -> "pd.DataFrame":
    from .tables import load

    table = load("relationships").rename(columns={"subject_id": "source", "object_id": "target"})
    if relation is not None:
        wanted = [relation] if isinstance(relation, str) else list(relation)
        known = list(table["relation"].cat.categories)
        for name in wanted:
            if name not in known:
                raise ValueError(f"{name!r} is no relation; the relations are {', '.join(known)}")
        table = table[table["relation"].isin(wanted)]
    if period is not None:
        asked = edtf.Window(*edtf.bounds(period))
        held = [
            _held(start, end, asked, certainty)
            for start, end in zip(table["start_edtf"].fillna(""), table["end_edtf"].fillna(""), strict=True)
        ]
        table = table[held]
    columns = ["source", "target", "relation", "start_edtf", "end_edtf", "support_type", "post"]
    return table[[*columns, "relationship_id"]].reset_index(drop=True)


def _held(start: str, end: str, asked: edtf.Window, certainty: "Certainty") -> bool:
    first = edtf.parse(start).start if start else edtf.Window(None, None)
    last = edtf.parse(end).end if end else edtf.Window(None, None)
    if certainty == "possibly":
        return edtf.Window(first.earliest, last.latest).overlaps(asked)
    sure = edtf.Window(first.latest, last.earliest)
    return None not in sure[:2] and sure.overlaps(asked)


def _shared(period: str | None, certainty: "Certainty") -> "pd.DataFrame":
    import pandas as pd

    from .tables import load, plain_rows

    pairs = load("participations")[["event_id", "actor_id"]].drop_duplicates()
    if period is not None:
        first, last = edtf.bounds(period)
        table = shipped().table("events")
        events = [row["event_id"] for row in plain_rows(table, table.rows()) if within(row, first, last, certainty)]
        pairs = pairs[pairs["event_id"].isin(events)]
    both = pairs.merge(pairs, on="event_id", suffixes=("", "_other"))
    both = both[both["actor_id"] < both["actor_id_other"]]
    counted = both.groupby(["actor_id", "actor_id_other"]).size().reset_index()
    counted.columns = pd.Index(["source", "target", "events"])
    return counted.astype({"source": "string", "target": "string", "events": "Int64"})
