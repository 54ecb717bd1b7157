"""Command line: `python -m training deblur --photos DIR --pairs DIR --minutes N --out weights/NAME`."""

from __future__ import annotations

import os

# Threads that wait by spinning slow each other down tenfold as soon as another program wants a core.
# OpenMP reads this once, when torch is first imported.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

if __name__ == "__main__":
    from training.command_line import main

    raise SystemExit(main())
