"""The wizard as a state machine: which page, what is planned, what is in the way. No Qt."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from deblur_studio import weights
from deblur_studio.errors import UserError
from deblur_studio.gui.wizard.photo_set import Group, PhotoSet
from deblur_studio.gui.wizard.run_state import RunState
from deblur_studio.methods import registry
from deblur_studio.places import user_cameras_folder
from training.cameras import events
from training.cameras.plan import CameraPlan
from training.cameras.presets import PRESETS, QUICK, STANDARD

if TYPE_CHECKING:
    from deblur_studio.diagnosis.look import Look
    from training.cameras.install import RunFolder

# The network of what is trained here: no base for another of its kind.
TRANSLATOR = "Blur2Blur"
BASE = "nafnet-shake"
# The larger preset is the default where it takes no longer than this.
PATIENCE_S = 3600.0


class Page(Enum):
    """The pages, in their order."""

    START = "start"
    PHOTOS = "photos"
    PLAN = "plan"
    TRAINING = "training"
    VERDICT = "verdict"


class Obstacle(Enum):
    """Why training cannot begin, where that is not about the photos."""

    NO_PHOTOS = "no photos"
    LOOKING = "looking"
    ASSESSING = "assessing"
    NO_TITLE = "no title"
    NO_BASE = "no base"
    RUNNING = "running"


@dataclass(frozen=True)
class Base:
    """Deblurring weights that a translator can be trained for."""

    name: str
    title: str
    architecture: str


@dataclass(frozen=True)
class Assessment:
    """Whether the photos suffice, and how they are divided.

    Attributes:
        revision: of the photos it is about.
        lacking: sentences on what is missing; empty when there is enough.
        advice: sentences on what would be better.
        train, held_out: the blurry photos to train on, and those for the verdict.
        sharp: the sharp photos.
    """

    revision: int
    lacking: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    train: tuple[Path, ...] = ()
    held_out: tuple[Path, ...] = ()
    sharp: tuple[Path, ...] = ()


class Wizard:
    """What the pages show and what may be done next.

    Attributes:
        page: that is shown.
        photos: of the training that is being prepared; looking: whether they are still looked at.
        assessment: of the photos as they are now; None until it is made.
        title, base, shown: as the user set them; "" and None for the default.
        chosen_preset: by the user; "" for the default.
        estimates: by preset; measuring: whether they are being found out; not_measured: why they are not.
        run: the training that is shown on its pages; None for none.
        runs: earlier trainings, newest first.
    """

    def __init__(self) -> None:
        self.page = Page.START
        self.photos = PhotoSet()
        self.looking = False
        self.revision = 0
        self.assessment: Assessment | None = None
        self.title = ""
        self.base = ""
        self.shown: Path | None = None
        self.chosen_preset = ""
        self.estimates: dict[str, events.Estimate] = {}
        self.measuring = False
        self.not_measured = ""
        self.run: RunState | None = None
        self.runs: tuple[RunFolder, ...] = ()

    # Photos.

    def begin(self) -> None:
        """New photos for a new training."""
        self.photos = PhotoSet()
        self.title, self.shown, self.chosen_preset = "", None, ""
        self.looking = False
        self.page = Page.PHOTOS
        self.photos_changed()

    def photos_changed(self) -> None:
        """The photos, or their groups, are others now: what was assessed is out of date."""
        self.revision += 1
        self.assessment = None

    def looked(self, looks: Sequence[Look]) -> None:
        """Some photos were looked at."""
        self.photos.take(looks)
        self.photos_changed()

    def looking_ended(self) -> None:
        """All were looked at, or that was cancelled. Of several cameras the one with most photos counts."""
        self.looking = False
        self.photos.forget_unseen()
        if self.photos.camera is None:
            self.photos.camera = self.photos.main_camera()
        self.photos_changed()

    def move(self, paths: Sequence[Path], group: Group) -> list[Path]:
        """Sort by hand; returns those that cannot be used and stay."""
        refused = self.photos.move(paths, group)
        self.photos_changed()
        return refused

    def choose_camera(self, camera: str | None) -> None:
        """Train on photos of this camera only; None for all."""
        self.photos.camera = camera
        self.photos_changed()

    def assessed(self, assessment: Assessment) -> bool:
        """Take an assessment, unless the photos have changed since; whether it was taken."""
        if assessment.revision != self.revision:
            return False
        self.assessment = assessment
        if self.shown not in assessment.held_out:
            self.shown = None
        return True

    # The plan.

    def camera_title(self) -> str:
        """What the camera is called: by the user, else by the photos; "" where neither does."""
        return self.title.strip() or self.photos.title()

    def base_name(self, bases: Sequence[Base]) -> str:
        """The weights behind the translator: the user's choice, else the bundled ones."""
        names = [base.name for base in bases]
        if self.base in names:
            return self.base
        return BASE if BASE in names else (names[0] if names else "")

    def preset_name(self) -> str:
        """The preset: the user's choice, else the larger one if it does not take long here."""
        if self.chosen_preset:
            return self.chosen_preset
        known = self.estimates.get(STANDARD.name)
        return STANDARD.name if known is not None and known.seconds <= PATIENCE_S else QUICK.name

    def obstacles(self, bases: Sequence[Base], title: str) -> list[Obstacle | str]:
        """Everything that is in the way of training; sentences are about the photos. Empty: it can begin."""
        if self.run is not None and self.run.running:
            return [Obstacle.RUNNING]
        if self.looking:
            return [Obstacle.LOOKING]
        if not self.photos.total:
            return [Obstacle.NO_PHOTOS]
        if self.assessment is None:
            return [Obstacle.ASSESSING]
        found: list[Obstacle | str] = [*self.assessment.lacking]
        if not title:
            found.append(Obstacle.NO_TITLE)
        if not self.base_name(bases):
            found.append(Obstacle.NO_BASE)
        return found

    @property
    def must_measure(self) -> bool:
        """Whether the choice of the preset waits for a measure of this machine."""
        return self.measuring and not self.chosen_preset and STANDARD.name not in self.estimates

    def plan(self, bases: Sequence[Base], title: str, device: str) -> CameraPlan:
        """What is to be trained, in a new folder. Needs an assessment.

        Raises:
            UserError: that cannot be trained.
        """
        assert self.assessment is not None
        name = name_for(title, taken_names())
        return CameraPlan(
            name=name,
            title=title,
            folder=free_folder(user_cameras_folder(), name),
            blurry=self.assessment.train,
            sharp=self.assessment.sharp,
            held_out=self.assessment.held_out,
            base=self.base_name(bases),
            preset=self.preset_name(),
            device=kind_of_device(device),
            shown=self.shown,
        )

    # Time.

    def took_estimate(self, estimate: events.Estimate) -> None:
        """How long a preset takes became known."""
        self.estimates[estimate.preset] = estimate

    def measured(self, problem: str) -> None:
        """The measuring is over; "" or why nothing is known."""
        self.measuring = False
        self.not_measured = "" if self.estimates else problem

    @property
    def all_measured(self) -> bool:
        """Whether it is known how long each preset takes."""
        return all(each.name in self.estimates for each in PRESETS)

    # Pages.

    def show_run(self, run: RunState) -> None:
        """Show a training: its verdict if there is one."""
        self.run = run
        self.page = Page.VERDICT if run.finished is not None and not run.running else Page.TRAINING

    def back(self) -> None:
        """One page back; from a training to the start."""
        self.page = {Page.PLAN: Page.PHOTOS}.get(self.page, Page.START)
        if self.page is Page.START and self.run is not None and not self.run.running:
            self.run = None

    def reached(self) -> set[Page]:
        """Pages of this training that can be gone to."""
        if self.page in (Page.PHOTOS, Page.PLAN):
            return {Page.PHOTOS, Page.PLAN} if self.photos.total and not self.looking else {Page.PHOTOS}
        if self.run is not None and self.page in (Page.TRAINING, Page.VERDICT):
            done = self.run.finished is not None and not self.run.running
            return {Page.TRAINING, Page.VERDICT} if done else {Page.TRAINING}
        return set()

    def after(self, event: events.Event) -> None:
        """Take what the training told; its verdict is shown when the training is."""
        if self.run is None:
            return
        self.run.take(event)
        if isinstance(event, events.Finished) and self.page is Page.TRAINING:
            self.page = Page.VERDICT

    def longer(self) -> CameraPlan:
        """The plan of the shown training with as many steps more as its preset has."""
        assert self.run is not None
        plan = self.run.plan
        return replace(plan, steps=plan.length + plan.size.steps)


