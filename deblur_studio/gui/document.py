"""One opened photo and what was made of it: immutable results over the original, and a way back and forth.

No Qt. A document is changed in the window's thread alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from deblur_studio.gui.viewer.picture import Picture
from deblur_studio.methods.bokeh_guard import guarded, mask
from deblur_studio.methods.pipeline import blend, whole
from deblur_studio.photo import Photo

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from deblur_studio.gui.shown_focus import ShownFocus
    from deblur_studio.gui.shown_motion import ShownMotion
    from deblur_studio.methods import Restoration


@dataclass(frozen=True, eq=False)
class Result:
    """What a method made of the whole photo, at full strength. Never changed.

    Attributes:
        restoration: pixels in the photo's encoding, and how they were made.
        method, title: the method's name in the registry, and as people read it.
        parameters: its settings that were not the defaults.
        picture: the same pixels for the screen.
        layers: the method's named pictures on the side, for the screen.
    """

    restoration: Restoration
    method: str
    title: str
    parameters: Mapping[str, object]
    picture: Picture
    layers: Mapping[str, Picture] = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        """Memory it takes."""
        pictures = (self.picture, *self.layers.values())
        return int(self.restoration.pixels.nbytes) + sum(map(picture_bytes, pictures))


@dataclass(frozen=True, eq=False)
class Defocus:
    """How far a photo is out of focus, by which bokeh is kept (`pipeline.defocus`).

    sigma: (h, w) px of the photo, NaN where unknown; it covers the frame. by_edges: no network told it.
    """

    sigma: NDArray[np.float32]
    by_edges: bool

    @property
    def bytes(self) -> int:
        """Memory it takes."""
        return int(self.sigma.nbytes)


@dataclass(frozen=True)
class KeptBokeh:
    """What is further out of focus than the limit (sigma, px) by that map is left as it is."""

    limit: float
    defocus: Defocus


@dataclass(frozen=True, eq=False)
class Step:
    """A state of the document: the original (no result), or a result at a strength of 0..1.

    bokeh: what of the photo is left as it is; None for nothing.
    """

    result: Result | None = None
    strength: float = 1.0
    bokeh: KeptBokeh | None = None

    @property
    def keep_bokeh(self) -> float | None:
        """As in `FixSettings`."""
        return None if self.bokeh is None else self.bokeh.limit


@dataclass(eq=False)
class Document:
    """A photo, its picture for the screen, and the steps taken; `saved` is the step last written.

    seen: how it moved, once that is known; imported: what a file says of it, to be shown instead.
    focuses: where it is in focus, as far as that is known, by how the map was made.
    defocus: how far it is out of focus, once that is wanted for keeping bokeh.
    """

    photo: Photo
    before: Picture
    steps: list[Step] = field(default_factory=lambda: [Step()])
    position: int = 0
    saved: Step | None = None
    saved_path: Path | None = None
    seen: ShownMotion | None = None
    imported: ShownMotion | None = None
    focuses: dict[str, ShownFocus] = field(default_factory=dict)
    defocus: Defocus | None = None

    @property
    def motion(self) -> ShownMotion | None:
        """The motion that is to be shown."""
        return self.imported or self.seen

    @property
    def path(self) -> Path:
        """The photo's file."""
        return self.photo.path

    @property
    def step(self) -> Step:
        """Where the document stands."""
        return self.steps[self.position]

    @property
    def unsaved(self) -> bool:
        """Whether closing would lose something: a result is shown that is not the one last written."""
        return self.step.result is not None and self.step is not self.saved

    @property
    def can_undo(self) -> bool:
        """Whether there is a step before this one."""
        return self.position > 0

    @property
    def can_redo(self) -> bool:
        """Whether a step was undone."""
        return self.position + 1 < len(self.steps)

    def push(self, step: Step) -> None:
        """Take a new step; steps that were undone are forgotten."""
        self.steps = [*self.steps[: self.position + 1], step]
        self.position += 1

    def set_strength(self, strength: float) -> bool:
        """Take a step to another strength of the same result; False when there is none or it is the same."""
        now = self.step
        if now.result is None or strength == now.strength:
            return False
        self.push(replace(now, strength=strength))
        return True

    def set_bokeh(self, bokeh: KeptBokeh | None) -> bool:
        """Take a step to the same result with other bokeh kept; False where that changes nothing."""
        now = self.step
        if now.result is None or bokeh == now.bokeh:
            return False
        self.push(replace(now, bokeh=bokeh))
        return True

    def undo(self) -> bool:
        """Go one step back; False at the beginning."""
        if not self.can_undo:
            return False
        self.position -= 1
        return True

    def redo(self) -> bool:
        """Go one step forth; False at the end."""
        if not self.can_redo:
            return False
        self.position += 1
        return True

    def mark_saved(self, step: Step, path: Path) -> None:
        """Note that a step now lies in a file."""
        self.saved, self.saved_path = step, path

    def trim(self, budget: int) -> None:
        """Forget the oldest steps until the results take at most `budget` bytes; never the present one."""
        while self.bytes - self.base_bytes > budget and self.position > 0:
            # The original itself stays the first step, so that undo always leads back to it.
            if self.position == 1:
                break
            del self.steps[1]
            self.position -= 1

    @property
    def base_bytes(self) -> int:
        """Memory of the photo without results, what was seen of it counted."""
        motions = sum(motion.bytes for motion in (self.seen, self.imported) if motion is not None)
        focuses = sum(focus.bytes for focus in self.focuses.values())
        defocus = 0 if self.defocus is None else self.defocus.bytes
        return int(self.photo.pixels.nbytes) + picture_bytes(self.before) + motions + focuses + defocus

    @property
    def bytes(self) -> int:
        """Memory of the photo and all its results; one that several steps share counts once."""
        results = {id(step.result): step.result for step in self.steps if step.result is not None}
        return self.base_bytes + sum(result.bytes for result in results.values())

    def output(self, step: Step | None = None) -> Photo:
        """The photo as a step (the present one by default) shows it, ready to be written.

        The same blend and the same frame as `deblur-studio fix` uses, so that both write the same bytes.
        """
        step = step or self.step
        if step.result is None:
            return self.photo
        original, restoration = self.photo.pixels, step.result.restoration
        pixels = restoration.pixels
        if step.bokeh is not None:
            size = self.photo.width, self.photo.height
            share = mask(step.bokeh.defocus.sigma, step.bokeh.limit, size=size)
            pixels = guarded(original, pixels, share)
        pixels = blend(original, pixels, step.strength)
        return whole(self.photo, replace(restoration, pixels=pixels))


