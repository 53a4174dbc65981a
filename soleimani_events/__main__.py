"""``python -m soleimani_events`` is the command ``soleimani-events``."""

from .cli import main

raise SystemExit(main())
