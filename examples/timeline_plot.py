"""When did the events begin, and of what type are they?

python timeline_plot.py [FOLDER]
"""

import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")  # draws into files, without a screen
import matplotlib.pyplot as plt

import soleimani_events

folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
timeline = soleimani_events.timeline()
# an event whose start nobody gives has no year; it is counted in the text and left out of the picture
begun = timeline.dropna(subset=["start_date"])
begun = begun.assign(year=begun["start_date"].dt.year, doubt=begun["status"].isin(["alleged", "disputed", "refuted"]))
types = list(begun["event_type"].value_counts(ascending=True).index)  # the most frequent at the top
cells = begun.groupby(["event_type", "year"], as_index=False).agg(events=("event_id", "size"), doubt=("doubt", "any"))
cells["row"] = cells["event_type"].map(types.index)

figure, axes = plt.subplots(figsize=(11, 2 + 0.2 * len(types)), layout="constrained")
areas = 60 + 35 * cells["events"]
rings = cells["doubt"].map({True: 2.5, False: 0.0})
axes.scatter(cells["year"], cells["row"], areas, color="#56B4E9", edgecolors="#D55E00", linewidths=list(rings))
for cell in cells.to_dict("records"):
    axes.annotate(str(cell["events"]), (cell["year"], cell["row"]), ha="center", va="center", fontsize=8)
axes.set_yticks(range(len(types)), [name.replace("_", " ") for name in types])
axes.set_xlabel("Year in which it began (earliest day that its date allows)")
axes.set_title("Events by type and year. Ring: at least one of them is alleged, disputed or refuted")
axes.grid(alpha=0.25)
axes.set_axisbelow(True)
folder.mkdir(parents=True, exist_ok=True)
figure.savefig(folder / "timeline_plot.png", dpi=150)

years = begun["year"].value_counts()
print(f"{len(begun)} of {len(timeline)} events have a known first year; {len(timeline) - len(begun)} have none.")
print(f"Most begin in {years.index[0]}: {years.iloc[0]} events. All events by status:")
print(timeline["status"].value_counts().to_string())
print("The dataset is no census: the numbers say what was looked at, not how often such things happened.")
