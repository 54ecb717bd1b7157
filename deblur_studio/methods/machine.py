"""What a fix ran on, as recipes keep it, and running on the like again. Torch is loaded when it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deblur_studio.errors import UserError
from deblur_studio.methods.base import FixSettings, Restoration
from deblur_studio.methods.pipeline import NOWHERE
from deblur_studio.photo.sidecar import Machine

if TYPE_CHECKING:
    from deblur_studio.engine import EngineSettings


def machine_of(restoration: Restoration, settings: FixSettings) -> Machine:
    """What a fix ran on.

    The number of threads is kept for the reader alone: no bit was found to depend on it.
    """
    from deblur_studio.engine import EngineSettings

    engine = settings.engine or EngineSettings()
    if restoration.device == NOWHERE:
        return Machine(NOWHERE, "", NOWHERE, 0, engine.memory_percent, engine.tile, "", 0)
    import torch

    from deblur_studio.engine import resolve_device

    device = resolve_device(restoration.device, engine.device_memory)
    return Machine(
        device=device.name,
        title=device.title,
        precision=restoration.precision,
        memory=device.memory,
        memory_percent=engine.memory_percent,
        tile=engine.tile,
        torch=str(torch.__version__),
        threads=torch.get_num_threads() if device.kind == "cpu" else 0,
    )


def engine_of(machine: Machine, wanted: str | None = None) -> EngineSettings:
    """How to run what ran on a machine: exactly so on its device, as nearly as can be on another.

    wanted: the device to use; None for the machine's if it is here, else the best there is.

    Raises:
        UserError: there is no such device.
    """
    from deblur_studio.engine import EngineSettings, resolve_device
    from deblur_studio.engine.precision import CANDIDATES

    if machine.device == NOWHERE:
        return EngineSettings(device=wanted or "auto", memory_percent=machine.memory_percent)
    try:
        device = resolve_device(wanted or machine.device)
    except UserError:
        if wanted is not None:
            raise
        device = resolve_device("auto")
    able = machine.precision in ("fp32", *CANDIDATES[device.kind])
    same = device.title == machine.title
    return EngineSettings(
        device=device.name,
        precision=machine.precision if same or able else "fp32",
        memory_percent=machine.memory_percent,
        tile=machine.tile,
        # The same tiles as then, unless they would not fit.
        device_memory=machine.memory if same else min(machine.memory, device.memory),
    )


def unlike(then: Machine, now: Machine) -> tuple[str, ...]:
    """How two machines differ in what may change the last bits, in phrases."""
    if NOWHERE in (then.device, now.device):
        return ()
    pairs = (
        ("device", f"{then.device} ({then.title})", f"{now.device} ({now.title})"),
        ("precision", then.precision, now.precision),
        ("PyTorch", then.torch, now.torch),
    )
    same_device = then.title == now.title and then.device.partition(":")[0] == now.device.partition(":")[0]
    return tuple(
        f"{what} {old} then, {new} now"
        for what, old, new in pairs
        if old != new and not (what == "device" and same_device)
    )
