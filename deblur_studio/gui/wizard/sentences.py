"""Sentences from below the wizard, the diagnosis and the training, in the user's language."""

from __future__ import annotations

import functools
import re

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from deblur_studio.gui.words import from_below

CONTEXT = "TrainBelow"

# As they are before something is filled in; tests compare them with what the code below says.
TEMPLATES: tuple[object, ...] = (
    # Why a photo is in its group (deblur_studio.diagnosis.look).
    QT_TRANSLATE_NOOP("TrainBelow", "it cannot be read ({})"),
    QT_TRANSLATE_NOOP("TrainBelow", "it is only {} x {} px; each side must have {}"),
    QT_TRANSLATE_NOOP("TrainBelow", "it has too few clear edges to judge (plain, dark or foggy)"),
    QT_TRANSLATE_NOOP("TrainBelow", "its sharpest edges are {} px wide"),
    QT_TRANSLATE_NOOP("TrainBelow", "its edges are crisp ({} px)"),
    QT_TRANSLATE_NOOP("TrainBelow", "it is neither clearly sharp nor clearly blurry (edges {} px wide)"),
    # What is missing, and what would be better (deblur_studio.diagnosis.preflight).
    QT_TRANSLATE_NOOP(
        "TrainBelow", "{} blurry photos; {} are needed: add photos of this camera with its blur."
    ),
    QT_TRANSLATE_NOOP(
        "TrainBelow", "{} blurry photo; {} are needed: add photos of this camera with its blur."
    ),
    QT_TRANSLATE_NOOP(
        "TrainBelow", "{} sharp photos; {} are needed: add sharp photos of this camera, of anything."
    ),
    QT_TRANSLATE_NOOP(
        "TrainBelow", "{} sharp photo; {} are needed: add sharp photos of this camera, of anything."
    ),
    QT_TRANSLATE_NOOP("TrainBelow", "{} photo is smaller than {} px: add the full-size files instead."),
    QT_TRANSLATE_NOOP("TrainBelow", "{} photos are smaller than {} px: add the full-size files instead."),
    QT_TRANSLATE_NOOP(
        "TrainBelow",
        "All blurry photos are from one burst or show one scene, so none can be set aside to check the "
        "result: add blurry photos of other scenes.",
    ),
    QT_TRANSLATE_NOOP(
        "TrainBelow",
        "The blurry photos show only {} scenes, too few to set some aside to check the result: add blurry "
        "photos of other scenes.",
    ),
    QT_TRANSLATE_NOOP(
        "TrainBelow",
        "The blurry photos are from {} and the sharp ones from {}: choose blurry and sharp photos of the "
        "same camera.",
    ),
    QT_TRANSLATE_NOOP(
        "TrainBelow",
        "The photos come from {} cameras ({}); a correction works best for one: choose the photos of one "
        "camera.",
    ),
    QT_TRANSLATE_NOOP(
        "TrainBelow",
        "The {} blurry photos show only {}; photos from other places and days help more than more of the "
        "same.",
    ),
    QT_TRANSLATE_NOOP(
        "TrainBelow",
        "The {} sharp photos show only {}; photos from other places and days help more than more of the "
        "same.",
    ),
    QT_TRANSLATE_NOOP("TrainBelow", "No"),
    QT_TRANSLATE_NOOP("TrainBelow", "one scene"),
    QT_TRANSLATE_NOOP("TrainBelow", "{} scenes"),
    # The verdict (training.cameras.verdict).
    QT_TRANSLATE_NOOP(
        "TrainBelow",
        "It helps: on {} of {} the result is better than without it. Edges {}; noise {}; blurred again, the "
        "result misses the photo by {}; turned over, it differs from itself by {}.",
    ),
    QT_TRANSLATE_NOOP(
        "TrainBelow",
        "It did not help: the results on {} are worse than without it. Keep the stock method. Edges {}; "
        "noise {}; blurred again, the result misses the photo by {}; turned over, it differs from itself by "
        "{}.",
    ),
    QT_TRANSLATE_NOOP(
        "TrainBelow",
        "No clear difference on {}: keep the stock method, or train longer. Edges {}; noise {}; blurred "
        "again, the result misses the photo by {}; turned over, it differs from itself by {}.",
    ),
    QT_TRANSLATE_NOOP(
        "TrainBelow",
        "No clear difference: nothing that was learned did better on {} than the stock method. Keep that, or "
        "train again with more photos.",
    ),
    QT_TRANSLATE_NOOP("TrainBelow", "one held-out photo"),
    QT_TRANSLATE_NOOP("TrainBelow", "{} held-out photos"),
    QT_TRANSLATE_NOOP("TrainBelow", "{} dB stronger"),
    QT_TRANSLATE_NOOP("TrainBelow", "{} dB weaker"),
    QT_TRANSLATE_NOOP("TrainBelow", "{} dB more"),
    QT_TRANSLATE_NOOP("TrainBelow", "{} dB less"),
    QT_TRANSLATE_NOOP("TrainBelow", "{} levels more"),
    QT_TRANSLATE_NOOP("TrainBelow", "{} levels less"),
    # Why a training cannot go on (training.cameras.process).
    QT_TRANSLATE_NOOP(
        "TrainBelow",
        "The training cannot be written to {} ({}). Make room on the disk, then go on: it starts again where "
        "it was saved last.",
    ),
    QT_TRANSLATE_NOOP(
        "TrainBelow",
        "There is not enough memory for this size of training. Close other programs, or choose a smaller "
        "size.",
    ),
)


def said(text: str) -> str:
    """The text in the user's language; as it is where there is no translation for it."""
    for pattern, template in _patterns():
        found = pattern.fullmatch(text)
        if found is not None:
            return QCoreApplication.translate(CONTEXT, template).format(*map(said, found.groups()))
    return from_below(text)


@functools.cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    texts = [str(template) for template in TEMPLATES]
    return tuple((re.compile("(.+?)".join(map(re.escape, t.split("{}"))), re.DOTALL), t) for t in texts)
