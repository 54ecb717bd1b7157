"""The map by which bokeh of a photo is kept, the same as the command line makes. No Qt."""

from __future__ import annotations

from deblur_studio.engine.context import JobContext
from deblur_studio.engine.settings import EngineSettings
from deblur_studio.gui.document import Defocus, Document, KeptBokeh
from deblur_studio.methods import FixSettings, pipeline


def defocus_of(document: Document, engine: EngineSettings | None, context: JobContext) -> Defocus:
    """How far a photo is out of focus; made if it is not known yet.

    Raises:
        UserError: there is no such device, or not enough memory.
        Cancelled: the context said so.
    """
    known = document.defocus
    if known is not None:
        return known
    seen = pipeline.defocus(document.photo, engine, context)
    return Defocus(seen.sigma, seen.by_edges)


def kept_bokeh(document: Document, settings: FixSettings, context: JobContext) -> KeptBokeh | None:
    """What settings say of the bokeh of a photo; None if they keep none. Errors as of `defocus_of`."""
    if settings.keep_bokeh is None or not settings.strength:
        return None
    return KeptBokeh(settings.keep_bokeh, defocus_of(document, settings.engine, context))