def bases(library: weights.Library | None = None) -> list[Base]:
    """The installed weights that deblur, those that came with the program first."""
    networks = {need for method in registry.METHODS for need in method.spec.needs} - {TRANSLATOR}
    return [
        Base(entry.card.name, entry.card.title, entry.card.architecture)
        for entry in (library or weights.installed()).entries
        if entry.card.architecture in networks
    ]


def taken_names() -> set[str]:
    """Names of all weights that are installed."""
    return {entry.card.name for entry in weights.installed().entries}


def name_for(title: str, taken: Collection[str] = ()) -> str:
    """A name for the weights of a camera: its title with what names allow, numbered where it is taken."""
    plain = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:48].strip("-") or "my-camera"
    name, number = plain, 1
    while name in taken:
        number += 1
        name = f"{plain}-{number}"
    return name


def free_folder(parent: Path, name: str) -> Path:
    """A folder that is not there yet."""
    folder, number = parent / name, 1
    while folder.exists():
        number += 1
        folder = parent / f"{name}-{number}"
    return folder


def kind_of_device(device: str) -> str:
    """The studio's name of a device as plans have it: "cuda:0" is "cuda"."""
    return device.partition(":")[0]


def installed_as(result: Path, library: weights.Library | None = None) -> str:
    """The name under which a result is installed; "" if it is not. By its content: names may be numbered."""
    try:
        card = weights.WeightsCard.from_json(
            result.with_suffix(".json").read_text(encoding="utf-8"), str(result)
        )
    except (OSError, ValueError, UserError):
        return ""
    for entry in (library or weights.installed()).entries:
        if entry.card.sha256 == card.sha256 and entry.card.architecture == card.architecture:
            return entry.card.name
    return ""


def preset_facts(estimates: Mapping[str, events.Estimate]) -> list[tuple[str, events.Estimate | None, int]]:
    """For each preset its name, its estimate if it is known, and the disk it needs in MB."""
    facts = []
    for each in PRESETS:
        known = estimates.get(each.name)
        facts.append((each.name, known, each.disk_mb if known is None else round(known.disk_mb)))
    return facts
