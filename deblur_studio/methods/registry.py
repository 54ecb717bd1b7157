"""All methods, in the order in which lists show them. A new method is one line in `METHODS`.

Cameras that the user trained come after them; they may come and go while the program runs.
"""

from __future__ import annotations

from deblur_studio.errors import UserError
from deblur_studio.methods.base import Method
from deblur_studio.methods.blur2blur import PREFIX, cameras
from deblur_studio.methods.classical.blind import BLIND_L0, BLIND_SPARSE
from deblur_studio.methods.classical.by_hand import BY_HAND
from deblur_studio.methods.deblur_flow import DEBLUR_FLOW
from deblur_studio.methods.deepdeblur import DEEPDEBLUR
from deblur_studio.methods.focus_deconvolution import FOCUS_DECONVOLUTION
from deblur_studio.methods.mimo_unet import MIMO_UNET
from deblur_studio.methods.nafnet import NAFNET
from deblur_studio.methods.restormer import RESTORMER

# An explicit table: scanning a folder for modules finds nothing in the frozen program.
METHODS: tuple[Method, ...] = (
    NAFNET,
    DEBLUR_FLOW,
    MIMO_UNET,
    RESTORMER,
    DEEPDEBLUR,
    FOCUS_DECONVOLUTION,
    BY_HAND,
    BLIND_L0,
    BLIND_SPARSE,
)

AUTO = "auto"
# Other names under which a method can be asked for. What "auto" is for a photo, the pipeline finds out; asked
# for without a photo, it is the best general method.
ALIASES = {AUTO: "nafnet"}


def methods() -> tuple[Method, ...]:
    """The methods there are now: those of the program, then one for each trained camera."""
    return (*METHODS, *cameras(METHODS))


def names() -> tuple[str, ...]:
    """What `--method` accepts: "auto", then every method."""
    return (*ALIASES, *(method.spec.name for method in methods()))


def is_auto(name: str) -> bool:
    """Whether that name leaves the choice to the photo's diagnosis."""
    return name.lower() == AUTO


def get(name: str) -> Method:
    """The method of that name or alias, in any case.

    Raises:
        UserError: there is none; the text lists those there are.
    """
    wanted = ALIASES.get(name.lower(), name.lower())
    # Cameras are looked up on the disk: only for a name that can be theirs.
    for method in methods() if wanted.startswith(PREFIX) else METHODS:
        if method.spec.name == wanted:
            return method
    raise UserError(f"There is no method {name!r}; choose one of {', '.join(names())}.")
