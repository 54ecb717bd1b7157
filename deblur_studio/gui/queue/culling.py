"""Looking photos through before anything is fixed: why each is blurry, and what can be hoped for. No Qt."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from deblur_studio.bootstrap import report_fault
from deblur_studio.engine.context import Cancelled, Forwarding, JobContext, Progress, quiet
from deblur_studio.engine.settings import EngineSettings
from deblur_studio.errors import UserError
from deblur_studio.methods.auto import HOPELESS, NOTHING_TO_DO
from deblur_studio.photo import read

_WAIT = 0.05  # seconds between two looks whether the studio is done


@dataclass(frozen=True)
class Seen:
    """What was found out about a photo.

    Attributes:
        path: the photo.
        cause: as in `Diagnosis`; "" if it could not be looked at.
        outlook: as in `methods.auto.Choice`.
        gain: 0..1, to order photos by.
        why: Auto does what it does, or the photo could not be looked at; a sentence.
    """

    path: Path
    cause: str
    outlook: str
    gain: float
    why: str

    @property
    def worthless(self) -> bool:
        """Whether a fix would bring nothing."""
        return self.outlook in (NOTHING_TO_DO, HOPELESS)


Look = Callable[[Path, JobContext], Seen]


def look_through(paths: Sequence[Path], look: Look, tell: Callable[[Seen], None], context: JobContext) -> int:
    """Look at photos, one after the other; `tell` gets each. Returns how many could not be looked at.

    Raises:
        UserError: none can be looked at, for lack of weights say.
        Cancelled: the context said so.
    """
    failed = 0
    for place, path in enumerate(paths):
        context.checkpoint()
        context.report(Progress(place, len(paths), "photos"))
        seen = look(path, quiet(_Silent(context)))
        failed += not seen.cause
        tell(seen)
    context.report(Progress(len(paths), len(paths), "photos"))
    return failed


def looking_with(engine: EngineSettings) -> Look:
    """A look by the diagnosis, on such a device.

    Raises:
        UserError: there are no weights for it.
    """
    from deblur_studio import weights
    from deblur_studio.diagnosis.diagnose import diagnose
    from deblur_studio.diagnosis.see_motion import ARCHITECTURE, PREVIEW
    from deblur_studio.methods import auto, needs, registry

    weights.choose(ARCHITECTURE)
    there = {each.spec.name: each.spec.title for each in registry.METHODS if not needs.missing(each.spec)}

    def look(path: Path, context: JobContext) -> Seen:
        try:
            found = diagnose(read(path).pixels, most=PREVIEW, engine=engine, context=context)
        except Cancelled:
            raise
        except UserError as error:
            return Seen(path, "", "", 0.0, str(error))
        except Exception as error:  # one photo must not keep the others from being looked at
            return Seen(path, "", "", 0.0, f"{path}: {report_fault(error)}")
        choice = auto.choose(found, there)
        return Seen(path, found.cause, choice.outlook, choice.gain, choice.why)

    return look


class GivingWay(Forwarding):
    """Waits while `busy` is set: what the user looks at goes first."""

    def __init__(self, context: JobContext, busy: threading.Event) -> None:
        super().__init__(context)
        self._busy = busy

    def checkpoint(self) -> None:
        """See `JobContext.checkpoint`."""
        self._context.checkpoint()
        while self._busy.is_set():
            time.sleep(_WAIT)
            self._context.checkpoint()


class _Silent(Forwarding):
    """Progress within one photo is nobody's business."""

    def report(self, progress: Progress) -> None:
        """Drop it."""
