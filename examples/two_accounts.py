"""What does each side say of one event?

python two_accounts.py [FOLDER]
"""

import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")  # draws into files, without a screen
import matplotlib.pyplot as plt

import soleimani_events

folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
EVENT = "abqaiq-khurais-attack-2019"
WORDS = {"true": "says so", "not true": "denies it"}
accounts = soleimani_events.accounts(EVENT, by="side")
names = soleimani_events.load_actors().set_index("actor_id")["name"]
parts = soleimani_events.load_participations().set_index("participation_id")
headings = {row_id: f"{names[part['actor_id']]} as {part['role']}" for row_id, part in parts.to_dict("index").items()}

for told in accounts.reset_index().to_dict("records"):
    print(f"\n{headings.get(told.pop('id'), told['property'])}")
    del told["property"]
    for side, values in told.items():
        if isinstance(values, str):  # a missing one: that side says nothing of it in the texts that were read
            print(f"    {side}: " + "; ".join(WORDS.get(value, value) for value in values.split("; ")))

# the picture has what is said or denied: who did what
roles = accounts[accounts.index.isin(["record"], level="property")].droplevel("property")
roles = roles.loc[:, roles.notna().any()]  # only those sides that say something of it
figure, axes = plt.subplots(figsize=(11, 5), layout="constrained")
for row, told in enumerate(roles.to_dict("records")):
    for column, values in enumerate(told.values()):
        for value in values.split("; ") if isinstance(values, str) else ():
            marker, colour = ("o", "#0072B2") if value == "true" else ("X", "#D55E00")
            axes.plot([column], [row], marker, color=colour, markersize=14)
axes.set_xticks(range(roles.shape[1]), roles.columns, rotation=40, ha="right", rotation_mode="anchor")
axes.set_yticks(range(len(roles)), [headings[row_id] for row_id in roles.index])
axes.set(xlim=(-0.5, roles.shape[1] - 0.5), ylim=(len(roles) - 0.5, -0.5))
axes.grid(alpha=0.3)
axes.set_title(f"{EVENT}, as each side tells it\n● says so   ✖ denies it   empty: silent in the texts that were read")
folder.mkdir(parents=True, exist_ok=True)
figure.savefig(folder / "two_accounts.png", dpi=150)
