"""`deblur-studio train` and `python -m training blur2blur`: from folders to a verdict."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest
import torch

from deblur_studio import cli, weights
from tests.unit.training.cameras.camera_helpers import TINY, make_plan, shapes
from training import command_line
from training.cameras import command, events, install, presets
from training.cameras.plan import PLAN_FILE, CameraPlan


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(presets, "PRESETS", (TINY,))
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    """Folders "blurry" (8 photos) and "sharp" (6), and deblurring weights "base"."""
    make_plan(tmp_path)
    return tmp_path


def camera(folders: Path, *more: str) -> list[str]:
    blurry, sharp = str(folders / "blurry"), str(folders / "sharp")
    given = ["--blurry", blurry, "--sharp", sharp, "--name", "My Camera", "--base", "base", "--device", "cpu"]
    return [*given, *more]


def test_a_camera_is_trained_listed_and_installed(folders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["train", "camera", *camera(folders, "--install")]) == 0
    told = capsys.readouterr().err
    assert "held-out photos" in told
    assert "--method blur2blur:my-camera" in told
    entry = weights.find("my-camera")
    assert entry.card.title == "My Camera"
    assert cli.main(["train", "list", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["trainings"]
    assert row["name"] == "my-camera"
    assert row["status"].startswith("finished: ")


def test_without_a_clear_gain_nothing_is_installed_unasked(
    folders: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.cameras.train.verdict", lambda comparisons: events.UNCLEAR)
    assert cli.main(["train", "camera", *camera(folders)]) == 0
    assert "Not installed" in capsys.readouterr().err
    assert "my-camera" not in [entry.card.name for entry in weights.installed().entries]
    (run,) = install.runs()
    assert isinstance(run.status, events.Finished)


def test_the_recipe_is_the_same_by_its_other_name(folders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = camera(folders, "--folder", str(folders / "run"), "--steps", "2", "--json")
    assert command_line.main(["blur2blur", *given]) == 0
    told = [events.read(line) for line in capsys.readouterr().out.splitlines()]
    assert isinstance(told[-1], events.Finished)
    assert (folders / "run" / "plan.json").is_file()


def test_mistakes_are_told_before_anything_begins(
    folders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    wrong = camera(folders)
    wrong[1] = str(tmp_path / "empty")
    assert cli.main(["train", "camera", *wrong]) == 2
    assert "holds no photos" in capsys.readouterr().err
    assert cli.main(["train", "run", str(tmp_path / "none.json")]) == 2
    assert "none.json" in capsys.readouterr().err
    assert cli.main(["train", "list"]) == 2
    assert "No camera has been trained yet" in capsys.readouterr().out


def test_photos_are_held_out_evenly(folders: Path) -> None:
    options = cli.parser().parse_args(["train", "camera", *camera(folders)])
    plan = command.plan_of(options)
    assert len(plan.held_out) == 2
    assert len(plan.blurry) == 6
    assert not set(plan.held_out) & set(plan.blurry)
    assert plan.name == "my-camera"


def make_clips(folder: Path, count: int) -> Path:
    """Pairs of `count` clips, two frames each."""
    folder.mkdir()
    for number in range(count):
        for frame in range(2):
            picture = shapes(200 + 2 * number + frame)
            name = f"{number:03}_{frame:08}"
            cv2.imwrite(str(folder / f"{name}_sharp.jpg"), picture)
            cv2.imwrite(str(folder / f"{name}_blur.jpg"), cv2.blur(picture, (9, 1)))
    return folder


def test_one_paired_source_gives_both_kinds_of_photos(folders: Path) -> None:
    pairs = make_clips(folders / "pairs", 5)
    given = ["--paired", str(pairs), "--name", "Paired", "--base", "base", "--device", "cpu"]
    assert cli.main(["train", "camera", *given]) == 0
    (run,) = install.runs()
    assert isinstance(run.status, events.Finished)
    assert run.plan.paired == pairs
    sides = [
        {path.name[:3] for path in part} for part in (run.plan.blurry, run.plan.held_out, run.plan.sharp)
    ]
    assert [len(side) for side in sides] == [2, 1, 2]
    assert len(set.union(*sides)) == 5


def test_folders_or_pairs_but_not_both(folders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pairs = make_clips(folders / "pairs", 4)
    assert cli.main(["train", "camera", *camera(folders, "--paired", str(pairs))]) == 2
    assert "leave out --blurry and --sharp" in capsys.readouterr().err
    assert cli.main(["train", "camera", "--name", "X", "--sharp", str(folders / "sharp")]) == 2
    assert "--blurry and --sharp, or one folder of pairs with --paired" in capsys.readouterr().err
    assert command_line.main(["blur2blur", "--name", "X", "--paired", str(pairs)]) == 2
    assert "show only 4 scenes; 5 are needed" in capsys.readouterr().err


def test_known_blur_can_come_from_codes(folders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = cli.parser().parse_args(["train", "camera", *camera(folders)])
    assert command.plan_of(options).known_blur == "rendered"
    codes = ["--known-blur", "codes", "--kernel-codes", "copier", "--code-pairs", "known"]
    plan = command.plan_of(cli.parser().parse_args(["train", "camera", *camera(folders, *codes)]))
    assert (plan.known_blur, plan.kernel_codes, plan.code_pairs) == ("codes", "copier", Path("known"))
    assert command_line.main(["blur2blur", *camera(folders, *codes[:4])]) == 2
    assert "known blur from codes needs --code-pairs" in capsys.readouterr().err


def test_a_training_does_not_go_on_with_another_known_blur(
    folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = camera(folders, "--folder", str(folders / "run"))
    codes = ["--known-blur", "codes", "--kernel-codes", "none", "--code-pairs", str(folders)]
    # What failed before anything was learned may be tried anew in another way.
    assert cli.main(["train", "camera", *given, *codes]) == 2
    assert "no weights named 'none'" in capsys.readouterr().err
    assert cli.main(["train", "camera", *given]) == 0
    capsys.readouterr()
    assert cli.main(["train", "camera", *given, *codes]) == 2
    assert "began with other known blur (rendered)" in capsys.readouterr().err
    assert CameraPlan.load(folders / "run" / PLAN_FILE).known_blur == "rendered"
    assert cli.main(["train", "camera", *given, "--steps", "7"]) == 0


def test_events_are_told_in_words() -> None:
    assert "2 of 9" not in command.told(events.Step(2, 9, 1, 1, 0, 0))
    assert command.told(events.Step(200, 900, 60, 120, 0, 0)).startswith("step 200 of 900")
    assert command.told(events.Failed("The disk is full.")) == "The disk is full."
    assert "best" in command.told(events.Checked(3, {"score": 1.0}, True, {}))
