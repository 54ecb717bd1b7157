"""Stands in for the network that sees motion: it answers at once, or when it is let go."""

from __future__ import annotations

import threading
import time
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from deblur_studio.diagnosis.see_motion import DETAILED, PREVIEW, SeenMotion
from deblur_studio.engine.context import Cancelled
from deblur_studio.engine.region import Region
from deblur_studio.gui import motion_work
from tests.unit.gui.motions import seen


class Eye:
    """What was asked of it, and how far each went.

    Attributes:
        open: while it is not set, nobody gets an answer.
        asked: (width of the photo, region or None, most pixels) in order.
        ended: "seen" or "cancelled" for each. before: what each was told of.
        motion: what moves everywhere, px; error: what is raised instead.
    """

    def __init__(self) -> None:
        self.open = threading.Event()
        self.open.set()
        self.asked: list[tuple[int, Region | None, int]] = []
        self.ended: list[str] = []
        self.before: list[SeenMotion | None] = []
        self.motion = (12.0, -5.0)
        self.error: Exception | None = None

    def see_motion(
        self,
        pixels: NDArray[np.float32],
        *,
        region: Region | None = None,
        most: int,
        before: SeenMotion | None = None,
        context: Any,
        **_: object,
    ) -> SeenMotion:
        """As `see_motion` does it."""
        height, width = pixels.shape[:2]
        self.asked.append((width, region, most))
        self.before.append(before)
        try:
            while not self.open.is_set():
                context.checkpoint()
                time.sleep(0.005)
        except Cancelled:
            self.ended.append("cancelled")
            raise
        self.ended.append("seen")
        if self.error is not None:
            raise self.error
        return seen((width, height), self.motion, region, 0.5 if most == PREVIEW else 1.0)

    @property
    def looks(self) -> list[str]:
        """The kinds of what was asked for."""
        return ["closely" if most == DETAILED else "first" for _, _, most in self.asked]

    def put_in_place(self, monkeypatch: pytest.MonkeyPatch) -> Eye:
        """From now on the window sees with this one, and there seem to be weights."""
        monkeypatch.setattr(motion_work, "see_motion", self.see_motion)
        monkeypatch.setattr(motion_work, "choose", lambda *_: None)
        return self
