"""What could be known of the killing of 3 January 2020 on the day after, and what is adopted now?

python known_on_2020_01_04.py [FOLDER]
"""

import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")  # draws into files, without a screen
import matplotlib.pyplot as plt

import soleimani_events

folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
EVENT, DAY = "soleimani-killing-2020", "2020-01-04"
then = soleimani_events.known_by(DAY)
now = {name: soleimani_events.load(name) for name in then}
counted = now["casualties"].query("event_id == @EVENT")["casualty_id"].tolist()

figure, panels = plt.subplots(1, 2, figsize=(12, 4.5), sharex=True, sharey=True, layout="constrained")
looks = {f"known by {DAY}": (then, "#E69F00", -0.15), "adopted now": (now, "#0072B2", 0.15)}
for label, (tables, colour, shift) in looks.items():
    event = tables["events"].set_index("event_id").loc[EVENT].fillna("not claimed")
    actors = tables["participations"].query("event_id == @EVENT")["actor_id"]
    figures = tables["casualties"].query("event_id == @EVENT").set_index("casualty_id").iloc[:, 3:]
    print(f"{label}: date {event['date_edtf']}, place {event['place_id']}, {len(actors)} participations.")
    print(f"{figures.to_string(na_rep='-')}\n")
    for axes, what in zip(panels, ("killed", "injured"), strict=True):
        low, best, high = (figures[f"{what}_{bound}"].astype("float64") for bound in ("low", "best", "high"))
        rows = [counted.index(casualty) + shift for casualty in figures.index]
        axes.hlines(rows, low, high, color=colour, linewidth=5)
        axes.plot([*low, *high], [*rows, *rows], "|", color=colour, markersize=14, markeredgewidth=4)
        axes.plot(best, rows, "D", color=colour, markersize=9, label=label)
        axes.set_title(f"{what.capitalize()}: lowest to highest figure given, ◆ adopted")
        axes.grid(axis="x", alpha=0.3)
        axes.margins(x=0.1)
panels[0].set_yticks(range(len(counted)), [casualty.removeprefix(f"{EVENT}.") for casualty in counted])
panels[0].set_ylim(len(counted) - 0.5, -0.5)
figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=2, frameon=False)
folder.mkdir(parents=True, exist_ok=True)
figure.savefig(folder / "known_on_2020_01_04.png", dpi=150)
print(f"{len(then['claims'])} of {len(now['claims'])} claims had certainly been published by {DAY}. What has no date")
print("of publication is not counted, so that a value missing then may all the same have been known.")
