"""`deblur-studio diagnose` with a network that sees the same motion everywhere."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from deblur_studio import cli
from deblur_studio.photo.flow_files import read_flow
from tests.unit.diagnosis import made, moving


@pytest.fixture(autouse=True)
def own_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moving.hide_bundled(tmp_path, monkeypatch)
    moving.install((8, -6), (-8, 6))


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "moved.png"
    Image.fromarray(made.dragged(made.scenery(500, 400), 20, 37)).save(path)
    return path


def test_it_says_why_in_words(photo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["diagnose", str(photo)]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("camera shake, 20 px along 37 degrees, steady over the frame (")
    assert second == "Fix it with the method Auto."


def test_json_has_all_facts(photo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["diagnose", str(photo), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["cause"] == "camera shake"
    assert told["axis"] == pytest.approx(36.87, abs=0.5)
    assert told["length"] == pytest.approx(20, abs=0.1)
    assert told["share"] == 1
    assert 0.5 < told["confidence"] <= 1
    assert (told["input"], told["width"], told["weights"]) == (str(photo), 500, "moving")
    assert told["motion"]["kind"] == "shake"


@pytest.mark.parametrize(("suffix", "channels"), [(".flo", 2), (".png", 2), (".npz", 4)])
def test_the_motion_is_written_in_the_photos_own_grid(
    photo: Path, tmp_path: Path, suffix: str, channels: int
) -> None:
    target = tmp_path / f"flow{suffix}"
    assert cli.main(["diagnose", str(photo), "--flow-out", str(target)]) == 0
    flow = read_flow(target)
    assert flow.shape == (400, 500, channels)
    known = np.isfinite(flow).all(axis=2)
    assert known.mean() > 0.7
    np.testing.assert_allclose(flow[known][:, :2], np.broadcast_to([8, -6], (known.sum(), 2)), atol=0.02)
    before = target.read_bytes()
    assert cli.main(["diagnose", str(photo), "--flow-out", str(target)]) == 2
    assert target.read_bytes() == before
    assert cli.main(["diagnose", str(photo), "--flow-out", str(target), "--overwrite"]) == 0


@pytest.mark.parametrize(
    ("target", "complaint"),
    [("flow.jpg", "names no format for motion"), ("none/flow.flo", "There is no folder")],
)
def test_what_would_fail_at_the_end_fails_at_the_beginning(
    photo: Path, tmp_path: Path, target: str, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["diagnose", str(photo), "--flow-out", str(tmp_path / target)]) == 2
    assert complaint in capsys.readouterr().err


def test_one_bad_file_does_not_stop_the_others(
    photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.jpg"
    bad.write_bytes(b"no photo")
    assert cli.main(["diagnose", str(bad), str(photo), "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert [each["input"] for each in told["photos"]] == [str(photo)]
    assert [each["input"] for each in told["failed"]] == [str(bad)]
    assert cli.main(["diagnose", str(bad), str(photo)]) == 2
    heard = capsys.readouterr()
    assert "bad.jpg" in heard.err
    assert heard.out.startswith(f"{photo}: camera shake")


def test_motion_of_several_photos_goes_into_no_single_file(
    photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["diagnose", str(photo), str(tmp_path / "other.png"), "--flow-out", str(tmp_path / "f.flo")]
    assert cli.main(arguments) == 2
    assert "name only one" in capsys.readouterr().err


def test_a_device_that_is_not_there_is_named(photo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["diagnose", str(photo), "--device", "cuda:7"]) == 2
    assert "cuda:7" in capsys.readouterr().err


def test_auto_says_what_it_would_do(photo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["diagnose", str(photo), "--json"]) == 0
    auto = json.loads(capsys.readouterr().out)["auto"]
    assert auto["outlook"] in ("much", "some")
    assert auto["why"].startswith("Auto takes ")
    assert 0 < auto["gain"] <= 1


def test_a_folder_is_ranked_by_what_can_be_gained(
    photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "shots"
    folder.mkdir()
    Image.fromarray(made.smeared(made.scenery(500, 400), 0.01)).save(folder / "a_sharp.png")
    (folder / "z_moved.png").write_bytes(photo.read_bytes())
    assert cli.main(["diagnose", str(folder), "--rank"]) == 0
    header, first, second = capsys.readouterr().out.splitlines()
    assert header.startswith("hope")
    assert "z_moved.png" in first
    assert "a_sharp.png" in second
    assert cli.main(["diagnose", str(folder), "--rank", "--json"]) == 0
    ranked = json.loads(capsys.readouterr().out)["photos"]
    assert [Path(each["input"]).name for each in ranked] == ["z_moved.png", "a_sharp.png"]


def test_a_folder_without_photos_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert cli.main(["diagnose", str(tmp_path / "empty")]) == 2
    assert "no photos in the folder" in capsys.readouterr().err
