"""How far apart are the figures of people killed, and who gives which figure for one event?

python casualty_ranges.py [FOLDER]
"""

import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")  # draws into files, without a screen
import matplotlib.pyplot as plt

import soleimani_events

folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
ONE = "lebanon-war-2006.side.lebanon"
casualties = soleimani_events.load_casualties()
apart = casualties[casualties["killed_low"] < casualties["killed_high"]].sort_values("killed_high")
told = soleimani_events.evidence(ONE, "killed").query("stance == 'asserts'")
# "1109/.." is at least 1,109 and "../1200" up to 1,200; "1000/1200" would be a range
told = told.join(told["value"].str.extract(r"^(?P<low>\d+)?.*?(?P<high>\d+)?$").astype("Float64"))
told = told.assign(high=told["high"].fillna(told["low"]), low=told["low"].fillna(told["high"])).sort_values("low")

figure, (left, right) = plt.subplots(1, 2, figsize=(15, 1.5 + 0.25 * max(len(apart), len(told))), layout="constrained")
left.hlines(range(len(apart)), apart["killed_low"], apart["killed_high"], color="#56B4E9", linewidth=9)
best = apart["killed_best"].astype(float)
left.plot(best, range(len(apart)), "D", color="black", markersize=4, label="adopted, where resolved")
left.set_xscale("symlog", linthresh=1)  # shows 0 beside numbers that are thousands of times another
left.xaxis.set_major_formatter("{x:,.0f}")
low, high = (apart[name].astype("string") for name in ("killed_low", "killed_high"))
spans = apart["casualty_id"] + ": " + low + " to " + high
left.set_yticks(range(len(apart)), spans, fontsize=8)
left.set_title("Killed: from the lowest to the highest figure given")
left.legend(loc="lower right")
for row, claim in enumerate(told.to_dict("records")):
    marker = "<" if claim["value"].startswith("..") else ">" if claim["value"].endswith("..") else "o"
    colour = "#E69F00" if claim["adopted"] else "#0072B2"
    right.plot([claim["low"], claim["high"]], [row, row], marker=marker, color=colour, markersize=10)
right.set_yticks(range(len(told)), told["speaker"] + ", " + told["published"].fillna("no date"), fontsize=8)
right.set_title(f"Killed: {ONE}\n● figure   ▶ at least   ◀ up to   orange: adopted")
for axes in (left, right):
    axes.grid(axis="x", alpha=0.3)
folder.mkdir(parents=True, exist_ok=True)
figure.savefig(folder / "casualty_ranges.png", dpi=150)

print(f"For {len(apart)} of {casualties['killed_high'].count()} counts of killed, sources give different figures.")
print(f"{ONE}: {told['value'].nunique()} different values in {len(told)} claims:")
print(told[["value", "speaker", "published", "adopted"]].fillna("").to_string(index=False))
