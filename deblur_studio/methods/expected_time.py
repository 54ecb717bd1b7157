"""How long a method will take for a photo on this machine. No Qt; torch only where something is measured.

A short measurement gives the first answer; every photo that was fixed since then corrects it. Both are
remembered for the weights, the device, the precision, the torch version and the threads.
"""

from __future__ import annotations

import logging
import math
import time
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from deblur_studio.engine.context import Forwarding, JobContext, Progress, quiet
from deblur_studio.engine.speed import SIZES, Speed, known_on, recall_speed, remember_speed
from deblur_studio.methods import registry
from deblur_studio.methods.base import FixSettings, Method, Restoration, TimedMethod

log = logging.getLogger(__name__)

# A measurement: sides of its pictures in pixels (on a processor the engine's tiles are no larger), and how
# many seconds it may take once all is loaded: so many, or more while nothing can be told yet.
FIRST_SIDE = 64
LARGEST, LARGEST_ON_CPU = 2048, 1024
BUDGET = 2.0
PATIENCE = 6.0
# Of four times the pixels that take so many times as long the time is in proportion to the pixels.
PROPORTION = 2.5
# Photos of fewer pixels tell little about large ones.
LEAST_PIXELS = 250_000
# Where a method's timings have what depends on the photo's size.
NETWORK = "network"


def expected_seconds(method: str, pixels: int, settings: FixSettings) -> float | None:
    """About how long a photo of so many pixels will take with these settings.

    Looks up what was measured before, which takes milliseconds (and on the very first call loads torch).

    Returns:
        Seconds; None if nothing was measured yet, or the method cannot be timed.

    Raises:
        UserError: no such method or device, wrong settings, missing weights.
    """
    chosen = registry.get(method)
    if not isinstance(chosen, TimedMethod):
        return None
    speed = _recall(chosen, settings)
    return None if speed is None else speed.expected(pixels)


def measure(method: str, settings: FixSettings, context: JobContext) -> Speed | None:
    """Find out how fast a method is here, and remember it: seconds, most of which go into loading.

    Args:
        method: a name from the registry, or "auto".
        settings: with which weights, on which device; strength and region do not matter.
        context: may cancel; then nothing is remembered.

    Returns:
        What was found; None if the method cannot be timed, or other programs keep the processor so busy that
        no sense can be made of it.

    Raises:
        UserError: no such method or device, wrong settings, missing or damaged weights.
        Cancelled: the context said so.
    """
    chosen = registry.get(method)
    if not isinstance(chosen, TimedMethod):
        return None
    settings = replace(settings, strength=1.0, region=None)
    measured = _seconds_per_pixel(chosen, settings, _Silent(quiet(context)))
    if measured is None:
        log.info("%s could not be timed: the processor is busy", chosen.spec.name)
        return None
    last, rate = measured
    times = tuple(rate * size * 1e6 * chosen.times_over(round(size * 1e6), settings) for size in SIZES)
    return _keep(chosen, settings, last, times)


def learn(method: Method, pixels: int, settings: FixSettings, restoration: Restoration) -> None:
    """Correct what is known by a photo of so many pixels that was just fixed. Never fails.

    Only whole photos of some size count, and only where they ran as was asked for: a device that gave up
    halfway says nothing about the one that took over.
    """
    seconds = restoration.timings.get(NETWORK, 0.0)
    if not isinstance(method, TimedMethod) or pixels < LEAST_PIXELS or seconds <= 0:
        return
    if settings.region is not None or (settings.engine is not None and settings.engine.tile is not None):
        return
    try:
        _learn(method, pixels, seconds, settings, restoration)
    except Exception as error:  # whatever it is: a finished photo is not lost over a stop-watch
        log.warning("nothing was learned about the speed of %s: %s", method.spec.name, error)


def rounded(seconds: float) -> int:
    """Seconds as precise as such a figure is: whole ones below 20, fives below 100, then minutes, from an
    hour on ten minutes."""
    if seconds < 20:
        return max(1, round(seconds))
    if seconds < 97.5:
        return 5 * round(seconds / 5)
    if seconds < 57.5 * 60:
        return 60 * max(2, round(seconds / 60))
    return 600 * round(seconds / 600)


