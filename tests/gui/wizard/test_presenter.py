"""The wizard as a state machine, without Qt."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from deblur_studio import places
from deblur_studio.diagnosis.look import Look
from deblur_studio.gui.wizard import presenter
from deblur_studio.gui.wizard.photo_set import Group
from deblur_studio.gui.wizard.presenter import Assessment, Base, Obstacle, Page, Wizard
from deblur_studio.gui.wizard.run_state import Phase, RunState
from training.cameras import events
from training.cameras.plan import CameraPlan

BASES = [Base("nafnet-shake", "Camera shake", "NAFNet"), Base("other", "Other", "Restormer")]


def look(name: str, kind: str, camera: str = "FUJIFILM X-T30") -> Look:
    return Look(Path("/photos") / name, kind, "because", camera, None, 600, 400)


def estimate(preset: str, seconds: float) -> events.Estimate:
    return events.Estimate(preset, seconds, 900.0, 300.0, "cpu")


@pytest.fixture
def wizard() -> Wizard:
    made = Wizard()
    made.begin()
    made.looking = True
    made.looked([look("a", "blurry"), look("b", "blurry"), look("c", "sharp")])
    made.looking_ended()
    return made


def assess(wizard: Wizard, *lacking: str) -> None:
    blurry = wizard.photos.listed(Group.BLURRY)
    sharp = tuple(wizard.photos.listed(Group.SHARP))
    assert wizard.assessed(
        Assessment(wizard.revision, lacking, (), tuple(blurry[1:]), tuple(blurry[:1]), sharp)
    )


class TestObstacles:
    def test_each_is_named(self, wizard: Wizard) -> None:
        assert Wizard().obstacles(BASES, "x") == [Obstacle.NO_PHOTOS]
        assert wizard.obstacles(BASES, "x") == [Obstacle.ASSESSING]
        assess(wizard, "Too few.")
        assert wizard.obstacles([], "") == ["Too few.", Obstacle.NO_TITLE, Obstacle.NO_BASE]
        assess(wizard)
        assert wizard.obstacles(BASES, "x") == []
        wizard.looking = True
        assert wizard.obstacles(BASES, "x") == [Obstacle.LOOKING]

    def test_one_training_at_a_time(self, wizard: Wizard) -> None:
        assess(wizard)
        wizard.run = RunState(wizard.plan(BASES, "x", "cpu"))
        assert wizard.obstacles(BASES, "x") == [Obstacle.RUNNING]
        wizard.run.phase = Phase.STOPPED
        assert wizard.obstacles(BASES, "x") == []

    def test_an_assessment_of_other_photos_is_not_taken(self, wizard: Wizard) -> None:
        old = Assessment(wizard.revision)
        wizard.move([Path("/photos/a")], Group.SHARP)
        assert not wizard.assessed(old)
        assert wizard.assessment is None


class TestPlan:
    def test_everything_has_a_default(self, wizard: Wizard) -> None:
        assess(wizard)
        plan = wizard.plan(BASES, wizard.camera_title(), "cuda:1")
        assert (plan.name, plan.title, plan.base) == ("fujifilm-x-t30", "FUJIFILM X-T30", "nafnet-shake")
        assert (plan.preset, plan.device, plan.shown) == ("quick", "cuda", None)
        assert plan.folder == places.user_cameras_folder() / "fujifilm-x-t30"
        assert [len(each) for each in (plan.blurry, plan.sharp, plan.held_out)] == [1, 1, 1]

    def test_a_second_training_gets_a_folder_of_its_own(self, wizard: Wizard) -> None:
        assess(wizard)
        wizard.plan(BASES, "Cam", "cpu").folder.mkdir(parents=True)
        assert wizard.plan(BASES, "Cam", "cpu").folder.name == "cam-2"

    @pytest.mark.parametrize(("seconds", "preset"), [(1200.0, "standard"), (9000.0, "quick")])
    def test_the_preset_follows_the_estimate(self, wizard: Wizard, seconds: float, preset: str) -> None:
        wizard.took_estimate(estimate("standard", seconds))
        assert wizard.preset_name() == preset
        wizard.chosen_preset = "thorough"
        assert wizard.preset_name() == "thorough"

    def test_choices_that_are_gone_are_no_choices(self, wizard: Wizard) -> None:
        wizard.base = "other"
        assert wizard.base_name(BASES) == "other"
        assert wizard.base_name(BASES[:1]) == "nafnet-shake"
        assert wizard.base_name(BASES[1:]) == "other"
        wizard.base = "gone"
        assert wizard.base_name([]) == ""
        wizard.shown = Path("/photos/z")
        assess(wizard)
        assert wizard.shown is None

    def test_measuring_delays_only_the_default(self, wizard: Wizard) -> None:
        wizard.measuring = True
        assert wizard.must_measure
        wizard.took_estimate(estimate("quick", 1.0))
        assert wizard.must_measure
        wizard.took_estimate(estimate("standard", 1.0))
        assert not wizard.must_measure
        assert not wizard.all_measured
        wizard.estimates = {}
        wizard.chosen_preset = "quick"
        assert not wizard.must_measure
        wizard.measured("broken")
        assert (wizard.measuring, wizard.not_measured) == (False, "broken")

    def test_bundled_weights_are_bases_and_translators_are_not(self) -> None:
        found = presenter.bases()
        assert found[0].name
        assert "nafnet-shake" in [base.name for base in found]
        assert presenter.TRANSLATOR not in {base.architecture for base in found}

    @pytest.mark.parametrize(
        ("title", "name"),
        [
            ("FUJIFILM X-T30", "fujifilm-x-t30"),
            ("내 카메라", "my-camera"),
            ("  ", "my-camera"),
            ("Ünï/../cam*", "n-cam"),
            ("x" * 90, "x" * 48),
        ],
    )
    def test_names(self, title: str, name: str) -> None:
        assert presenter.name_for(title) == name
        assert presenter.name_for(title, {name}) == f"{name}-2"


class TestPages:
    def test_the_way_there_and_back(self, wizard: Wizard) -> None:
        assert wizard.page is Page.PHOTOS
        assert wizard.reached() == {Page.PHOTOS, Page.PLAN}
        wizard.page = Page.PLAN
        wizard.back()
        assert wizard.page is Page.PHOTOS
        wizard.back()
        assert wizard.page is Page.START
        assert wizard.reached() == set()

    def test_the_verdict_follows_the_training(self, wizard: Wizard, tmp_path: Path) -> None:
        plan = CameraPlan("cam", "Cam", tmp_path, (Path("a"),), (Path("b"),), (Path("c"),))
        wizard.show_run(RunState(plan))
        assert (wizard.page, wizard.reached()) == (Page.TRAINING, {Page.TRAINING})
        wizard.after(events.Finished("helps", "", {}, (), "x"))
        assert wizard.page is Page.VERDICT
        assert wizard.reached() == {Page.TRAINING, Page.VERDICT}
        assert wizard.longer().length == 2 * plan.length

    def test_it_does_not_when_something_else_is_shown(self, wizard: Wizard, tmp_path: Path) -> None:
        plan = CameraPlan("cam", "Cam", tmp_path, (Path("a"),), (Path("b"),), (Path("c"),))
        wizard.show_run(RunState(plan))
        wizard.back()
        assert wizard.run is not None, "what runs goes on"
        wizard.after(events.Finished("helps", "", {}, (), "x"))
        assert wizard.page is Page.START

    def test_several_cameras(self) -> None:
        wizard = Wizard()
        wizard.begin()
        wizard.looked([look("a", "blurry"), look("b", "sharp"), look("c", "sharp", "NIKON D90")])
        wizard.looking_ended()
        assert wizard.photos.camera == "FUJIFILM X-T30"
        wizard.choose_camera("NIKON D90")
        assert wizard.camera_title() == "NIKON D90"
        wizard.title = " Mine "
        assert wizard.camera_title() == "Mine"


def test_neither_qt_nor_torch_nor_matplotlib_is_needed() -> None:
    modules = "presenter", "photo_set", "run_state", "tools"
    code = "import sys\n" + "\n".join(f"import deblur_studio.gui.wizard.{m}" for m in modules)
    code += "\nbad = {'PySide6', 'torch', 'matplotlib'} & set(sys.modules)\nassert not bad, bad"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).resolve().parents[3])
