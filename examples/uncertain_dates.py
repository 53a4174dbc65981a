"""Which events with Qasem Soleimani are not dated to the day, and between which days do they lie?

python uncertain_dates.py [FOLDER]
"""

import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")  # draws into files, without a screen
import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.lines import Line2D

import soleimani_events

folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
ACTOR = "qasem-soleimani"
SIDE = ("axes fraction", "data")  # a place by the edge of the picture and by the row
COLOURS = {"range": "#0072B2", "month": "#E69F00", "season": "#009E73", "year": "#CC79A7"}
timeline = soleimani_events.timeline(actor=ACTOR)
coarse = timeline[timeline["date_precision"].ne("day")].sort_values("end_date", kind="stable")

figure, axes = plt.subplots(figsize=(12, 1.5 + 0.25 * len(coarse)), layout="constrained")
axes.use_sticky_edges = False  # leaves a margin before the first bar
for row, event in enumerate(coarse.to_dict("records")):
    start, end, colour = event["start_date"], event["end_date"], COLOURS[event["date_precision"]]
    if pd.notna(start) and pd.notna(end):
        # a slash is how long it lasted; all else is one unknown day within the bar
        face = "none" if "/" in event["date_edtf"] else colour
        axes.barh(row, end - start, left=start, height=0.6, facecolor=face, edgecolor=colour, linewidth=2)
    else:
        # the end that is known, and an arrow to that edge of the picture where no source gives one
        known, edge = (start, 1) if pd.notna(start) else (end, 0)
        arrow = {"arrowstyle": "->", "color": colour}
        axes.annotate("", (edge, row), (known, row), SIDE, "data", arrowprops=arrow)
        axes.plot([known], [row], "|", color=colour, markersize=10, markeredgewidth=4)
    axes.annotate(event["date_edtf"], (1.01, row), xycoords=SIDE, va="center", fontsize=8)
axes.set_yticks(range(len(coarse)), coarse["event_id"], fontsize=8)
axes.set_ylim(len(coarse), -1)
axes.set_title("Earliest to latest day. Filled: one unknown day within; hollow: how long it lasted; arrow: open")
axes.grid(axis="x", alpha=0.3)
handles = [Line2D([], [], color=colour, linewidth=6, label=name) for name, colour in COLOURS.items()]
figure.legend(handles=handles, title="Precision of the date", loc="outside lower center", ncols=4, frameon=False)
folder.mkdir(parents=True, exist_ok=True)
figure.savefig(folder / "uncertain_dates.png", dpi=150)

print(f"{len(timeline) - len(coarse)} of {len(timeline)} events with {ACTOR} are dated to the day; the others:")
print(coarse["date_precision"].value_counts().loc[list(COLOURS)].to_string())
for certainty in ("certainly", "possibly"):
    found = soleimani_events.timeline(actor=ACTOR, period="2015", certainty=certainty)
    print(f"{certainty} within 2015: {len(found)} events")