def _learn(
    method: TimedMethod, pixels: int, seconds: float, settings: FixSettings, restoration: Restoration
) -> None:
    from deblur_studio.engine import EngineSettings, resolve_device

    device = resolve_device((settings.engine or EngineSettings()).device)
    if device.name != restoration.device:
        return
    name, subject = method.spec.name, method.subject(settings)
    known = recall_speed(name, subject, device, restoration.precision)
    if known is not None:
        remember_speed(known.corrected(pixels, seconds), subject, device)
        return
    rate = seconds / (pixels * method.times_over(pixels, settings))
    times = tuple(rate * size * 1e6 * method.times_over(round(size * 1e6), settings) for size in SIZES)
    remember_speed(Speed(name, device.title, restoration.precision, times, 1), subject, device)


def _recall(method: TimedMethod, settings: FixSettings) -> Speed | None:
    from deblur_studio.engine import EngineSettings, precision, resolve_device

    engine = settings.engine or EngineSettings()
    subject, device = method.subject(settings), resolve_device(engine.device)
    if not known_on(method.spec.name, subject, device):
        return None  # and the precision need not be found out for it
    return recall_speed(method.spec.name, subject, device, precision.choose(device, engine.precision))


def _keep(method: TimedMethod, settings: FixSettings, last: Restoration, times: tuple[float, ...]) -> Speed:
    from deblur_studio.engine import resolve_device

    device = resolve_device(last.device)
    speed = Speed(method.spec.name, device.title, last.precision, times)
    remember_speed(speed, method.subject(settings), device)
    log.info("%s on %s: %.2f s a megapixel", method.spec.name, device, speed.per_megapixel)
    return speed


def _seconds_per_pixel(
    method: Method, settings: FixSettings, context: JobContext
) -> tuple[Restoration, float] | None:
    """A result, and the seconds that a pixel takes; None where it cannot be told.

    The first picture loads what is needed and builds kernels, and does not count. Each further one has four
    times the pixels of the one before, until it takes about four times as long, too, and the time is over.
    The time of small pictures is that of starting layers, or, where other programs keep the processor busy,
    of waiting at each layer, and can be a hundred times what their pixels take.
    """
    watch, side = _Deadline(context), FIRST_SIDE
    last, _ = _timed(method, side, settings, watch)
    largest = LARGEST_ON_CPU if last.device == "cpu" else LARGEST
    started, before, told = time.perf_counter(), math.inf, None
    watch.deadline = started + PATIENCE
    while side <= largest:
        begun = time.perf_counter()
        try:
            last, seconds = _timed(method, side, settings, watch)
        except _TooLong:
            if time.perf_counter() - begun > PROPORTION * before:  # it would have taken at least that
                told = told or before / (side // 2) ** 2
            break
        if seconds > PROPORTION * before or side == largest:
            told = seconds / side**2
            watch.deadline = started + BUDGET
        before, side = seconds, 2 * side
    return None if told is None else (last, told)


def _timed(
    method: Method, side: int, settings: FixSettings, context: JobContext
) -> tuple[Restoration, float]:
    """A square picture fixed: the result, and the seconds."""
    started = time.perf_counter()
    result = method.apply(_picture(side), settings, context)
    return result, result.timings.get(NETWORK, time.perf_counter() - started)


def _picture(side: int) -> NDArray[np.float32]:
    """A square with something in it; its content hardly changes how long a network takes."""
    ramp = np.linspace(0.1, 0.9, side, dtype=np.float32)
    grey = (ramp[:, None] + ramp[None, :]) / 2
    return np.repeat(grey[..., None], 3, axis=2)


class _Silent(Forwarding):
    """Lets a job be cancelled; nobody wants to hear how far it is, nor does it look at a part of a photo."""

    def report(self, progress: Progress) -> None:
        """Say nothing."""

    def wanted(self) -> None:
        """Nothing in particular."""


class _TooLong(Exception):  # noqa: N818 - a message within this file
    """The time for measuring is over."""


class _Deadline(Forwarding):
    """Stops a job in the middle, between two layers, when its time is over."""

    def __init__(self, context: JobContext) -> None:
        super().__init__(context)
        self.deadline = math.inf

    def checkpoint(self) -> None:
        """See `JobContext.checkpoint`.

        Raises:
            _TooLong: it is.
        """
        super().checkpoint()
        if time.perf_counter() > self.deadline:
            raise _TooLong
