"""Which actors take part in the same events, year by year?

python network_by_year.py [FOLDER]
"""

import sys
from math import cos, degrees, pi, sin, tau
from pathlib import Path
from textwrap import fill

import matplotlib

matplotlib.use("Agg")  # draws into files, without a screen
import matplotlib.pyplot as plt
import networkx as nx

import soleimani_events

folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
YEARS, ONE = range(2003, 2021), "2019"
# certainly: the whole event lies in that year. A war of many years would tie the same actors in each of them.
shared = {str(year): soleimani_events.edges("events", period=str(year), certainty="certainly") for year in YEARS}
graph = soleimani_events.network("events", period=ONE, certainty="certainly")

figure, (top, below) = plt.subplots(2, 1, figsize=(10, 11.5), height_ratios=[1, 5], layout="constrained")
top.bar(list(shared), [len(table) for table in shared.values()], color="#0072B2")
top.set_title("Pairs of actors that take part in the same event, by year")
# actors of a country beside each other on a circle, so that every name can be read
place_of = {actor: str(data.get("country", "")) for actor, data in graph.nodes(data=True)}
order = sorted(graph, key=lambda actor: (place_of[actor], actor))
turns = {actor: tau * number / len(order) for number, actor in enumerate(order)}
spots = {actor: (cos(turn), sin(turn)) for actor, turn in turns.items()}
widths = [1.5 * data["weight"] for _, _, data in graph.edges(data=True)]
nx.draw_networkx_edges(graph, spots, width=widths, edge_color="#0072B2", alpha=0.5, ax=below)
nx.draw_networkx_nodes(graph, spots, node_size=60, node_color="#E69F00", ax=below)
for actor, (x, y) in spots.items():
    name = fill(f"{graph.nodes[actor]['name']} ({place_of[actor] or 'no country'})", 28)
    side, half = ("right", pi) if x < 0 else ("left", 0)  # no name stands on its head
    turned = {"rotation": degrees(turns[actor] + half), "rotation_mode": "anchor", "ha": side, "va": "center"}
    below.text(1.05 * x, 1.05 * y, name, turned, fontsize=8)
below.set(xlim=(-1.75, 1.75), ylim=(-1.65, 1.65), aspect="equal")
below.set_title(f"{ONE}: the thicker a line, the more events they share")
below.axis("off")
folder.mkdir(parents=True, exist_ok=True)
figure.savefig(folder / "network_by_year.png", dpi=150)

print(*(f"{year}: {len(table)} pairs" for year, table in shared.items()), sep="\n")
most = shared[ONE].nlargest(1, "events").to_dict("records")[0]
print(f"{ONE}: {len(graph)} actors. Most often together, {most['events']} times: {most['source']}, {most['target']}.")
print("To take part in the same event is no alliance: opponents do so too.")
