"""A document: results over an original that never changes, steps back and forth, what would be lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deblur_studio.engine.context import JobContext
from deblur_studio.gui.document import Document, Result, Shelf, Step
from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.methods import FixSettings, Restoration
from deblur_studio.photo import Metadata, Photo, to_display


def photo(name: str = "a.png", size: int = 32) -> Photo:
    pixels = np.random.default_rng(len(name)).random((size, size, 3), dtype=np.float32)
    return Photo(pixels, None, Metadata(), 8, False, Path(name), "PNG")


def opened(name: str = "a.png", size: int = 32) -> Document:
    one = photo(name, size)
    return Document(one, Picture.build(to_display(one)))


def result(document: Document, value: float) -> Result:
    pixels = np.full_like(document.photo.pixels, value)
    restoration = Restoration(pixels, "cpu", "fp32", 0.0)
    return Result(restoration, "m", "M", {}, Picture.build(to_display(document.photo.with_pixels(pixels))))


def test_a_fresh_document_is_the_photo_and_loses_nothing() -> None:
    document = opened()
    assert not document.unsaved
    assert not document.can_undo
    assert document.output() is document.photo


def test_steps_go_back_and_forth_and_a_new_one_forgets_those_undone() -> None:
    document = opened()
    first, second, third = (Step(result(document, value)) for value in (0.1, 0.5, 0.9))
    document.push(first)
    document.push(second)
    assert document.undo()
    assert document.step is first
    assert document.redo()
    assert document.step is second
    assert not document.redo()
    document.undo()
    document.push(third)
    assert document.step is third
    assert not document.can_redo
    assert document.undo()
    assert document.undo()
    assert not document.undo()
    assert document.step.result is None


def test_strength_is_a_step_over_the_same_result() -> None:
    document = opened()
    assert not document.set_strength(0.5), "there is no result to mix"
    made = result(document, 0.25)
    document.push(Step(made))
    assert document.set_strength(0.5)
    assert not document.set_strength(0.5)
    assert document.step.result is made
    expected = document.photo.pixels + np.float32(0.5) * (np.float32(0.25) - document.photo.pixels)
    np.testing.assert_array_equal(document.output().pixels, expected)
    document.undo()
    np.testing.assert_array_equal(document.output().pixels, made.restoration.pixels)


@pytest.mark.parametrize("strength", [0.0, 0.35, 1.0])
def test_the_output_is_what_the_command_line_writes(strength: float, monkeypatch: pytest.MonkeyPatch) -> None:
    from deblur_studio.methods import pipeline

    document = opened()
    made = result(document, 0.25)

    class Fake:
        spec = pipeline.registry.METHODS[0].spec

        def apply(self, pixels: object, settings: FixSettings, context: JobContext) -> Restoration:
            return made.restoration

    monkeypatch.setattr(pipeline.registry, "get", lambda name: Fake())
    line = pipeline.fix(document.photo, "m", FixSettings(strength), JobContext())
    document.push(Step(made, strength))
    np.testing.assert_array_equal(document.output().pixels, pipeline.whole(document.photo, line).pixels)


def test_what_was_written_is_saved_until_another_step_is_shown() -> None:
    document = opened()
    document.push(Step(result(document, 0.5)))
    assert document.unsaved
    document.mark_saved(document.step, Path("out.png"))
    assert not document.unsaved
    document.set_strength(0.3)
    assert document.unsaved
    document.undo()
    assert not document.unsaved, "the step that lies in the file is shown again"
    document.undo()
    assert not document.unsaved, "the original is in its own file"


def test_trimming_forgets_the_oldest_results_never_the_present_one_nor_the_original() -> None:
    document = opened()
    for value in (0.1, 0.2, 0.3, 0.4):
        document.push(Step(result(document, value)))
    last = document.step
    one = last.result.bytes  # type: ignore[union-attr]
    document.trim(2 * one)
    assert document.step is last
    assert document.bytes - document.base_bytes <= 2 * one
    while document.undo():
        pass
    assert document.step.result is None
    document = opened()
    document.push(Step(result(document, 0.1)))
    document.trim(0)
    assert document.step.result is not None


def test_the_shelf_keeps_what_is_unsaved_and_gives_it_back() -> None:
    shelf = Shelf(10**9)
    untouched, fixed = opened("a.png"), opened("b.png")
    fixed.push(Step(result(fixed, 0.5)))
    shelf.put(untouched)
    shelf.put(fixed)
    assert shelf.take(untouched.path) is None
    assert shelf.unsaved == [fixed]
    assert shelf.take(fixed.path) is fixed
    assert shelf.take(fixed.path) is None


def test_a_full_shelf_drops_saved_documents_first_and_says_when_it_is_crowded() -> None:
    documents = [opened(name) for name in ("a.png", "b.png", "c.png")]
    for document in documents:
        document.push(Step(result(document, 0.5)))
    documents[0].mark_saved(documents[0].step, Path("out.png"))
    shelf = Shelf(documents[0].bytes * 2)
    for document in documents:
        shelf.put(document)
    assert shelf.unsaved == documents[1:]
    assert shelf.take(documents[0].path) is None
    assert not shelf.crowded
    shelf.budget = documents[0].bytes
    assert shelf.crowded


def test_what_was_seen_stays_with_the_document_and_its_memory_counts() -> None:
    from deblur_studio.gui.shown_focus import first_look as first_focus
    from deblur_studio.gui.shown_motion import first_look
    from tests.unit.gui.focuses import seen as seen_focus
    from tests.unit.gui.motions import seen

    document = opened()
    bare, base = document.bytes, document.base_bytes
    document.seen = first_look(seen((32, 32)))
    document.imported = first_look(seen((32, 32), (0.0, 9.0)))
    document.focuses["edges"] = first_focus(seen_focus((32, 32), by_edges=True))
    both = document.seen.bytes + document.imported.bytes + document.focuses["edges"].bytes
    assert document.bytes == bare + both
    assert document.base_bytes == base + both
    assert document.motion is document.imported
    document.push(Step(result(document, 0.5)))
    document.trim(10**9)
    shelf = Shelf(10**9)
    shelf.put(document)
    assert shelf.bytes == document.bytes
    kept = shelf.take(document.path)
    assert kept is not None
    assert kept.seen is document.seen
    assert kept.focuses is document.focuses
