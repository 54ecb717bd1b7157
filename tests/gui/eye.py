"""Stands in for the networks that see motion and focus: it answers at once, or when it is let go."""

from __future__ import annotations

import threading
import time
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from deblur_studio.diagnosis.see_focus import EDGES, SeenFocus
from deblur_studio.diagnosis.see_motion import DETAILED, PREVIEW, SeenMotion
from deblur_studio.engine.context import Cancelled
from deblur_studio.engine.region import Region
from deblur_studio.errors import UserError
from deblur_studio.gui import focus_work, looking, motion_work
from tests.unit.gui import focuses
from tests.unit.gui.motions import seen


class _Look:
    """What was asked of it, and how far each went.

    Attributes:
        open: while it is not set, nobody gets an answer.
        asked: (width of the photo, region or None, most pixels) in order.
        ended: "seen" or "cancelled" for each. error: what is raised instead.
    """

    def __init__(self) -> None:
        self.open = threading.Event()
        self.open.set()
        self.asked: list[tuple[int, Region | None, int]] = []
        self.ended: list[str] = []
        self.error: Exception | None = None

    def _wait(self, context: Any) -> None:
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


class Eye(_Look):
    """For motion.

    Attributes:
        before: what each was told of. motion: what moves everywhere, px.
    """

    def __init__(self) -> None:
        super().__init__()
        self.before: list[SeenMotion | None] = []
        self.motion = (12.0, -5.0)

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
        self._wait(context)
        return seen((width, height), self.motion, region, 0.5 if most == PREVIEW else 1.0)

    @property
    def looks(self) -> list[str]:
        """The kinds of what was asked for."""
        return ["closely" if most == DETAILED else "first" for _, _, most in self.asked]

    def put_in_place(self, monkeypatch: pytest.MonkeyPatch) -> Eye:
        """From now on the window sees with this one, and there seem to be weights."""
        monkeypatch.setattr(motion_work, "see_motion", self.see_motion)
        monkeypatch.setattr(looking, "choose", lambda *_: None)
        return self


class FocusEye(_Look):
    """For focus.

    Attributes:
        chosen: the weights, or "edges", in order. sigma: everywhere, px.
        weights: whether there seem to be any for it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.chosen: list[str] = []
        self.sigma = 3.2
        self.weights = True

    def see_focus(
        self,
        pixels: NDArray[np.float32],
        *,
        region: Region | None = None,
        most: int,
        chosen: str,
        context: Any,
        **_: object,
    ) -> SeenFocus:
        """As `see_focus` does it."""
        height, width = pixels.shape[:2]
        self.asked.append((width, region, most))
        self.chosen.append(chosen)
        self._wait(context)
        scale = 0.5 if most == focus_work.PREVIEW else 1.0
        return focuses.seen((width, height), self.sigma, region, scale, by_edges=chosen == EDGES)

    def choose(self, architecture: str, *_: object) -> None:
        """As `weights.choose` does it."""
        if architecture == focus_work.ARCHITECTURE and not self.weights:
            raise UserError("There are no weights for it.")

    def put_in_place(self, monkeypatch: pytest.MonkeyPatch) -> FocusEye:
        """From now on the window sees with this one."""
        monkeypatch.setattr(focus_work, "see_focus", self.see_focus)
        monkeypatch.setattr(looking, "choose", self.choose)
        return self
