"""Words of the wizard: times, sizes, presets, verdicts, obstacles."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from deblur_studio.gui.panels.progress_presenter import Unit, left
from deblur_studio.gui.wizard.photo_set import Group
from deblur_studio.gui.wizard.presenter import Obstacle
from deblur_studio.gui.wizard.run_state import Phase, RunState
from deblur_studio.gui.wizard.sentences import said
from training.cameras import events

translate = QCoreApplication.translate


def duration(seconds: float) -> str:
    """How long something takes: "40 s", "12 min", "3 h 20 min"."""
    time = left(seconds)
    if time.unit is Unit.SECONDS:
        return translate("Train", "{seconds} s").format(seconds=time.count)
    if time.unit is Unit.MINUTES:
        return translate("Train", "{minutes} min").format(minutes=time.count)
    if time.minutes == 0:
        return translate("Train", "{hours} h").format(hours=time.count)
    return translate("Train", "{hours} h {minutes} min").format(hours=time.count, minutes=time.minutes)


def megabytes(size: float) -> str:
    """Memory or disk: "640 MB", "2.4 GB"."""
    return f"{round(size)} MB" if size < 995 else f"{size / 1000:.1f} GB"


def preset_title(name: str) -> str:
    """A preset's name."""
    return {
        "quick": translate("Train", "Quick"),
        "standard": translate("Train", "Standard"),
        "thorough": translate("Train", "Thorough"),
    }.get(name, name)


def preset_purpose(name: str) -> str:
    """What a preset is for."""
    return {
        "quick": translate("Train", "A small translator: shows whether training is worth it"),
        "standard": translate("Train", "Enough for most cameras"),
        "thorough": translate("Train", "The largest one, for a graphics card and a night"),
    }.get(name, "")


def device_title(name: str) -> str:
    """A device of an estimate."""
    if name == "cpu":
        return translate("Train", "on the processor")
    return translate("Train", "on the graphics card")


def measured(numbers: Mapping[str, float]) -> str:
    """What was found out about a camera (`training.cameras.events.Prepared`)."""
    text = translate(
        "Train",
        "Your blurry photos: shakes of {shortest} to {longest} pixels; lens and focus spread detail over "
        "{radius} pixels.",
    )
    whole = {name: f"{numbers.get(name, 0.0):.0f}" for name in ("shortest", "longest")}
    return text.format(**whole, radius=f"{numbers.get('radius', 0.0):.1f}")


def group_title(group: Group) -> str:
    """A group of photos."""
    return {
        Group.BLURRY: translate("Train", "Blurry"),
        Group.SHARP: translate("Train", "Sharp"),
        Group.OUT: translate("Train", "Left out"),
    }[group]


def verdict_title(verdict: str) -> str:
    """A verdict in a few words."""
    return {
        events.HELPS: translate("Train", "It helps"),
        events.UNCLEAR: translate("Train", "No clear difference"),
        events.HURTS: translate("Train", "It hurts: keep the stock method"),
    }.get(verdict, verdict)


def verdict_short(verdict: str) -> str:
    """A verdict within a line."""
    return {
        events.HELPS: translate("Train", "helps"),
        events.UNCLEAR: translate("Train", "no clear difference"),
        events.HURTS: translate("Train", "hurts"),
    }.get(verdict, verdict)


def picture_title(name: str) -> str:
    """One of the pictures of a held-out photo."""
    return {
        "blurry": translate("Train", "Blurry"),
        "stock": translate("Train", "Fixed by the stock method"),
        "converted": translate("Train", "Converted blur"),
        "fixed": translate("Train", "Fixed for your camera"),
    }.get(name, name)


def measure_title(name: str) -> str:
    """A measure of the verdict."""
    return {
        "score": translate("Train", "Score"),
        "helped": translate("Train", "Better on"),
        "sharpness": translate("Train", "Edges"),
        "residual": translate("Train", "Error when blurred again"),
        "disagreement": translate("Train", "Disagreement when turned over"),
        "noise": translate("Train", "Noise"),
        "change": translate("Train", "Change of the photo"),
    }.get(name, name.replace("_", " ").capitalize())


def measure(name: str, value: float) -> str:
    """A measure's figure with its unit; differences have their sign."""
    if name == "helped":
        return translate("Train", "{share} % of photos").format(share=round(100 * value))
    number = "0.00" if abs(value) < 0.005 else f"{value:+.2f}"
    if name in ("sharpness", "residual"):
        return translate("Train", "{number} dB").format(number=number)
    if name in ("disagreement", "noise", "change"):
        return translate("Train", "{number} levels").format(number=number)
    return number


def gain(text: str) -> str:
    """What a held-out photo gained: a bare number is its score."""
    try:
        float(text)
    except ValueError:
        return said(text)
    return translate("Train", "score {score}").format(score=text)


def obstacle(what: Obstacle | str) -> str:
    """Why training cannot begin."""
    if isinstance(what, str):
        return said(what)
    return {
        Obstacle.NO_PHOTOS: translate("Train", "There are no photos here. Add a folder"),
        Obstacle.LOOKING: translate("Train", "Wait until all photos were looked at"),
        Obstacle.ASSESSING: translate("Train", "The photos are being counted"),
        Obstacle.NO_TITLE: translate("Train", "Give the camera a name"),
        Obstacle.NO_BASE: translate(
            "Train", "No deblurring weights are installed: import some on the page Models"
        ),
        Obstacle.RUNNING: translate("Train", "Another training is running. Stop it first"),
    }[what]


def phase(run: RunState) -> str:
    """What a training is doing, in a few words."""
    if run.asked == events.PAUSE:
        return translate("Train", "Pausing")
    if run.asked == events.RESUME:
        return translate("Train", "Going on")
    return {
        Phase.WAITING: translate("Train", "Measuring how fast this computer is"),
        Phase.STARTING: translate("Train", "Starting"),
        Phase.PREPARING: translate("Train", "Reading the photos"),
        Phase.TRAINING: translate("Train", "Training"),
        Phase.PAUSED: translate("Train", "Paused"),
        Phase.JUDGING: translate("Train", "Trying it on the photos held out"),
        Phase.STOPPING: translate("Train", "Saving what was learned"),
        Phase.STOPPED: translate("Train", "Stopped; what was learned is kept"),
        Phase.FINISHED: translate("Train", "Finished"),
        Phase.FAILED: translate("Train", "It could not go on"),
        Phase.CRASHED: translate("Train", "It ended unexpectedly"),
    }[run.phase]


def progress(run: RunState) -> str:
    """How far a training is and how long it takes: "step 1,200 of 2,500 · 12 min left"."""
    if run.phase in (Phase.PREPARING, Phase.JUDGING) and run.stage is not None and run.stage.total:
        counted = translate("Train", "{done} of %n photo(s)", "", run.stage.total)
        return counted.format(done=run.stage.done)
    if run.phase in (Phase.WAITING, Phase.STARTING, Phase.PREPARING, Phase.JUDGING):
        return ""
    done, total = run.steps
    text = translate("Train", "step {done} of {total}").format(done=f"{done:,}", total=f"{total:,}")
    if run.phase is Phase.TRAINING and run.step is not None and run.step.seconds_left > 0:
        time = duration(run.step.seconds_left)
        return f"{text} · {translate('Train', '{time} left').format(time=time)}"
    return text
