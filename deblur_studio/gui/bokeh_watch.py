"""Which bokeh is to be kept, and the map that it takes; a fix is let through by it without computing anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from deblur_studio.engine.settings import EngineSettings
from deblur_studio.gui.bokeh_work import defocus_of
from deblur_studio.gui.document import Defocus, Document, KeptBokeh
from deblur_studio.gui.job_runner import JobRunner
from deblur_studio.gui.looking import Job, Seen, Unseen, look
from deblur_studio.methods import pipeline

if TYPE_CHECKING:
    from deblur_studio.gui.studio import Studio

BOKEH = "bokeh"


def see(document: Document, engine: EngineSettings) -> Job:
    """A job that sees how far a photo is out of focus (`Seen` with a `Defocus`, `Unseen`)."""
    return look(document, None, lambda context: defocus_of(document, engine, context))


class BokehWatch(QObject):
    """The bokeh of the studio's photo.

    What the user sets holds for photos without a result, and for the next fix; a photo with a result shows
    what was kept in it. The map is made once it is wanted, and stays with its document.
    """

    changed = Signal()  # another limit, or the map is known

    def __init__(self, studio: Studio) -> None:
        super().__init__(studio)
        self._studio = studio
        self._wish: float | None = None
        self._moving = False  # the user set something that is no step yet,
        self._held = False  # and has not let go of it
        self._running: KeptBokeh | None = None  # what the fix that is running keeps
        self._asked: Document | None = None
        self._runner: JobRunner | None = None
        self._stopped = False
        studio.photo_changed.connect(self.follow)

    @property
    def limit(self) -> float | None:
        """From which sigma (px) on the open photo is left as it is; None: nowhere."""
        step = None if self._studio.document is None else self._studio.document.step
        if not self._moving:
            if self._running is not None:
                return self._running.limit
            if step is not None and step.result is not None:
                return step.keep_bokeh
        return self._wish

    @property
    def kept(self) -> KeptBokeh | None:
        """The same with its map; None while that is not known, too."""
        document, limit = self._studio.document, self.limit
        if document is None or limit is None:
            return None
        if not self._moving:
            known = self._running or document.step.bokeh
            if known is not None:
                return known
        return None if document.defocus is None else KeptBokeh(limit, document.defocus)

    @property
    def looking(self) -> bool:
        """Whether the map is being made."""
        return self._asked is not None and self._asked is self._studio.document

    def set_limit(self, limit: float | None) -> None:
        """Leave the photo as it is from that sigma (px) on. The result follows with `settle`."""
        self._wish, self._moving, self._held = limit, True, True
        self._ask()
        self.changed.emit()

    def settle(self) -> None:
        """Take the result to what was set, as a step of its own; once the map is known, if it is not yet."""
        self._held = False
        self._step()

    def _step(self) -> None:
        if not self._moving or self._held or self._waits or self._studio.fixing:
            return
        kept, self._moving = self.kept, False
        self._studio.set_bokeh(kept)

    @property
    def _waits(self) -> bool:
        return self.limit is not None and self.kept is None

    # What the studio tells.

    def follow(self) -> None:
        """Another step is shown, or another photo: what was kept there."""
        self._moving = self._held = False
        self._ask()
        self.changed.emit()

    def began(self, running: KeptBokeh | None) -> None:
        """A fix has begun that keeps this."""
        self._running = running
        if running is not None and self._studio.document is not None:
            self._studio.document.defocus = running.defocus
        self.changed.emit()

    def of_fixed(self, planned: KeptBokeh | None) -> KeptBokeh | None:
        """What is kept in a fix that ended: what was planned, unless the user has set something since."""
        if not self._moving or self._waits:
            return planned
        kept, self._moving = self.kept, False
        return kept

    def ended(self) -> None:
        """No fix is running any more."""
        self._running = None
        self._ask()
        self._step()
        self.changed.emit()

    def pause(self) -> None:
        """Stop looking, for a fix, which makes the map itself if it needs it."""
        if self._runner is not None:
            self._runner.cancel_lane(BOKEH)
        self._asked = None

    def stop(self) -> None:
        """Stop looking for good."""
        self._stopped = True
        self.pause()

    def forget_maps(self) -> None:
        """Weights came or went: maps are to be made anew."""
        self.pause()
        here = [] if self._studio.document is None else [self._studio.document]
        for document in (*here, *self._studio.shelf):
            document.defocus = None
        self._ask()
        self.changed.emit()

    # The map.

    def _ask(self) -> None:
        document = self._studio.document
        if self._stopped or document is None or self.looking or not self._waits:
            return
        self.pause()
        self._asked = document
        # Edges cannot be stopped at once: what is computed is not to wait for them.
        by_network = pipeline.defocus_by_network()
        self._runner = self._studio.computing if by_network else self._studio.aside
        job = see(document, self._studio.engine_settings())
        self._studio.submit(self._runner, job, BOKEH, self._saw)

    def _saw(self, result: object) -> None:
        assert isinstance(result, Seen | Unseen)
        if self._asked is result.document:
            self._asked = None
        if isinstance(result, Seen):
            assert isinstance(result.shown, Defocus)
            result.document.defocus = result.shown
            if result.document is self._studio.document:
                self._step()
        elif result.document is self._studio.document:
            self._wish, self._moving, self._held = None, False, False
            sentence = self.tr("Bokeh cannot be kept: how soft the photo is cannot be told. {reason}")
            self._studio.noticed.emit("warning", sentence.format(reason=result.reason).strip(), "")
        self.changed.emit()
