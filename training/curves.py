"""Curves of a training as a table and a picture."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path


def write_table(path: Path, rows: Sequence[Mapping[str, float]]) -> None:
    """A CSV with a column for every measure that any row has."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(key for row in rows for key in row)))
        writer.writeheader()
        writer.writerows(rows)


def draw(path: Path, rows: Sequence[Mapping[str, float]]) -> None:
    """A PNG with the loss above and all measures named *_gain below, over minutes of training."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 6), layout="constrained")
    FigureCanvasAgg(figure)
    upper, lower = figure.subplots(2, 1, sharex=True)
    minutes = [row["minutes"] for row in rows]
    upper.plot(minutes, [row["loss"] for row in rows], color="tab:gray")
    upper.set_ylabel("training loss")
    for name in dict.fromkeys(key for row in rows for key in row if key.endswith("_gain")):
        lower.plot(minutes, [row.get(name, float("nan")) for row in rows], label=name.removesuffix("_gain"))
    lower.axhline(0, color="black", linewidth=0.5)
    lower.set_ylabel("PSNR gain, dB")
    lower.set_xlabel("minutes")
    if lower.get_legend_handles_labels()[0]:
        lower.legend()
    figure.savefig(path, dpi=100)
