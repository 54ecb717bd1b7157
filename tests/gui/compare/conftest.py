"""Methods made up for the comparison, which can be held up, and a window on the page Compare."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from deblur_studio.engine.context import JobContext, Progress
from deblur_studio.engine.region import Region
from deblur_studio.errors import UserError
from deblur_studio.gui.compare.tab import CompareTab
from deblur_studio.gui.studio import Studio
from deblur_studio.methods import FixSettings, MethodSpec, Parameter, Restoration, registry
from deblur_studio.methods.base import Value
from deblur_studio.methods.choice import parse
from tests.gui.desk import Desk
from tests.gui.eye import Eye, FocusEye

Pixels = NDArray[np.float32]
#: Of the photo that `compared` opens: its detail is in the upper left quarter.
SIZE = (1400, 1200)
CORNER = Region(0, 0, 700, 600)


class Bench:
    """What the methods have done.

    Attributes:
        open: while it is not set, no method goes on.
        done: (method, quarter) of every quarter of the whole photo, in order.
    """

    def __init__(self) -> None:
        self.open = threading.Event()
        self.open.set()
        self.done: list[tuple[str, Region]] = []

    def quarters(self, name: str) -> list[Region]:
        """Those that a method has done."""
        return [region for method, region in self.done if method == name]


def contrast(pixels: Pixels, more: float) -> Pixels:
    """Pixels with so much more contrast."""
    return np.clip(0.4 + np.float32(1 + more) * (pixels - 0.4), 0, 1, dtype=np.float32)


class Quarters:
    """Gives a photo more contrast, quarter by quarter, as the engine does tile by tile."""

    def __init__(self, bench: Bench, name: str, step: float, fails: str = "") -> None:
        level = Parameter("level", "Level", "how much of it", 1.0, 0.0, 9.0)
        self.spec = MethodSpec(name, name.title(), f"Is {name}.", (level,), "none", "none")
        self._bench, self._step, self._fails = bench, step, fails

    def apply(self, pixels: Pixels, settings: FixSettings, context: JobContext) -> Restoration:
        """As `Method.apply`."""
        if self._fails:
            raise UserError(self._fails)
        height, width = pixels.shape[:2]
        level = float(self.spec.values(settings.parameters)["level"])
        across, down = width // 2, height // 2
        left = [Region(x, y, across, down) for y in (0, down) for x in (0, across)]
        result = contrast(pixels, self._step * level)
        known = context.tiles or {}
        left = [region for region in left if region not in known]
        while left:
            wanted = context.wanted()
            left.sort(key=lambda region: wanted is None or region.overlap(wanted) is None)
            seen = wanted is not None and left[0].overlap(wanted) is not None
            stage = "" if wanted is None else "visible" if seen else "rest"
            context.report(Progress(4 - len(left), 4, "tiles", None, stage))
            self._wait(context)
            region = left.pop(0)
            if (width, height) == SIZE:
                self._bench.done.append((self.spec.name, region))
            if context.tiles is not None:
                context.tiles[region] = True
            if context.shows:
                context.show(region, result[region.within(Region.whole(height, width))].copy())
        context.wanted()
        context.report(Progress(4, 4, "tiles", 0.0, "rest"))
        return Restoration(result, "cpu", "fp32", 1.0, timings={"network": 0.25})

    def _wait(self, context: JobContext) -> None:
        context.checkpoint()
        while not self._bench.open.is_set():
            time.sleep(0.002)
            context.checkpoint()


@pytest.fixture(autouse=True)
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """Methods "one", "two", "three"; "broken", which fails; and "bare", which has no weights."""
    bench = Bench()
    made = [Quarters(bench, name, step) for name, step in (("one", 0.1), ("two", 0.2), ("three", 0.3))]
    broken = Quarters(bench, "broken", 0.0, "This method is broken.")
    bare = Quarters(bench, "bare", 0.0)
    bare.spec = MethodSpec("bare", "Bare", "Is bare.", (), "none", "none", ("Nothing",), "Nobody has any.")
    monkeypatch.setattr(registry, "METHODS", (*made, broken, bare))
    monkeypatch.setattr(registry, "ALIASES", {"auto": "one"})
    # Nothing else is to keep the computing thread busy.
    monkeypatch.setattr(Studio, "warm_up", lambda studio: None)
    Eye().put_in_place(monkeypatch)
    FocusEye().put_in_place(monkeypatch)
    yield bench
    bench.open.set()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Detail in the upper left, plain elsewhere."""
    pixels = np.full((SIZE[1], SIZE[0], 3), 100, np.uint8)
    pixels[60:540, 110:590] = np.random.default_rng(0).integers(60, 140, (480, 480, 3))
    Image.fromarray(pixels).save(tmp_path / "photo.png")
    return tmp_path / "photo.png"


@pytest.fixture
def compared(
    bench: Bench, desk: Desk, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., CompareTab]]:
    """Opens the photo and the page Compare with these choices."""
    from deblur_studio.gui.panels.fix_presenter import FixPresenter

    def parameters(presenter: FixPresenter) -> dict[str, Value]:
        given = {each: presenter.value(each) for each in presenter.spec.parameters}
        return {each.name: value for each, value in given.items() if value != each.default}

    monkeypatch.setattr(FixPresenter, "parameters", parameters)  # the desk's knows tiny weights alone

    def show(*texts: str) -> CompareTab:
        tab = desk.window.compare_tab
        desk.window.resize(960, 600)
        desk.open(photo)
        presenter = tab.session.presenter
        presenter.set_count(len(texts))
        for cell, text in enumerate(texts):
            presenter.set_choice(cell, parse(text))
        desk.window.top.show_tab("compare")
        return tab

    yield show
    bench.open.set()
