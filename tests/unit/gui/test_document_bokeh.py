"""Bokeh that is kept is a step over the same result, and written as the command line writes it."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from deblur_studio.engine.context import JobContext
from deblur_studio.gui.document import Defocus, Document, KeptBokeh, Step
from deblur_studio.methods import FixSettings, Restoration, pipeline
from tests.unit.gui.test_document import opened, result


@pytest.fixture
def document() -> Document:
    return opened(size=64)


@pytest.fixture
def map_(document: Document) -> Defocus:
    """Softer and softer to the right."""
    return Defocus(np.repeat(np.linspace(0, 5, 24, dtype=np.float32)[None], 20, axis=0), by_edges=False)


def test_it_is_a_step_that_can_be_undone(document: Document, map_: Defocus) -> None:
    assert not document.set_bokeh(KeptBokeh(1.5, map_)), "there is no result"
    made = result(document, 0.25)
    document.push(Step(made, 0.5))
    assert document.set_bokeh(KeptBokeh(1.5, map_))
    assert not document.set_bokeh(KeptBokeh(1.5, map_)), "it is the same"
    assert (document.step.result, document.step.strength, document.step.keep_bokeh) == (made, 0.5, 1.5)
    assert document.set_strength(0.7)
    assert document.step.keep_bokeh == 1.5
    assert document.set_bokeh(None)
    document.undo()
    assert document.step.keep_bokeh == 1.5
    document.undo()
    document.undo()
    assert document.step.keep_bokeh is None


@pytest.mark.parametrize("strength", [0.0, 0.35, 1.0])
@pytest.mark.parametrize("limit", [0.5, 2.3, 6.0])
def test_the_output_is_what_the_command_line_writes(
    document: Document, map_: Defocus, limit: float, strength: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = result(document, 0.25)

    class Fake:
        spec = pipeline.registry.METHODS[0].spec

        def apply(self, pixels: object, settings: FixSettings, context: JobContext) -> Restoration:
            return made.restoration

    monkeypatch.setattr(pipeline.registry, "get", lambda name: Fake())
    monkeypatch.setattr(pipeline, "defocus", lambda *_: SimpleNamespace(sigma=map_.sigma))
    settings = FixSettings(strength, keep_bokeh=limit)
    line = pipeline.fix(document.photo, "m", settings, JobContext())
    document.push(Step(made, strength, KeptBokeh(limit, map_)))
    np.testing.assert_array_equal(document.output().pixels, pipeline.whole(document.photo, line).pixels)


def test_the_map_counts_as_memory_of_the_photo(document: Document, map_: Defocus) -> None:
    before = document.base_bytes
    document.defocus = map_
    assert document.base_bytes == before + map_.sigma.nbytes
