"""Does the trained translator help, hurt, or make no difference: in one word, and in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from training.cameras.events import HELPS, HURTS, UNCLEAR
from training.cameras.judge import Comparison, means

# Mean score, about dB, above or below which there is a difference at all, and the share of photos that must
# agree.
CLEAR = 0.1
AGREE = 2 / 3


def verdict(comparisons: Sequence[Comparison]) -> str:
    """HELPS, HURTS or UNCLEAR from the held-out photos, each with and without the translator.

    A difference must be larger than CLEAR, larger than twice its own uncertainty over the photos (so that a
    few photos cannot decide by chance), and shared by most photos.
    """
    scores = np.array([each.score for each in comparisons])
    if not len(scores):
        return UNCLEAR
    mean = float(scores.mean())
    doubt = float(scores.std(ddof=1) / np.sqrt(len(scores))) if len(scores) > 1 else 0.0
    agree = float(np.mean(np.sign(scores) == np.sign(mean)))
    if abs(mean) < CLEAR or abs(mean) < 2 * doubt or agree < AGREE:
        return UNCLEAR
    return HELPS if mean > 0 else HURTS


def words(outcome: str, comparisons: Sequence[Comparison]) -> str:
    """The verdict in sentences with the figures that led to it."""
    table = means(comparisons)
    count = len(comparisons)
    photos = "one held-out photo" if count == 1 else f"{count} held-out photos"
    if comparisons and all(each.fixed == each.stock for each in comparisons):
        # The first translator, which leaves photos as they are, was the best.
        return (
            f"No clear difference: nothing that was learned did better on {photos} than the stock method. "
            "Keep that, or train again with more photos."
        )
    first = {
        HELPS: f"It helps: on {round(count * table['helped'])} of {photos} the result is better "
        "than without it.",
        HURTS: f"It did not help: the results on {photos} are worse than without it. Keep the stock method.",
        UNCLEAR: f"No clear difference on {photos}: keep the stock method, or train longer.",
    }[outcome]
    return f"{first} {facts(table)}"


def facts(table: Mapping[str, float]) -> str:
    """The mean differences in a sentence."""
    parts = [
        f"edges {told(table['sharpness'], 'dB', 'stronger', 'weaker')}",
        f"noise {told(table['noise'], 'levels', 'more', 'less')}",
        f"blurred again, the result misses the photo by {told(table['residual'], 'dB', 'more', 'less')}",
        f"turned over, it differs from itself by {told(table['disagreement'], 'levels', 'more', 'less')}",
    ]
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def told(value: float, unit: str, above: str, below: str) -> str:
    """A difference with its unit and direction: "1.2 dB stronger"."""
    return f"{abs(value):.1f} {unit} {above if value >= 0 else below}"