class Shelf:
    """Documents that were left with results in them, so that nothing is lost on the way through a folder."""

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self._documents: dict[Path, Document] = {}

    def put(self, document: Document) -> None:
        """Keep a document that has results; the saved ones that were left first make room."""
        if document.step.result is None and not document.can_undo:
            return
        self._documents.pop(document.path, None)
        self._documents[document.path] = document
        for other in [d for d in self._documents.values() if not d.unsaved]:
            if self.bytes <= self.budget:
                break
            del self._documents[other.path]

    def take(self, path: Path) -> Document | None:
        """The document of that file, which leaves the shelf."""
        return self._documents.pop(path, None)

    def forget(self, documents: Iterable[Document]) -> None:
        """Let go of these."""
        for document in documents:
            self._documents.pop(document.path, None)

    def __iter__(self) -> Iterator[Document]:
        """The documents, oldest first."""
        return iter(self._documents.values())

    @property
    def unsaved(self) -> list[Document]:
        """Those with results that were not saved, oldest first."""
        return [document for document in self._documents.values() if document.unsaved]

    @property
    def crowded(self) -> bool:
        """Whether unsaved results alone take more memory than they may."""
        return self.bytes > self.budget and bool(self.unsaved)

    @property
    def bytes(self) -> int:
        """Memory of all documents."""
        return sum(document.bytes for document in self._documents.values())


def picture_bytes(picture: Picture) -> int:
    """Memory of a picture with its smaller copies."""
    return sum(int(level.nbytes) for level in picture.levels)
