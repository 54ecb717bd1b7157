"""Jobs that see something of a photo, unasked: what all of them share. No Qt."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from deblur_studio.engine.context import Cancelled, JobContext
from deblur_studio.engine.region import Region
from deblur_studio.errors import UserError
from deblur_studio.gui.document import Document
from deblur_studio.gui.work import Quiet, TellingContext
from deblur_studio.weights import choose

log = logging.getLogger(__name__)

Job = Callable[[TellingContext], object]


class Why(Enum):
    """Why something is not known."""

    NO_WEIGHTS = "no weights"
    FAILED = "failed"


@dataclass(frozen=True, eq=False)
class Seen:
    """What was seen of a document's photo, as far as `region` (None: all, at first sight) was asked for."""

    document: Document
    region: Region | None
    shown: object


@dataclass(frozen=True, eq=False)
class Unseen:
    """It could not be seen; for a failure, reason is a sentence."""

    document: Document
    region: Region | None
    why: Why
    reason: str = ""


def look(
    document: Document,
    region: Region | None,
    see: Callable[[JobContext], object],
    architecture: str = "",
) -> Job:
    """A job that looks at a photo (`Seen`, `Unseen`).

    It fails without an error: nobody asked for it, and it must not disturb.

    Args:
        document, region: what is looked at; None is all of it, at first sight.
        see: gives what is to be shown.
        architecture: the network that needs weights; empty if none does.
    """

    def work(context: TellingContext) -> Seen | Unseen:
        try:
            if architecture:
                choose(architecture)
        except UserError as error:
            log.info("not looked at: %s", error)
            return Unseen(document, region, Why.NO_WEIGHTS)
        try:
            return Seen(document, region, see(Quiet(context)))
        except Cancelled:
            raise
        except UserError as error:
            return Unseen(document, region, Why.FAILED, str(error))
        except Exception:  # whatever it is, a photo can be fixed without it
            log.exception("the photo could not be looked at")
            return Unseen(document, region, Why.FAILED)

    return work
